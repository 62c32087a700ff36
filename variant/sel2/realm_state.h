/* SPDX-License-Identifier: BSD-3-Clause */
/* Parts of what is exchanged between host and realm. */
#ifndef SEL2_REALM_STATE_H
#define SEL2_REALM_STATE_H

#include "cpu.h"
#include "port/realm_cpu.h"

/* realm_sysregs.c */
void sysregs_save(struct realm_sysregs *r);
void sysregs_load(const struct realm_sysregs *r);

/* realm_gic.c; `hcr` is what ICH_HCR_EL2 shall be: gic->hcr, with or without the enable bit. */
#define GIC_HCR_EN	BIT64(0)
void gic_save(struct realm_gic *gic);
void gic_load(const struct realm_gic *gic, uint64_t hcr);
/* Bit n: list register n is empty. */
uint32_t gic_empty_lrs(void);
unsigned int gic_num_lrs(void);
unsigned int gic_priority_bits(void);
unsigned int gic_id_bits(void);

/* realm_debug.c: the host's registers come back, which port_realm_debug_changed has displaced. */
void debug_restore_host(struct host_debug *host);

/* realm_pmu.c */
bool pmu_there(void);
uint8_t pmu_num_counters(void);
/* The fewest counters that a realm can be given. */
uint8_t pmu_min_counters(void);
void pmu_save(struct realm_pmu *pmu);
void pmu_load(const struct realm_pmu *pmu);

#define PMCR_E	BIT64(0)
#define PMCR_P	BIT64(1)
#define PMCR_C	BIT64(2)

/* All counters stand still, and go on as they were. */
static inline void pmu_stop(struct realm_pmu *pmu)
{
	pmu->pmcr = read_sysreg(pmcr_el0);
	write_sysreg(pmcr_el0, pmu->pmcr & ~(PMCR_E | PMCR_P | PMCR_C));
}

static inline void pmu_go_on(const struct realm_pmu *pmu)
{
	write_sysreg(pmcr_el0, pmu->pmcr & ~(PMCR_P | PMCR_C));
}

/* realm_timer.c: the host's part of the timer interrupts, and before each entry. */
void timers_load(struct host_state *host);
void timers_before_entry(void);
/* True where the exit was for nothing but looking at the realm's timers again. */
bool timers_after_exit(void);
/* Timers or their virtual interrupts are no longer as the host knows them. */
bool timers_host_must_hear(void);
void timers_unload(const struct host_state *host);

/* realm_el2.c; between runs and before the first, stage 2 is closed. */
void el2_close_stage2(void);
void el2_monitor_mdcr(void);
bool el2_has_mpam(void);
/* ICC_SRE_EL2 and MPAM2_EL2: before the first and after the last register of an interface that they open. */
void el2_take_interfaces(struct cpu *here);
void el2_give_interfaces(const struct cpu *here);
void el2_save(struct host_el2 *el2);
void el2_restore(const struct host_el2 *el2);
void el2_load_realm(const struct realm_cpu *cpu, const struct s2_space *space, const struct realm_traps *traps);
void el2_unload_realm(struct realm_cpu *cpu);

/* VTTBR_EL2 that carries this VMID; its own table is empty. */
uint64_t el2_vttbr(uint16_t vmid);
/* VTCR_EL2 of every realm: VMIDs as wide as the CPU has them. */
uint64_t el2_vtcr(void);

#endif
