/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's vector registers. A write to a V register clears the rest of the SVE vector, and to enter an exception
 * level at which SVE is trapped cuts vectors and predicates to 128 bits. So where vectors are longer all of them are
 * kept, and CPTR_EL2.TZ is set for the realm's run only: it has no SVE.
 */
#include "simd.h"

#include <stdbool.h>

#include "cpu.h"

#define SVE_MAX_BYTES	256u
#define V_BYTES		16u
#define ZCR_MAX		0xfu

#define SVE_VECTORS	(32 * SVE_MAX_BYTES)
#define SVE_PREDICATES	(17 * SVE_MAX_BYTES / 8)	/* and FFR */

static struct {
	uint8_t vectors[SVE_VECTORS], predicates[SVE_PREDICATES];
} host_sve[PORT_MAX_CPUS] __attribute__((aligned(64)));

static bool cpu_has_sve(void)
{
	return FIELD(read_sysreg(id_aa64pfr0_el1), 35, 32) != 0;
}

/* The longest vectors there are. Returns what the host had. */
static uint64_t sve_lengthen(void)
{
	uint64_t zcr = read_sysreg(s3_4_c1_c2_0);

	write_sysreg(s3_4_c1_c2_0, ZCR_MAX);
	isb();	/* the length holds for what follows */
	return zcr;
}

static void sve_length(uint64_t zcr)
{
	write_sysreg(s3_4_c1_c2_0, zcr);
	isb();
}

static void sve_trap(const struct cpu *cpu, bool on)
{
	if (!cpu->has_sve)
		return;
	write_sysreg(cptr_el2, on ? CPTR_MONITOR : CPTR_MONITOR & ~CPTR_TZ);
	isb();	/* SVE registers may be next */
}

void simd_start_cpu(void)
{
	struct cpu *cpu = this_cpu();
	uint64_t zcr;

	cpu->has_sve = cpu_has_sve();
	cpu->long_vectors = false;
	if (!cpu->has_sve)
		return;
	sve_trap(cpu, false);
	zcr = sve_lengthen();
	cpu->long_vectors = sve_vector_bytes() > V_BYTES;
	sve_length(zcr);
}

static void vectors_save(const struct cpu *cpu)
{
	uint64_t zcr;

	if (!cpu->long_vectors)
		return;
	zcr = sve_lengthen();
	sve_save(host_sve[cpu->index].vectors, host_sve[cpu->index].predicates);
	sve_length(zcr);
}

static void vectors_restore(const struct cpu *cpu)
{
	uint64_t zcr;

	if (!cpu->long_vectors)
		return;
	zcr = sve_lengthen();
	sve_restore(host_sve[cpu->index].vectors, host_sve[cpu->index].predicates);
	sve_length(zcr);
}

void simd_save_host(void)
{
	struct cpu *cpu = this_cpu();

	fp_save(&cpu->host.fp);
	vectors_save(cpu);
	sve_trap(cpu, true);
}

void simd_restore_host(void)
{
	struct cpu *cpu = this_cpu();

	sve_trap(cpu, false);
	fp_restore(&cpu->host.fp);
	vectors_restore(cpu);
}

/* While a realm is loaded the host's long vectors are kept already, and the realm has none. */
void port_simd_begin(void)
{
	struct cpu *cpu = this_cpu();

	fp_save(&cpu->kept_fp);
	if (!cpu->loaded)
		vectors_save(cpu);
}

void port_simd_end(void)
{
	struct cpu *cpu = this_cpu();

	fp_restore(&cpu->kept_fp);
	if (!cpu->loaded)
		vectors_restore(cpu);
}
