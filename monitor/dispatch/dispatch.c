/* SPDX-License-Identifier: BSD-3-Clause */
/* The map of the host's calls: start reading here. */
#include "dispatch/dispatch.h"

#include "abi/rmi.h"
#include "abi/smccc.h"
#include "abi/vendor.h"
#include "attest/keys.h"
#include "granule/granule.h"
#include "lib/bits.h"
#include "lib/print.h"
#include "lib/trace.h"
#include "port/machine.h"
#include "rmi/rmi.h"

struct host_call {
	/* Rows of a power of two are found with a shift, and each call looks for one. */
	_Alignas(32) const char *name;
	uint8_t inputs;			/* x1.. */
	uint8_t outputs;		/* x1.. beside the result word in x0 */
	void (*handler)(const struct call *in, struct reply *out);
};

#define RMI_CALLS		(RMI_FID_LAST - RMI_FID_FIRST + 1)
#define RMI_ROW(function)	[(function) - RMI_FID_FIRST]

_Static_assert((RMI_CALLS & (RMI_CALLS - 1)) == 0, "as index_within wants it");

static const struct host_call rmi_calls[RMI_CALLS] = {
	RMI_ROW(RMI_VERSION) = { "RMI_VERSION", 1, 2, rmi_version },
	RMI_ROW(RMI_GRANULE_DELEGATE) = { "RMI_GRANULE_DELEGATE", 1, 0, rmi_granule_delegate },
	RMI_ROW(RMI_GRANULE_UNDELEGATE) = { "RMI_GRANULE_UNDELEGATE", 1, 0, rmi_granule_undelegate },
	RMI_ROW(RMI_DATA_CREATE) = { "RMI_DATA_CREATE", 5, 0, rmi_data_create },
	RMI_ROW(RMI_DATA_CREATE_UNKNOWN) = { "RMI_DATA_CREATE_UNKNOWN", 3, 0, rmi_data_create_unknown },
	RMI_ROW(RMI_DATA_DESTROY) = { "RMI_DATA_DESTROY", 2, 2, rmi_data_destroy },
	RMI_ROW(RMI_REALM_ACTIVATE) = { "RMI_REALM_ACTIVATE", 1, 0, rmi_realm_activate },
	RMI_ROW(RMI_REALM_CREATE) = { "RMI_REALM_CREATE", 2, 0, rmi_realm_create },
	RMI_ROW(RMI_REALM_DESTROY) = { "RMI_REALM_DESTROY", 1, 0, rmi_realm_destroy },
	RMI_ROW(RMI_REC_CREATE) = { "RMI_REC_CREATE", 3, 0, rmi_rec_create },
	RMI_ROW(RMI_REC_DESTROY) = { "RMI_REC_DESTROY", 1, 0, rmi_rec_destroy },
	RMI_ROW(RMI_REC_ENTER) = { "RMI_REC_ENTER", 2, 0, rmi_rec_enter },
	RMI_ROW(RMI_RTT_CREATE) = { "RMI_RTT_CREATE", 4, 0, rmi_rtt_create },
	RMI_ROW(RMI_RTT_DESTROY) = { "RMI_RTT_DESTROY", 3, 2, rmi_rtt_destroy },
	RMI_ROW(RMI_RTT_MAP_UNPROTECTED) = { "RMI_RTT_MAP_UNPROTECTED", 4, 0, rmi_rtt_map_unprotected },
	RMI_ROW(RMI_RTT_READ_ENTRY) = { "RMI_RTT_READ_ENTRY", 3, 4, rmi_rtt_read_entry },
	RMI_ROW(RMI_RTT_UNMAP_UNPROTECTED) = { "RMI_RTT_UNMAP_UNPROTECTED", 3, 1, rmi_rtt_unmap_unprotected },
	RMI_ROW(RMI_PSCI_COMPLETE) = { "RMI_PSCI_COMPLETE", 3, 0, rmi_psci_complete },
	RMI_ROW(RMI_FEATURES) = { "RMI_FEATURES", 1, 1, rmi_features },
	RMI_ROW(RMI_RTT_FOLD) = { "RMI_RTT_FOLD", 3, 1, rmi_rtt_fold },
	RMI_ROW(RMI_REC_AUX_COUNT) = { "RMI_REC_AUX_COUNT", 1, 1, rmi_rec_aux_count },
	RMI_ROW(RMI_RTT_INIT_RIPAS) = { "RMI_RTT_INIT_RIPAS", 3, 1, rmi_rtt_init_ripas },
	RMI_ROW(RMI_RTT_SET_RIPAS) = { "RMI_RTT_SET_RIPAS", 4, 1, rmi_rtt_set_ripas },
};

