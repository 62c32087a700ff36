/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every command with chosen-at-random arguments, from one and from both CPUs, then everything taken down: no call stops
 * the monitor, each answers with a status that exists, and no page is lost whatever state it was left in. The numbers
 * come from a fixed seed, so on one CPU each run is the same.
 */
#include "abi/psci.h"
#include "abi/rmi.h"
#include "abi/rsi.h"
#include "abi/vendor.h"
#include "client/granules.h"
#include "client/host.h"
#include "client/memory.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/mem.h"
#include "lib/smc.h"
#include "lib/sysreg.h"

#define NAMES		24u
#define NAMED_DIRECTLY	4u	/* of them, pages of the pool */
#define STEPS		12000u
#define TEARDOWN_PASSES	6u
#define REALM_TIME	20000u	/* ticks that a realm may run */
#define FIRST_VMID	60000u
#define ATTRIBUTES	((6ul << 2) | (3ul << 6))

/* One CPU's own: random state, and pages for what commands read. */
struct player {
	uint64_t random;
	uint64_t params, rec_params, source, run;
	volatile uint64_t bad_status, bad_fid;
};

enum kind { END, GRANULE, IPA, TOP, LEVEL, FLAGS, DESC, STATUS, PARAMS, REC_PARAMS, SOURCE, RUN };

struct command {
	uint64_t fid;
	uint8_t args[5];
};

/* What builds comes more often than what takes down. */
static const struct command commands[] = {
	{ RMI_GRANULE_DELEGATE, { GRANULE } },
	{ RMI_GRANULE_DELEGATE, { GRANULE } },
	{ RMI_GRANULE_DELEGATE, { GRANULE } },
	{ RMI_GRANULE_UNDELEGATE, { GRANULE } },
	{ RMI_REALM_CREATE, { GRANULE, PARAMS } },
	{ RMI_REALM_CREATE, { GRANULE, PARAMS } },
	{ RMI_REALM_ACTIVATE, { GRANULE } },
	{ RMI_REALM_DESTROY, { GRANULE } },
	{ RMI_REC_CREATE, { GRANULE, GRANULE, REC_PARAMS } },
	{ RMI_REC_CREATE, { GRANULE, GRANULE, REC_PARAMS } },
	{ RMI_REC_DESTROY, { GRANULE } },
	{ RMI_REC_ENTER, { GRANULE, RUN } },
	{ RMI_REC_ENTER, { GRANULE, RUN } },
	{ RMI_REC_ENTER, { GRANULE, RUN } },
	{ RMI_REC_AUX_COUNT, { GRANULE } },
	{ RMI_RTT_CREATE, { GRANULE, GRANULE, IPA, LEVEL } },
	{ RMI_RTT_CREATE, { GRANULE, GRANULE, IPA, LEVEL } },
	{ RMI_RTT_CREATE, { GRANULE, GRANULE, IPA, LEVEL } },
	{ RMI_RTT_DESTROY, { GRANULE, IPA, LEVEL } },
	{ RMI_RTT_FOLD, { GRANULE, IPA, LEVEL } },
	{ RMI_RTT_READ_ENTRY, { GRANULE, IPA, LEVEL } },
	{ RMI_RTT_MAP_UNPROTECTED, { GRANULE, IPA, LEVEL, DESC } },
	{ RMI_RTT_UNMAP_UNPROTECTED, { GRANULE, IPA, LEVEL } },
	{ RMI_RTT_INIT_RIPAS, { GRANULE, IPA, TOP } },
	{ RMI_RTT_SET_RIPAS, { GRANULE, GRANULE, IPA, TOP } },
	{ RMI_DATA_CREATE, { GRANULE, GRANULE, IPA, SOURCE, FLAGS } },
	{ RMI_DATA_CREATE, { GRANULE, GRANULE, IPA, SOURCE, FLAGS } },
	{ RMI_DATA_CREATE_UNKNOWN, { GRANULE, GRANULE, IPA } },
	{ RMI_DATA_DESTROY, { GRANULE, IPA } },
	{ RMI_PSCI_COMPLETE, { GRANULE, GRANULE, STATUS } },
};

static const uint64_t ipas[] = {
	0, PAGE_SIZE, 2 * PAGE_SIZE, BLOCK_SIZE - PAGE_SIZE, BLOCK_SIZE, BLOCK_SIZE + PAGE_SIZE,
	REALM_SHARED_BIT, REALM_SHARED_BIT + PAGE_SIZE, REALM_SHARED_BIT + BLOCK_SIZE,
};

