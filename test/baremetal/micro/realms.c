/* SPDX-License-Identifier: BSD-3-Clause */
/* Costs of realms and RECs, and of what runs in them. */
#include "micro/timed.h"

#include "abi/rmi.h"
#include "client/memory.h"
#include "client/realm.h"
#include "lib/check.h"
#include "lib/smc.h"

static struct realm realm;

void measure_realm_create(struct samples *s)
{
	uint64_t params = page_get(), rd = granule_get(), rtt = granule_get();

	realm_params((void *)params, rtt, 200);
	for (unsigned int i = 0; i < SAMPLES; i++) {
		TIMED(s, RMI_REALM_CREATE, rd, params);
		TIMED(NULL, RMI_REALM_DESTROY, rd);
	}
	granule_put(rd);
	granule_put(rtt);
	page_put(params);
}

/* A realm for each: the numbers of RECs are not used again. */
void measure_rec_create(struct samples *s)
{
	struct rmi_rec_params *params = (void *)page_get();
	uint64_t rec = granule_get(), aux[RMI_MAX_AUX], count;

	realm_create(&realm);
	count = SMC(RMI_REC_AUX_COUNT, realm.rd).x[1];
	realm_destroy(&realm);
	params->flags = RMI_REC_FLAG_RUNNABLE;
	params->pc = REALM_RAM;
	params->num_aux = count;
	for (uint64_t i = 0; i < count; i++)
		params->aux[i] = aux[i] = granule_get();
	for (unsigned int i = 0; i < SAMPLES; i++) {
		realm_create(&realm);
		TIMED(s, RMI_REC_CREATE, realm.rd, rec, (uint64_t)params);
		TIMED(NULL, RMI_REC_DESTROY, rec);
		realm_destroy(&realm);
	}
	granule_put(rec);
	for (uint64_t i = 0; i < count; i++)
		granule_put(aux[i]);
	page_put((uint64_t)params);
}

/* The first two entries are not counted: the second is the first that completes something. */
static void round_trips(struct samples *s, enum bench_kind kind, uint64_t flags, enum rmi_exit_reason reason)
{
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_BENCH, kind, 0, 0);
	rec->run->enter.flags = flags & RMI_ENTER_TRAP_WFI;
	rec_enter(rec);
	rec->run->enter.flags = flags;
	rec_enter(rec);
	for (unsigned int i = 0; i < SAMPLES; i++) {
		TIMED(s, RMI_REC_ENTER, rec->pa, (uint64_t)rec->run);
		CHECK_EQ(rec->run->exit.exit_reason, reason);
	}
	realm_destroy(&realm);
}

void measure_host_call(struct samples *s)
{
	round_trips(s, BENCH_HOST_CALL, 0, RMI_EXIT_HOST_CALL);
}

void measure_mmio(struct samples *s)
{
	round_trips(s, BENCH_MMIO_READ, RMI_ENTER_EMUL_MMIO, RMI_EXIT_SYNC);
}

void measure_wfi(struct samples *s)
{
	round_trips(s, BENCH_WFI, RMI_ENTER_TRAP_WFI, RMI_EXIT_SYNC);
}

/* Counted by the realm itself, which reports its samples. */
static void inside_as(const struct geometry *geometry, struct samples *s, enum bench_kind kind)
{
	const uint64_t gprs[RMI_NUM_CREATE_GPRS] = { PROGRAM_BENCH, kind };

	realm_build_as(&realm, geometry, gprs);
	realm_activate(&realm);
	for (unsigned int i = 0; i < SAMPLES; i++)
		s->ticks[s->count++] = rec_run_to_point(&realm.recs[0], i)->gprs[1];
	realm_destroy(&realm);
}

static void inside(struct samples *s, enum bench_kind kind)
{
	inside_as(&usual_geometry, s, kind);
}

void measure_rsi_version(struct samples *s)
{
	inside(s, BENCH_RSI_VERSION);
}

void measure_ipa_state(struct samples *s)
{
	inside(s, BENCH_IPA_STATE);
}

void measure_extend(struct samples *s)
{
	inside(s, BENCH_EXTEND);
}

void measure_counter_read(struct samples *s)
{
	const struct geometry counters = { USUAL_SPACE, .flags = RMI_REALM_FLAG_PMU, .pmu_num_ctrs = 1 };

	inside_as(&counters, s, BENCH_COUNTER_READ);
}

void measure_breakpoint_read(struct samples *s)
{
	inside(s, BENCH_BREAKPOINT_READ);
}

void measure_id_read(struct samples *s)
{
	inside(s, BENCH_ID_READ);
}