#define VENDOR_ROWS		4u
#define VENDOR_ROW(function)	[(function) - VENDOR_FID_FIRST]

_Static_assert((VENDOR_ROWS & (VENDOR_ROWS - 1)) == 0, "as index_within wants it");

static const struct host_call vendor_calls[VENDOR_ROWS] = {
	VENDOR_ROW(VENDOR_POOL_INFO) = { "VENDOR_POOL_INFO", 0, 4, vendor_pool_info },
	VENDOR_ROW(VENDOR_POOL_CLAIM) = { "VENDOR_POOL_CLAIM", 2, 0, vendor_pool_claim },
	VENDOR_ROW(VENDOR_POOL_RELEASE) = { "VENDOR_POOL_RELEASE", 2, 0, vendor_pool_release },
};
#define VENDOR_CALLS	3u

/* The questions that the calling convention lets a host ask of a service before it knows it. */
static bool answer_about_vendor(uint32_t function, struct reply *reply)
{
	static const uint32_t uid[] = { VENDOR_UID_W0, VENDOR_UID_W1, VENDOR_UID_W2, VENDOR_UID_W3 };

	switch (function) {
	case VENDOR_CALL_COUNT:
		reply->x[0] = VENDOR_CALLS;
		return true;
	case VENDOR_UID:
		for (unsigned int i = 0; i < ARRAY_SIZE(uid); i++)
			reply->x[i] = uid[i];
		return true;
	case VENDOR_REVISION:
		reply->x[0] = VENDOR_REVISION_MAJOR;
		reply->x[1] = VENDOR_REVISION_MINOR;
		return true;
	default:
		return false;
	}
}

/* A row without a handler where there is no such call. */
static const struct host_call *find_call(uint32_t function)
{
	static const struct host_call none;

	if (function >= RMI_FID_FIRST && function <= RMI_FID_LAST)
		return &rmi_calls[index_within(function - RMI_FID_FIRST, RMI_CALLS)];
	if (function >= VENDOR_FID_FIRST && function - VENDOR_FID_FIRST < VENDOR_ROWS)
		return &vendor_calls[index_within(function - VENDOR_FID_FIRST, VENDOR_ROWS)];
	return &none;
}

const char *monitor_init(void)
{
	const struct machine_features *m = port_machine();
	const char *missing;

	if (m->num_bps < 2 || m->num_wps < 2)
		return "a realm needs two breakpoints and two watchpoints at least";
	if (m->gic_num_lrs == 0 || m->gic_num_lrs > RMI_NUM_LRS)
		return "the virtual interrupt interface has no list registers";
	missing = granule_init();
	if (missing == NULL)
		keys_start();
	return missing;
}

static void trace(const struct host_call *row, const struct call *call, const struct reply *reply)
{
	print("[%u] %s(", port_cpu(), row->name);
	for (unsigned int i = 1; i <= row->inputs; i++)
		print(i < row->inputs ? "%lx, " : "%lx", (unsigned long)call->x[i]);
	print(") = %lx", (unsigned long)reply->x[0]);
	for (unsigned int i = 1; i <= row->outputs; i++)
		print(" %lx", (unsigned long)reply->x[i]);
	print("\n");
}

/*
 * What a reply is where its call has no result for a register: zero in x1 to x3, so nothing of the monitor leaks. x4 to
 * x7 are the caller's, as the calling convention has it since 1.1: hosts that call inline keep arguments there.
 */
static void begin_reply(const struct call *call, struct reply *reply)
{
	for (unsigned int i = 0; i < SMCCC_FIRST_PRESERVED; i++)
		reply->x[i] = 0;
	for (unsigned int i = SMCCC_FIRST_PRESERVED; i < ARRAY_SIZE(reply->x); i++)
		reply->x[i] = call->x[i];
}

void monitor_call(const struct call *call, struct reply *reply)
{
	uint32_t function = (uint32_t)call->x[0] & ~SMCCC_SVE_HINT;
	const struct host_call *row;

	begin_reply(call, reply);
	row = find_call(function);
	if (row->handler == NULL) {
		if (!answer_about_vendor(function, reply))
			reply->x[0] = SMCCC_NOT_SUPPORTED;
		return;
	}
	row->handler(call, reply);
	if (trace_calls)
		trace(row, call, reply);
}