#define COUNT(list)	(sizeof(list) / sizeof((list)[0]))

static struct player players[CPUS];
static uint64_t names[NAMES];

/* Answers a call of the realm's, then another, then spins. */
static const uint32_t realm_code[] = {
	0xd4000003,	/* smc #0 */
	0xaa0703e0,	/* mov x0, x7 */
	0xd4000003,	/* smc #0 */
	0x14000000,	/* b . */
};

static const uint64_t realm_calls[] = {
	RSI_VERSION, RSI_FEATURES, RSI_MEASUREMENT_READ, RSI_MEASUREMENT_EXTEND, RSI_REALM_CONFIG, RSI_IPA_STATE_SET,
	RSI_IPA_STATE_GET, RSI_HOST_CALL, RSI_ATTESTATION_TOKEN_INIT, RSI_ATTESTATION_TOKEN_CONTINUE, PSCI_VERSION,
	PSCI_CPU_ON_64, PSCI_AFFINITY_INFO_64, PSCI_CPU_OFF, PSCI_SYSTEM_OFF, PSCI_CPU_SUSPEND_64, PSCI_FEATURES,
};

static uint64_t draw(struct player *p, uint64_t below)
{
	p->random ^= p->random << 13;
	p->random ^= p->random >> 7;
	p->random ^= p->random << 17;
	return (p->random >> 11) % below;
}

static uint64_t draw_granule(struct player *p)
{
	if (draw(p, 64))
		return names[draw(p, NAMES)];
	return draw(p, 2) ? never_granules[draw(p, never_granules_count)] : names[draw(p, NAMES)] + draw(p, PAGE_SIZE);
}

static uint64_t draw_ipa(struct player *p)
{
	return draw(p, 64) ? ipas[draw(p, COUNT(ipas))] : draw(p, ~0ul);
}

static uint64_t draw_desc(struct player *p)
{
	static const uint64_t targets[] = { DRAM_BASE, DRAM_BASE + 0x40000000, SECURE_RAM_BASE, NS_UART_BASE };

	return (draw(p, 2) ? p->source : targets[draw(p, COUNT(targets))]) | ATTRIBUTES;
}

static uint64_t draw_params(struct player *p)
{
	realm_params((void *)p->params, draw_granule(p), FIRST_VMID + draw(p, 4));
	return p->params;
}

static uint64_t draw_rec_params(struct player *p)
{
	struct rmi_rec_params *params = (void *)p->rec_params;

	memset(params, 0, sizeof(*params));
	params->flags = draw(p, 4) != 0;
	params->mpidr = draw(p, 3);
	params->pc = draw(p, 8) ? 0 : draw_ipa(p);
	params->gprs[0] = realm_calls[draw(p, COUNT(realm_calls))];
	params->gprs[7] = realm_calls[draw(p, COUNT(realm_calls))];
	for (unsigned int i = 1; i < 7; i++)
		params->gprs[i] = draw(p, 2) ? draw_ipa(p) : draw(p, 4);
	for (unsigned int i = 0; i < RMI_MAX_AUX; i++)
		params->aux[i] = draw_granule(p);
	return p->rec_params;
}

static uint64_t draw_run(struct player *p)
{
	struct rmi_rec_run *run = (void *)p->run;

	run->enter.flags = draw(p, 4) ? 0 : draw(p, 32);
	run->enter.gicv3_lrs[0] = draw(p, 4) ? 0 : LR_PENDING | LR_GROUP1 | draw(p, 1024);
	return p->run;
}

static uint64_t draw_argument(struct player *p, enum kind kind)
{
	switch (kind) {
	case GRANULE:
		return draw_granule(p);
	case IPA:
		return draw_ipa(p);
	case TOP:
		return draw_ipa(p) + draw(p, 3) * PAGE_SIZE;
	case LEVEL:
		return draw(p, 32) ? 1 + draw(p, 3) : draw(p, ~0ul);
	case FLAGS:
		return draw(p, 2);
	case DESC:
		return draw_desc(p);
	case STATUS:
		return draw(p, 4) ? PSCI_SUCCESS : (uint64_t)PSCI_DENIED;
	case PARAMS:
		return draw_params(p);
	case REC_PARAMS:
		return draw_rec_params(p);
	case SOURCE:
		return p->source;
	case RUN:
		return draw_run(p);
	default:
		return 0;
	}
}

