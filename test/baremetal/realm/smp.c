/* SPDX-License-Identifier: BSD-3-Clause */
/* A second virtual CPU: started, seen running, switched off. */
#include "realm/programs_list.h"
#include "realm/realm.h"

#include "abi/psci.h"

#define SECOND_MPIDR	1ul
#define CONTEXT		0x5ec0dul
#define PAIR_CONTEXT	0x9a17ul	/* in the upper half; the lower is the number of turns */
#define MPIDR_RES1	(1ul << 31)

static volatile uint64_t second_context, second_mpidr;

/* Even numbers are the first CPU's turn, odd ones the second's. */
static volatile uint64_t turn;

static void take_turns(uint64_t mine, uint64_t turns)
{
	for (uint64_t i = 0; i < turns; i++) {
		while (turn % 2 != mine)
			;
		turn++;
		dsb();
	}
}

void realm_second_main(uint64_t context);
void realm_second_main(uint64_t context)
{
	if ((context >> 32) == PAIR_CONTEXT) {
		take_turns(1, context & 0xffffffff);
		point(200, turn);
		realm_off();
	}
	second_mpidr = read_sysreg(mpidr_el1);
	second_context = context;
	dsb();
	point(100, context);
	SMC(PSCI_CPU_OFF);
	point(999, 0);
	realm_off();
}

static int64_t psci(uint64_t fid, uint64_t a, uint64_t b, uint64_t c)
{
	return (int64_t)SMC(fid, a, b, c).x[0];
}

void program_smp(uint64_t a, uint64_t b, uint64_t c)
{
	(void)a, (void)b, (void)c;
	CHECK_EQ(read_sysreg(mpidr_el1), MPIDR_RES1);
	CHECK_EQ(psci(PSCI_AFFINITY_INFO_64, 0, 0, 0), PSCI_AFFINITY_ON);
	CHECK_EQ(psci(PSCI_CPU_ON_64, 0, (uint64_t)realm_second, 0), PSCI_ALREADY_ON);
	CHECK_EQ(psci(PSCI_CPU_ON_64, 7, (uint64_t)realm_second, 0), PSCI_INVALID_PARAMETERS);
	CHECK_EQ(psci(PSCI_CPU_ON_64, SECOND_MPIDR, REALM_SHARED, 0), PSCI_INVALID_ADDRESS);
	CHECK_EQ(psci(PSCI_AFFINITY_INFO_64, SECOND_MPIDR, 0, 0), PSCI_AFFINITY_OFF);
	CHECK_EQ(psci(PSCI_CPU_ON_64, SECOND_MPIDR, (uint64_t)realm_second, CONTEXT), PSCI_DENIED);
	CHECK_EQ(psci(PSCI_CPU_ON_64, SECOND_MPIDR, (uint64_t)realm_second, CONTEXT), PSCI_SUCCESS);
	CHECK_EQ(psci(PSCI_CPU_ON_64, SECOND_MPIDR, (uint64_t)realm_second, CONTEXT), PSCI_ALREADY_ON);
	CHECK_EQ(psci(PSCI_CPU_ON_64, SECOND_MPIDR, (uint64_t)realm_second, CONTEXT), PSCI_ALREADY_ON);
	while (!second_context)
		point(50, 0);
	CHECK_EQ(psci(PSCI_CPU_SUSPEND_64, 0, 0, 0), PSCI_SUCCESS);
	CHECK_EQ(second_context, CONTEXT);
	CHECK_EQ(second_mpidr, MPIDR_RES1 | SECOND_MPIDR);
	point(51, 0);
	CHECK_EQ(psci(PSCI_AFFINITY_INFO_64, SECOND_MPIDR, 0, 0), PSCI_AFFINITY_OFF);
}

void program_pair(uint64_t turns, uint64_t b, uint64_t c)
{
	(void)b, (void)c;
	CHECK_EQ(psci(PSCI_CPU_ON_64, SECOND_MPIDR, (uint64_t)realm_second, PAIR_CONTEXT << 32 | turns), PSCI_SUCCESS);
	take_turns(0, turns);
	point(201, turn);
}
