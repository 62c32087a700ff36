/* SPDX-License-Identifier: BSD-3-Clause */
/* Reach into the normal world's DRAM, which the monitor maps with Non-secure accesses at its own address. */
#include "copy.h"
#include "port/memory.h"

bool port_ns_read(void *dst, struct pa src, size_t size)
{
	return ns_copy(dst, (const void *)src.v, size);
}

bool port_ns_read_page(void *dst, struct pa src)
{
	return ns_copy_page(dst, (const void *)src.v);
}

bool port_ns_write(struct pa dst, const void *src, size_t size)
{
	return ns_copy((void *)dst.v, src, size);
}
