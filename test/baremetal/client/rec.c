/* SPDX-License-Identifier: BSD-3-Clause */
/* Running RECs. */
#include "client/realm.h"

#include "abi/psci.h"
#include "client/host.h"
#include "lib/check.h"
#include "lib/smc.h"

#define MAX_INTERRUPT_EXITS	10000u

extern const uint8_t realm_image[], realm_image_end[];

/* A string of the realm's program, in our own copy of it. */
static const char *realm_string(uint64_t ipa)
{
	uint64_t offset = ipa - REALM_RAM;

	return offset < (uint64_t)(realm_image_end - realm_image) ? (const char *)realm_image + offset : "?";
}

void rec_report_failed_check(const struct rec *rec)
{
	const struct rmi_rec_exit *exit = &rec->run->exit;

	if (exit->exit_reason != RMI_EXIT_HOST_CALL || exit->imm != HC_FAILED)
		return;
	test_fail(realm_string(exit->gprs[0]), (int)exit->gprs[1], "%s: got 0x%lx, wanted 0x%lx (in the realm)",
		  realm_string(exit->gprs[4]), (unsigned long)exit->gprs[2], (unsigned long)exit->gprs[3]);
}

struct rmi_rec_exit *rec_enter(struct rec *rec)
{
	struct rmi_rec_exit *exit = &rec->run->exit;

	CHECK_EQ(RMI(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run), RMI_SUCCESS);
	rec_report_failed_check(rec);
	return exit;
}

struct rmi_rec_exit *rec_run(struct rec *rec)
{
	struct rmi_rec_exit *exit;
	unsigned int interrupts = 0;

	for (;;) {
		exit = rec_enter(rec);
		if (exit->exit_reason != RMI_EXIT_IRQ)
			return exit;
		CHECK(++interrupts < MAX_INTERRUPT_EXITS);
		take_interrupts();
	}
}

struct rmi_rec_exit *rec_run_to_point(struct rec *rec, uint64_t which)
{
	struct rmi_rec_exit *exit = rec_run(rec);

	CHECK_EQ(exit->exit_reason, RMI_EXIT_HOST_CALL);
	CHECK_EQ(exit->imm, HC_POINT);
	CHECK_EQ(exit->gprs[0], which);
	return exit;
}

void rec_run_to_off(struct rec *rec)
{
	struct rmi_rec_exit *exit = rec_run(rec);

	CHECK_EQ(exit->exit_reason, RMI_EXIT_PSCI);
	CHECK_EQ(exit->gprs[0], PSCI_SYSTEM_OFF);
	CHECK_EQ(RMI(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run),
		 RMI_RESULT(RMI_ERROR_REALM, RMI_REALM_INDEX_SYSTEM_OFF));
}
