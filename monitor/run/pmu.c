/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Performance counters. A realm writes event filters as they are in the Realm state, and runs where they are not: so every
 * access to its counters is trapped. It reads the filters that it wrote, and the hardware has what they mean where the
 * realm runs. A realm reaches only as many counters as it was given, and no register that is newer than what it reads of
 * its PMU.
 */
#include "run/run.h"

#include "lib/bits.h"
#include "port/sysregs.h"

#define PMSELR_SEL		BITS(4, 0)
#define PMUSERENR_WRITABLE	BITS(3, 0)

/* PMEVTYPER<n>_EL0 and PMCCFILTR_EL0. RLK and RLU turn the meaning of P and U round, in the Realm state. */
#define FILTER_P		BIT(31)		/* not at EL1 */
#define FILTER_U		BIT(30)		/* not at EL0 */
#define FILTER_M		BIT(26)		/* at EL3 where it equals P */
#define FILTERS			(BITS(31, 26) | BIT(24) | BITS(22, 20))	/* P U NSK NSU NSH M, SH, RLK RLU RLH */
#define RLX_BELOW		9u		/* RLK lies below P, and RLU below U */
#define EVENT_MT		BIT(25)		/* in all threads of the core, whoever's they are */
#define EVENT			BITS(15, 0)
#define EVENT_SW_INCR		0x00u
#define EVENT_CHAIN		0x1eu		/* an overflow of the counter before this one */

#define PMCR_E			BIT(0)
#define PMCR_LP			BIT(7)		/* event counters overflow at 64 bits */
#define PMCR_FZO		BIT(9)		/* and stand still while one of them has */

#define PSTATE_EL		BITS(3, 2)

/* For the hardware: at EL1 and EL0 as the realm asks, above never. */
static uint64_t event_type(uint64_t value)
{
	uint64_t filters = (value ^ value << RLX_BELOW) & (FILTER_P | FILTER_U);

	if ((filters & FILTER_P) == 0)
		filters |= FILTER_M;
	return (value & ~(FILTERS | EVENT_MT)) | filters;
}

/*
 * PMEVCNTR<n>_EL0 and PMEVTYPER<n>_EL0 by other names: the register that reaches that of the selected counter, and the
 * counter that has to be selected. Every other register is itself.
 */
static unsigned int by_selector(unsigned int sysreg, unsigned int *n)
{
	*n = SYSREG_CRM(sysreg) % 4 * 8 + SYSREG_OP2(sysreg);
	switch (sysreg & ~SYSREG(0u, 0u, 0u, 3u, 7u)) {
	case SYSREG_PMEVCNTR0_EL0:
		return SYSREG_PMXEVCNTR_EL0;
	case SYSREG_PMEVTYPER0_EL0:
		return SYSREG_PMXEVTYPER_EL0;
	default:
		*n = (unsigned int)(port_realm_pmu_read(SYSREG_PMSELR_EL0) & PMSELR_SEL);
		return sysreg;
	}
}

static bool has_register(const struct realm_options *options, unsigned int sysreg, unsigned int n)
{
	return n < options->pmu_num_ctrs || (n == PMU_CYCLES && sysreg == SYSREG_PMXEVTYPER_EL0);
}

/* The selector is the realm's: it comes back. */
static uint64_t read_selected(unsigned int sysreg, unsigned int n)
{
	uint64_t selector = port_realm_pmu_read(SYSREG_PMSELR_EL0), value;

	port_realm_pmu_write(SYSREG_PMSELR_EL0, n);
	value = port_realm_pmu_read(sysreg);
	port_realm_pmu_write(SYSREG_PMSELR_EL0, selector);
	return value;
}

static void write_selected(unsigned int sysreg, unsigned int n, uint64_t value)
{
	uint64_t selector = port_realm_pmu_read(SYSREG_PMSELR_EL0);

	port_realm_pmu_write(SYSREG_PMSELR_EL0, n);
	port_realm_pmu_write(sysreg, value);
	port_realm_pmu_write(SYSREG_PMSELR_EL0, selector);
}

/* A bit for each counter of the realm's. */
static uint64_t counters(const struct realm_options *options)
{
	return BIT(PMU_CYCLES) | (BIT(options->pmu_num_ctrs) - 1);
}

static bool is_frozen(uint64_t pmcr, const struct realm_options *options)
{
	uint64_t events = BIT(options->pmu_num_ctrs) - 1;

	return (pmcr & PMCR_FZO) != 0 && (port_realm_pmu_read(SYSREG_PMOVSSET_EL0) & events) != 0;
}

