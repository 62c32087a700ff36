// SPDX-License-Identifier: BSD-3-Clause
/* The few looks behind the interface that the oracle needs. */
#include "peek.h"

#include "granule/granule.h"
#include "machine.h"
#include "realm/realm.h"

uint64_t peek_backing(uint64_t name)
{
	return granule_backing(granule_find(pa_of(name))).v;
}

bool peek_is_private(uint64_t page)
{
	return granule_state(granule_find(pa_of(page))) == POOL_PAGE_PRIVATE;
}

void peek_space(uint64_t rd, struct s2_space *space)
{
	const struct realm *realm = granule_page(granule_find(pa_of(rd)));

	*space = realm->s2.space;
}
