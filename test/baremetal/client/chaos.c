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
#include "client/oracle.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/mem.h"
#include "lib/smc.h"
#include "lib/sysreg.h"

#define NAMES		96u
#define NAMED_DIRECTLY	8u	/* of them, pages of the pool */
#define ROUNDS		6u	/* each from nothing to nothing */
#define STEPS		3000u
#define MAX_COMMANDS	32u
#define TEARDOWN_PASSES	8u
#define REALM_TIME	20000u	/* ticks that a realm may run */
#define FIRST_VMID	60000u
#define ATTRIBUTES	((6ul << 2) | (3ul << 6))

#define COUNT(list)	(sizeof(list) / sizeof((list)[0]))

/* One CPU's own: random state, and pages for what commands read. */
struct player {
	uint64_t random;
	uint64_t params, rec_params, source, run;
	volatile uint64_t bad_status, bad_fid;
	unsigned int succeeded[MAX_COMMANDS];
};

/* What each argument is to be. Of the granules, what is likely to be one: any name may come in its place. */
enum kind { END, PLAIN, DELEGATED, RD, REC, IPA, TOP, LEVEL, FLAGS, DESC, STATUS, PARAMS, REC_PARAMS, SOURCE, RUN };

struct command {
	uint64_t fid;
	unsigned int weight;
	uint8_t args[5];
};

/* What builds comes more often than what takes down. */
static const struct command commands[] = {
	{ RMI_GRANULE_DELEGATE, 24, { PLAIN } },
	{ RMI_GRANULE_UNDELEGATE, 2, { DELEGATED } },
	{ RMI_REALM_CREATE, 6, { DELEGATED, PARAMS } },
	{ RMI_REALM_ACTIVATE, 1, { RD } },
	{ RMI_REALM_DESTROY, 1, { RD } },
	{ RMI_REC_CREATE, 24, { RD, DELEGATED, REC_PARAMS } },
	{ RMI_REC_DESTROY, 1, { REC } },
	{ RMI_REC_ENTER, 64, { REC, RUN } },
	{ RMI_REC_AUX_COUNT, 4, { RD } },
	{ RMI_RTT_CREATE, 96, { RD, DELEGATED, IPA, LEVEL } },
	{ RMI_RTT_DESTROY, 3, { RD, IPA, LEVEL } },
	{ RMI_RTT_FOLD, 3, { RD, IPA, LEVEL } },
	{ RMI_RTT_READ_ENTRY, 16, { RD, IPA, LEVEL } },
	{ RMI_RTT_MAP_UNPROTECTED, 64, { RD, IPA, LEVEL, DESC } },
	{ RMI_RTT_UNMAP_UNPROTECTED, 24, { RD, IPA, LEVEL } },
	{ RMI_RTT_INIT_RIPAS, 32, { RD, IPA, TOP } },
	{ RMI_RTT_SET_RIPAS, 32, { RD, REC, IPA, TOP } },
	{ RMI_DATA_CREATE, 64, { RD, DELEGATED, IPA, SOURCE, FLAGS } },
	{ RMI_DATA_CREATE_UNKNOWN, 24, { RD, DELEGATED, IPA } },
	{ RMI_DATA_DESTROY, 24, { RD, IPA } },
	{ RMI_PSCI_COMPLETE, 24, { REC, REC, STATUS } },
};

_Static_assert(COUNT(commands) <= MAX_COMMANDS, "players count successes per command");

static const uint64_t ipas[] = {
	0, PAGE_SIZE, 2 * PAGE_SIZE, BLOCK_SIZE - PAGE_SIZE, BLOCK_SIZE, BLOCK_SIZE + PAGE_SIZE,
	REALM_SHARED_BIT, REALM_SHARED_BIT + PAGE_SIZE, REALM_SHARED_BIT + BLOCK_SIZE,
};

static struct player players[CPUS];
static uint64_t names[NAMES];
static volatile enum kind roles[NAMES];	/* as far as one player knows; a hint, not a promise */
static uint64_t aux_count;
static uint64_t first_tables[NAMES];	/* of a realm */

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

static uint64_t draw_granule(struct player *p, enum kind wanted)
{
	unsigned int first = (unsigned int)draw(p, NAMES);

	if (!draw(p, 64))
		return draw(p, 2) ? never_granules[draw(p, never_granules_count)] : names[first] + draw(p, PAGE_SIZE);
	if (!draw(p, 8))
		return names[first];
	for (unsigned int i = 0; i < NAMES; i++) {
		if (roles[(first + i) % NAMES] == wanted)
			return names[(first + i) % NAMES];
	}
	return names[first];
}

static void set_role(uint64_t name, enum kind role)
{
	for (unsigned int i = 0; i < NAMES; i++) {
		if (names[i] == name)
			roles[i] = role;
	}
}

