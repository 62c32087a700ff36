/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The kernel's user interface as far as realm-mini uses it and the system's headers may be too old for it.
 * The structures have names of their own, so that newer headers do no harm.
 */
#ifndef UAPI_H
#define UAPI_H

#include <linux/kvm.h>
#include <stdint.h>
#include <sys/ioctl.h>

#define MINI_VM_REALM		(1ul << 30)
#define MINI_VM_PROTECTED	(1ul << 31)

#define MINI_CAP_MEMORY_ATTRIBUTES	233
#define MINI_CAP_GUEST_MEMFD	234
#define MINI_CAP_ARM_RMI	300

struct mini_memory_region2 {
	uint32_t slot;
	uint32_t flags;
	uint64_t guest_phys_addr;
	uint64_t memory_size;
	uint64_t userspace_addr;
	uint64_t guest_memfd_offset;
	uint32_t guest_memfd;
	uint32_t pad1;
	uint64_t pad2[14];
};
#define MINI_SET_REGION2	_IOW(KVMIO, 0x49, struct mini_memory_region2)
#define MINI_MEM_GUEST_MEMFD	(1u << 2)

struct mini_guest_memfd {
	uint64_t size;
	uint64_t flags;
	uint64_t reserved[6];
};
#define MINI_CREATE_GUEST_MEMFD	_IOWR(KVMIO, 0xd4, struct mini_guest_memfd)

struct mini_memory_attributes {
	uint64_t address;
	uint64_t size;
	uint64_t attributes;
	uint64_t flags;
};
#define MINI_SET_ATTRIBUTES	_IOW(KVMIO, 0xd2, struct mini_memory_attributes)
#define MINI_ATTRIBUTE_PRIVATE	(1ull << 3)

struct mini_populate {
	uint64_t base;
	uint64_t size;
	uint64_t source_uaddr;
	uint32_t flags;
	uint32_t reserved;
};
#define MINI_POPULATE		_IOWR(KVMIO, 0xd7, struct mini_populate)
#define MINI_POPULATE_MEASURE	1u

#define MINI_HASH_SHA256	0u
#define MINI_HASH_SHA512	1u
struct mini_config {
	uint32_t size;
	uint32_t hash_algo;
	uint8_t rpv[64];
};
#define MINI_CONFIG		_IO(KVMIO, 0xd8)

/* In kvm_run's exit union, with exit_reason MINI_EXIT_MEMORY_FAULT and errno EFAULT */
#define MINI_EXIT_MEMORY_FAULT	39
#define MINI_FAULT_PRIVATE	(1ull << 3)
struct mini_memory_fault {
	uint64_t flags;
	uint64_t gpa;
	uint64_t size;
};

#endif