static bool is_status(uint64_t x0)
{
	return (x0 & 0xff) <= RMI_ERROR_RTT && x0 >> 8 <= 4;
}

static void step(struct player *p)
{
	const struct command *c = &commands[draw(p, COUNT(commands))];
	uint64_t a[5], status;

	for (unsigned int i = 0; i < 5; i++)
		a[i] = draw_argument(p, c->args[i]);
	if (c->fid == RMI_REC_ENTER)
		host_timer_start(REALM_TIME);
	status = RMI(c->fid, a[0], a[1], a[2], a[3], a[4]);
	if (c->fid == RMI_REC_ENTER) {
		host_timer_stop();
		take_interrupts();
	}
	if (!is_status(status)) {
		p->bad_status = status;
		p->bad_fid = c->fid;
	}
}

static void play(uint64_t player)
{
	for (unsigned int i = 0; i < STEPS; i++)
		step(&players[player]);
}

static void empty_realm(uint64_t rd)
{
	for (unsigned int i = 0; i < COUNT(ipas); i++) {
		SMC(RMI_DATA_DESTROY, rd, ipas[i]);
		for (uint64_t level = 3; level >= 1; level--)
			SMC(RMI_RTT_UNMAP_UNPROTECTED, rd, ipas[i], level);
	}
	for (uint64_t level = 3; level >= 2; level--) {
		SMC(RMI_RTT_DESTROY, rd, 0, level);
		SMC(RMI_RTT_DESTROY, rd, BLOCK_SIZE, level);
		SMC(RMI_RTT_DESTROY, rd, REALM_SHARED_BIT, level);
		SMC(RMI_RTT_DESTROY, rd, REALM_SHARED_BIT + BLOCK_SIZE, level);
	}
	SMC(RMI_REALM_DESTROY, rd);
}

/* Any order will do, if it is gone through often enough. */
static void take_down(void)
{
	for (unsigned int pass = 0; pass < TEARDOWN_PASSES; pass++) {
		for (unsigned int i = 0; i < NAMES; i++)
			SMC(RMI_REC_DESTROY, names[i]);
		for (unsigned int i = 0; i < NAMES; i++)
			empty_realm(names[i]);
		for (unsigned int i = 0; i < NAMES; i++)
			SMC(RMI_GRANULE_UNDELEGATE, names[i]);
	}
}

static void set_up(uint64_t seed, uint64_t block)
{
	for (unsigned int i = 0; i < NAMES; i++)
		names[i] = i < NAMED_DIRECTLY ? block + i * PAGE_SIZE : page_get();
	for (unsigned int i = 0; i < CPUS; i++) {
		struct player *p = &players[i];

		p->random = seed + i * 0x9e3779b97f4a7c15;
		p->params = page_get();
		p->rec_params = page_get();
		p->source = page_get();
		p->run = page_get();
		p->bad_status = 0;
		memcpy((void *)p->source, realm_code, sizeof(realm_code));
	}
}

static void check_player(const struct player *p)
{
	if (p->bad_status)
		test_fail(__FILE__, __LINE__, "call 0x%lx answered 0x%lx", (unsigned long)p->bad_fid,
			  (unsigned long)p->bad_status);
}

static void chaos(uint64_t seed, bool both)
{
	struct pool before = pool_info();
	uint64_t block = before.base + before.size - BLOCK_SIZE;

	CHECK_EQ(RMI(VENDOR_POOL_CLAIM, block, BLOCK_SIZE), RMI_SUCCESS);
	set_up(seed, block);
	if (both)
		second_start(play, 1);
	play(0);
	second_wait();
	take_down();
	check_player(&players[0]);
	check_player(&players[1]);
	for (unsigned int i = 0; i < NAMES; i++) {
		CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, names[i]), RMI_SUCCESS);
		CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, names[i]), RMI_SUCCESS);
	}
	CHECK_EQ(RMI(VENDOR_POOL_RELEASE, block, BLOCK_SIZE), RMI_SUCCESS);
	CHECK_EQ(pool_info().free, before.free);
}

static void test_one_cpu(void)
{
	chaos(0x5eed, false);
}

static void test_both_cpus(void)
{
	chaos(0xf00d, true);
}

static const struct test tests[] = {
	{ "chaos/one-cpu", test_one_cpu },
	{ "chaos/both-cpus", test_both_cpus },
};

const struct suite chaos_suite = SUITE(tests);