static void note_realm(uint64_t rd, uint64_t table)
{
	set_role(rd, RD);
	set_role(table, END);
	for (unsigned int i = 0; i < NAMES; i++) {
		if (names[i] == rd)
			first_tables[i] = table;
	}
}

static void forget_realm(uint64_t rd)
{
	set_role(rd, DELEGATED);
	for (unsigned int i = 0; i < NAMES; i++) {
		if (names[i] == rd)
			set_role(first_tables[i], DELEGATED);
	}
}

/* What a call that succeeded made of its granules. */
static void note_success(const struct player *p, uint64_t fid, const uint64_t a[5], uint64_t x1)
{
	switch (fid) {
	case RMI_GRANULE_DELEGATE:
	case RMI_REC_DESTROY:
		set_role(a[0], DELEGATED);
		break;
	case RMI_GRANULE_UNDELEGATE:
		set_role(a[0], PLAIN);
		break;
	case RMI_REALM_CREATE:
		note_realm(a[0], ((const struct rmi_realm_params *)p->params)->rtt_base);
		break;
	case RMI_REALM_DESTROY:
		forget_realm(a[0]);
		break;
	case RMI_REC_CREATE:
		set_role(a[1], REC);
		break;
	case RMI_RTT_CREATE:
	case RMI_DATA_CREATE:
	case RMI_DATA_CREATE_UNKNOWN:
		set_role(a[1], END);
		break;
	case RMI_RTT_DESTROY:
	case RMI_RTT_FOLD:
	case RMI_DATA_DESTROY:
		set_role(x1, DELEGATED);
		break;
	}
}

static uint64_t draw_ipa(struct player *p)
{
	if (!draw(p, 64))
		return draw(p, ~0ul);
	return draw(p, 2) ? 0 : ipas[draw(p, COUNT(ipas))];
}

static uint64_t draw_desc(struct player *p)
{
	static const uint64_t targets[] = { DRAM_BASE, DRAM_BASE + 0x40000000, SECURE_RAM_BASE, NS_UART_BASE };

	return (draw(p, 2) ? p->source : targets[draw(p, COUNT(targets))]) | ATTRIBUTES;
}

static uint64_t draw_params(struct player *p)
{
	realm_params((void *)p->params, draw_granule(p, DELEGATED), FIRST_VMID + draw(p, 4));
	return p->params;
}