/* True where this is an overflow. A counter that is off, counts something else, or not at the realm's level, stays. */
static bool increment(const struct rec *rec, unsigned int n, uint64_t event)
{
	uint64_t type = read_selected(SYSREG_PMXEVTYPER_EL0, n), pmcr = port_realm_pmu_read(SYSREG_PMCR_EL0), value;
	uint64_t filter = (rec->cpu.pstate & PSTATE_EL) != 0 ? FILTER_P : FILTER_U;

	if ((pmcr & PMCR_E) == 0 || (port_realm_pmu_read(SYSREG_PMCNTENSET_EL0) & BIT(n)) == 0 ||
	    (type & (EVENT | filter)) != event || is_frozen(pmcr, &rec->cpu.identity.options))
		return false;
	value = read_selected(SYSREG_PMXEVCNTR_EL0, n) + 1;
	write_selected(SYSREG_PMXEVCNTR_EL0, n, value);
	if ((pmcr & PMCR_LP) != 0 ? value != 0 : (uint32_t)value != 0)
		return false;
	port_realm_pmu_write(SYSREG_PMOVSSET_EL0, BIT(n));
	return true;
}

/* PMSWINC_EL0. The hardware would count nothing here, above the realm. */
static void software_increment(const struct rec *rec, uint64_t mask)
{
	unsigned int count = rec->cpu.identity.options.pmu_num_ctrs;

	for (unsigned int n = 0; n < count; n++) {
		if ((mask & BIT(n)) != 0 && increment(rec, n, EVENT_SW_INCR) && n % 2 == 0 && n + 1 < count)
			(void)increment(rec, n + 1, EVENT_CHAIN);
	}
}

uint64_t run_pmu_read(const struct rec *rec, unsigned int sysreg)
{
	const struct realm_options *options = &rec->cpu.identity.options;
	unsigned int n;

	if (!options->pmu)
		return 0;
	sysreg = by_selector(sysreg, &n);
	switch (sysreg) {
	case SYSREG_PMXEVCNTR_EL0:
		return has_register(options, sysreg, n) ? read_selected(sysreg, n) : 0;
	case SYSREG_PMXEVTYPER_EL0:
		return has_register(options, sysreg, n) ? (read_selected(sysreg, n) & ~FILTERS) | rec->cpu.filters[n] : 0;
	case SYSREG_PMCR_EL0:
		return field_set(port_realm_pmu_read(sysreg), 15, 11, options->pmu_num_ctrs);
	case SYSREG_PMCNTENSET_EL0: case SYSREG_PMCNTENCLR_EL0:
	case SYSREG_PMOVSSET_EL0: case SYSREG_PMOVSCLR_EL0:
	case SYSREG_PMINTENSET_EL1: case SYSREG_PMINTENCLR_EL1:
		return port_realm_pmu_read(sysreg) & counters(options);
	case SYSREG_PMSELR_EL0: case SYSREG_PMCCNTR_EL0: case SYSREG_PMUSERENR_EL0:
	case SYSREG_PMCEID0_EL0: case SYSREG_PMCEID1_EL0: case SYSREG_PMMIR_EL1:
		return port_realm_pmu_read(sysreg);
	default:
		return 0;
	}
}

void run_pmu_write(struct rec *rec, unsigned int sysreg, uint64_t value)
{
	const struct realm_options *options = &rec->cpu.identity.options;
	unsigned int n;

	if (!options->pmu)
		return;
	sysreg = by_selector(sysreg, &n);
	switch (sysreg) {
	case SYSREG_PMXEVCNTR_EL0:
		if (has_register(options, sysreg, n))
			write_selected(sysreg, n, value);
		break;
	case SYSREG_PMXEVTYPER_EL0:
		if (has_register(options, sysreg, n)) {
			rec->cpu.filters[n] = (uint32_t)(value & FILTERS);
			write_selected(sysreg, n, event_type(value));
		}
		break;
	case SYSREG_PMCNTENSET_EL0: case SYSREG_PMCNTENCLR_EL0:
	case SYSREG_PMOVSSET_EL0: case SYSREG_PMOVSCLR_EL0:
	case SYSREG_PMINTENSET_EL1: case SYSREG_PMINTENCLR_EL1:
		port_realm_pmu_write(sysreg, value & counters(options));
		break;
	case SYSREG_PMSWINC_EL0:
		software_increment(rec, value);
		break;
	case SYSREG_PMUSERENR_EL0:
		port_realm_pmu_write(sysreg, value & PMUSERENR_WRITABLE);
		break;
	case SYSREG_PMSELR_EL0: case SYSREG_PMCCNTR_EL0: case SYSREG_PMCR_EL0:
		port_realm_pmu_write(sysreg, value);
		break;
	default:
		break;
	}
}
