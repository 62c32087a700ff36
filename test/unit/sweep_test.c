// SPDX-License-Identifier: BSD-3-Clause
/* State x command: every command with every granule state, and every realm state, that it must refuse. */
#include "runner.h"
#include "zoo.h"

/* What an argument must be. */
enum role { VALUE, BUFFER, GRANULE };

struct argument {
	enum role role;
	enum name_state state;
};

struct row {
	struct valid_call call;
	struct argument arg[6];
};

#define V	{ VALUE, 0 }
#define NS	{ BUFFER, 0 }
#define G(s)	{ GRANULE, NAME_##s }

static void sweep(const struct row *row)
{
	for (unsigned int i = 1; i < 6; i++) {
		if (row->arg[i].role == GRANULE)
			refuse_granules(&row->call, i, row->arg[i].state);
		if (row->arg[i].role == BUFFER)
			refuse_buffers(&row->call, i);
	}
}

#define SWEEP(...) \
	do { \
		const struct row row_ = __VA_ARGS__; \
		sweep(&row_); \
	} while (0)

static void granules(void)
{
	zoo_build();
	SWEEP({ { { RMI_GRANULE_DELEGATE, 0 } }, { V, G(UNDELEGATED) } });
	SWEEP({ { { RMI_GRANULE_UNDELEGATE, 0 } }, { V, G(DELEGATED) } });
}

static void data(void)
{
	uint64_t rd, src;

	zoo_build();
	rd = zoo.realm.rd;
	src = new_page();
	SWEEP({ { { RMI_DATA_CREATE, rd, zoo.spare, ZOO_FREE_IPA, src, 1 } },
		{ V, G(RD), G(DELEGATED), V, NS, V } });
	SWEEP({ { { RMI_DATA_CREATE_UNKNOWN, rd, zoo.spare, ZOO_FREE_IPA } }, { V, G(RD), G(DELEGATED), V } });
	SWEEP({ { { RMI_DATA_DESTROY, rd, ZOO_DATA_IPA } }, { V, G(RD), V } });
}

static void realms(void)
{
	zoo_build();
	SWEEP({ { { RMI_REALM_CREATE, zoo.next.rd, zoo.params } }, { V, G(DELEGATED), NS } });
	SWEEP({ { { RMI_REALM_ACTIVATE, zoo.realm.rd } }, { V, G(RD) } });
	SWEEP({ { { RMI_REALM_DESTROY, zoo.realm.rd } }, { V, G(RD) } });
}

static void recs(void)
{
	zoo_build();
	SWEEP({ { { RMI_REC_AUX_COUNT, zoo.realm.rd } }, { V, G(RD) } });
	SWEEP({ { { RMI_REC_CREATE, zoo.realm.rd, zoo.spare, zoo.rec_params } }, { V, G(RD), G(DELEGATED), NS } });
	SWEEP({ { { RMI_REC_DESTROY, zoo.realm.rec[0].rec } }, { V, G(REC) } });
	realm_activate(&zoo.realm);
	SWEEP({ { { RMI_REC_ENTER, zoo.realm.rec[0].rec, zoo.realm.rec[0].run } }, { V, G(REC), NS } });
}

static void tables(void)
{
	uint64_t rd, shared;

	zoo_build();
	rd = zoo.realm.rd;
	shared = shared_ipa(&zoo.realm, ZOO_FREE_IPA);
	SWEEP({ { { RMI_RTT_CREATE, rd, zoo.spare, ZOO_HOLE_IPA, 2 } }, { V, G(RD), G(DELEGATED), V, V } });
	SWEEP({ { { RMI_RTT_DESTROY, rd, 0, 3 } }, { V, G(RD), V, V } });
	SWEEP({ { { RMI_RTT_FOLD, rd, 0, 3 } }, { V, G(RD), V, V } });
	SWEEP({ { { RMI_RTT_READ_ENTRY, rd, 0, 3 } }, { V, G(RD), V, V } });
	SWEEP({ { { RMI_RTT_MAP_UNPROTECTED, rd, shared, 3, new_page() | 0xd8 } }, { V, G(RD), V, V, V } });
	SWEEP({ { { RMI_RTT_UNMAP_UNPROTECTED, rd, shared_ipa(&zoo.realm, ZOO_DATA_IPA), 3 } }, { V, G(RD), V, V } });
	SWEEP({ { { RMI_RTT_INIT_RIPAS, rd, ZOO_FREE_IPA, 2 * PAGE_SIZE } }, { V, G(RD), V, V } });
	SWEEP({ { { RMI_RTT_SET_RIPAS, rd, zoo.realm.rec[0].rec, 0, PAGE_SIZE } }, { V, G(RD), G(REC), V, V } });
	SWEEP({ { { RMI_PSCI_COMPLETE, zoo.realm.rec[0].rec, zoo.realm.rec[0].rec, 0 } },
		{ V, G(REC), G(REC), V } });
}

/* What a realm that is no longer NEW refuses. */
static void refuse_build(unsigned int state_index)
{
	struct host_realm *r = &zoo.realm;
	uint64_t src = new_page();

	(void)state_index;
	refused_realm(0, RMI_DATA_CREATE, r->rd, zoo.spare, ZOO_FREE_IPA, src, 1);
	refused_realm(0, RMI_REC_CREATE, r->rd, zoo.spare, zoo.rec_params);
	refused_realm(0, RMI_RTT_INIT_RIPAS, r->rd, ZOO_FREE_IPA, 2 * PAGE_SIZE);
	refused_realm(0, RMI_REALM_ACTIVATE, r->rd);
}

static void turn_off(struct guest *g, void *arg)
{
	(void)arg;
	guest_call(g, 0x84000008, 0, 0, 0, 0);
}

static void realm_states(void)
{
	struct host_realm *r = &zoo.realm;

	zoo_build();
	refused_realm(0, RMI_REC_ENTER, r->rec[0].rec, r->rec[0].run);
	refused_realm(0, RMI_REALM_DESTROY, r->rd);
	realm_activate(r);
	refuse_build(0);
	refused_realm(0, RMI_REALM_DESTROY, r->rd);
	guest_create(r->vmid, guest_mpidr(0), turn_off, NULL);
	expect_eq(realm_enter(r, 0)->exit_reason, RMI_EXIT_PSCI);
	refuse_build(1);
	refused_realm(1, RMI_REC_ENTER, r->rec[0].rec, r->rec[0].run);
	refused_realm(0, RMI_REALM_DESTROY, r->rd);
	realm_destroy(r);
}

static const struct test sweep_tests[] = {
	TEST(granules), TEST(data), TEST(realms), TEST(recs), TEST(tables), TEST(realm_states),
};
GROUP(sweep);