static uint64_t draw_rec_params(struct player *p)
{
	struct rmi_rec_params *params = (void *)p->rec_params;

	memset(params, 0, sizeof(*params));
	params->flags = draw(p, 4) != 0;
	params->num_aux = aux_count;
	params->mpidr = draw(p, 2);
	params->pc = draw(p, 8) ? 0 : draw_ipa(p);
	params->gprs[0] = realm_calls[draw(p, COUNT(realm_calls))];
	params->gprs[7] = realm_calls[draw(p, COUNT(realm_calls))];
	params->gprs[1] = draw(p, 2) ? draw_ipa(p) : draw(p, 3);
	params->gprs[2] = draw(p, 4) ? params->gprs[1] + draw(p, 4) * PAGE_SIZE : draw_ipa(p);
	for (unsigned int i = 3; i < 7; i++)
		params->gprs[i] = draw(p, 2);
	for (unsigned int i = 0; i < RMI_MAX_AUX; i++)
		params->aux[i] = draw_granule(p, DELEGATED);
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
	case PLAIN:
	case DELEGATED:
	case RD:
	case REC:
		return draw_granule(p, kind);
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

static const struct command *draw_command(struct player *p)
{
	unsigned int sum = 0, at;
	const struct command *c;

	for (c = commands; c < commands + COUNT(commands); c++)
		sum += c->weight;
	at = (unsigned int)draw(p, sum);
	for (c = commands; at >= c->weight; c++)
		at -= c->weight;
	return c;
}

/* A host's answer to what the realm asks for; whose realm it is, is found by trying. */
static void answer(struct player *p, uint64_t rec)
{
	const struct rmi_rec_exit *exit = &((const struct rmi_rec_run *)p->run)->exit;

	for (unsigned int i = 0; i < NAMES; i++) {
		if (exit->exit_reason == RMI_EXIT_RIPAS_CHANGE && roles[i] == RD)
			SMC(RMI_RTT_SET_RIPAS, names[i], rec, exit->ripas_base, exit->ripas_top);
		if (exit->exit_reason == RMI_EXIT_PSCI && roles[i] == REC)
			SMC(RMI_PSCI_COMPLETE, rec, names[i], PSCI_SUCCESS);
	}
}

static void step(struct player *p)
{
	const struct command *c = draw_command(p);
	struct smc r;
	uint64_t a[5];

	for (unsigned int i = 0; i < 5; i++)
		a[i] = draw_argument(p, c->args[i]);
	if (c->fid == RMI_REC_ENTER)
		host_timer_start(REALM_TIME);
	r = SMC(c->fid, a[0], a[1], a[2], a[3], a[4]);
	if (c->fid == RMI_REC_ENTER) {
		host_timer_stop();
		take_interrupts();
	}
	if (!is_status(r.x[0])) {
		p->bad_status = r.x[0];
		p->bad_fid = c->fid;
	}
	if (r.x[0] != RMI_SUCCESS)
		return;
	p->succeeded[c - commands]++;
	note_success(p, c->fid, a, r.x[1]);
	if (c->fid == RMI_REC_ENTER && draw(p, 4))
		answer(p, a[0]);
}

static void play(uint64_t player)
{
	for (unsigned int i = 0; i < STEPS; i++)
		step(&players[player]);
}

static unsigned int empty_realm(uint64_t rd)
{
	unsigned int done = 0;

	for (unsigned int i = 0; i < COUNT(ipas); i++) {
		done += RMI(RMI_DATA_DESTROY, rd, ipas[i]) == RMI_SUCCESS;
		for (uint64_t level = 3; level >= 1; level--)
			done += RMI(RMI_RTT_UNMAP_UNPROTECTED, rd, ipas[i], level) == RMI_SUCCESS;
	}
	for (uint64_t level = 3; level >= 2; level--) {
		for (unsigned int i = 0; i < COUNT(ipas); i++)
			done += RMI(RMI_RTT_DESTROY, rd, ipas[i], level) == RMI_SUCCESS;
	}
	done += RMI(RMI_REALM_DESTROY, rd) == RMI_SUCCESS;
	return done;
}

/* Any order will do, if it is gone through until nothing moves. */
static void take_down(void)
{
	unsigned int done = 1;

	for (unsigned int pass = 0; done && pass < TEARDOWN_PASSES; pass++) {
		done = 0;
		for (unsigned int i = 0; i < NAMES; i++)
			done += RMI(RMI_REC_DESTROY, names[i]) == RMI_SUCCESS;
		for (unsigned int i = 0; i < NAMES; i++) {
			if (RMI(RMI_REC_AUX_COUNT, names[i]) == RMI_SUCCESS)
				done += empty_realm(names[i]);
		}
		for (unsigned int i = 0; i < NAMES; i++)
			done += RMI(RMI_GRANULE_UNDELEGATE, names[i]) == RMI_SUCCESS;
	}
	for (unsigned int i = 0; i < NAMES; i++)
		roles[i] = PLAIN;
}

/* How many further pages a REC takes: the same for each realm. */
static uint64_t ask_aux_count(void)
{
	static struct realm realm;
	uint64_t count;

	realm_create(&realm);
	count = SMC(RMI_REC_AUX_COUNT, realm.rd).x[1];
	realm_destroy(&realm);
	return count;
}

static void set_up(uint64_t seed, uint64_t block)
{
	aux_count = ask_aux_count();
	for (unsigned int i = 0; i < NAMES; i++) {
		names[i] = i < NAMED_DIRECTLY ? block + i * PAGE_SIZE : page_get();
		roles[i] = PLAIN;
	}
	for (unsigned int i = 0; i < CPUS; i++) {
		struct player *p = &players[i];

		p->random = seed + i * 0x9e3779b97f4a7c15;
		p->params = page_get();
		p->rec_params = page_get();
		p->source = page_get();
		p->run = page_get();
		p->bad_status = 0;
		memset(p->succeeded, 0, sizeof(p->succeeded));
		memcpy((void *)p->source, realm_code, sizeof(realm_code));
	}
}

static void check_player(const struct player *p)
{
	if (p->bad_status)
		test_fail(__FILE__, __LINE__, "call 0x%lx answered 0x%lx", (unsigned long)p->bad_fid,
			  (unsigned long)p->bad_status);
}

/* Every name can be delegated: none is left in a role. */
static void check_names(void)
{
	for (unsigned int i = 0; i < NAMES; i++) {
		CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, names[i]), RMI_SUCCESS);
		CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, names[i]), RMI_SUCCESS);
	}
}

static const char *const looks[2][ROUNDS] = {
	{ "chaos-1", "chaos-2", "chaos-3", "chaos-4", "chaos-5", "chaos-6" },
	{ "chaos-of-two-1", "chaos-of-two-2", "chaos-of-two-3", "chaos-of-two-4", "chaos-of-two-5", "chaos-of-two-6" },
};

static void chaos(uint64_t seed, bool both)
{
	struct pool before = pool_info();
	uint64_t block = before.base + before.size - BLOCK_SIZE;

	CHECK_EQ(RMI(VENDOR_POOL_CLAIM, block, BLOCK_SIZE), RMI_SUCCESS);
	set_up(seed, block);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		if (both)
			second_start(play, 1);
		play(0);
		second_wait();
		oracle_look(looks[both][i]);
		take_down();
		check_player(&players[0]);
		check_player(&players[1]);
		check_names();
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
