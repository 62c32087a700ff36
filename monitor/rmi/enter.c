/* SPDX-License-Identifier: BSD-3-Clause */
/* RMI_REC_ENTER. */
#include "rmi/rmi.h"

#include "port/memory.h"
#include "realm/rec.h"
#include "run/run.h"

static uint64_t check_realm(const struct realm *realm)
{
	switch (realm_state(realm)) {
	case REALM_NEW:
		return RMI_RESULT(RMI_ERROR_REALM, RMI_REALM_INDEX_NEW);
	case REALM_SYSTEM_OFF:
		return RMI_RESULT(RMI_ERROR_REALM, RMI_REALM_INDEX_SYSTEM_OFF);
	case REALM_ACTIVE:
		break;
	}
	return RMI_SUCCESS;
}

/* The failure conditions behind the locked REC, in their order. */
static uint64_t check_enter(const struct rec *rec, const struct rmi_rec_enter *enter)
{
	uint64_t status;

	if (rec->running)
		return RMI_ERROR_REC;
	status = check_realm(rec->realm);
	if (status != RMI_SUCCESS)
		return status;
	if (!rec->runnable || rec->pending == REC_PENDING_PSCI)
		return RMI_ERROR_REC;
	if (!run_gic_ok(enter))
		return RMI_ERROR_REC;
	/* With inject_sea, nobody asks whether the access was emulated. */
	if ((enter->flags & (RMI_ENTER_INJECT_SEA | RMI_ENTER_EMUL_MMIO)) == RMI_ENTER_EMUL_MMIO && !rec->last.emulatable)
		return RMI_ERROR_REC;
	return RMI_SUCCESS;
}

/*
 * DEN0137 RMI_REC_ENTER: x1 REC, x2 address of RmiRecRun. RMI_ERROR_INPUT; RMI_ERROR_REC if it runs; RMI_ERROR_REALM(0)
 * if NEW, (1) if SYSTEM_OFF; RMI_ERROR_REC if it cannot run or must not run like this. Then nothing is written. The
 * run page stays the host's all the while: it is read once, and written once with Non-secure accesses.
 */
void rmi_rec_enter(const struct call *in, struct reply *out)
{
	struct rmi_rec_enter enter;
	struct rmi_rec_exit exit;
	struct pa run = pa_of(in->x[2]);
	struct rec *rec;

	out->x[0] = RMI_ERROR_INPUT;
	/* Nothing stands behind the fields that is used. */
	if (!granule_is_host_buffer(run) || !port_ns_read(&enter, run, offsetof(struct rmi_rec_enter, pad2)))
		return;
	rec = rec_lock(pa_of(in->x[1]));
	if (rec == NULL)
		return;
	out->x[0] = check_enter(rec, &enter);
	if (out->x[0] != RMI_SUCCESS) {
		rec_unlock(rec);
		return;
	}
	rec_begin_run(rec);
	run_rec(rec, &enter, &exit);
	rec_end_run(rec);
	if (!port_ns_write(pa_of(run.v + offsetof(struct rmi_rec_run, exit)), &exit, sizeof(exit)))
		out->x[0] = RMI_ERROR_INPUT;
}
