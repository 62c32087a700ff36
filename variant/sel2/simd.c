/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's vector registers. A write to a V register clears the rest of the SVE vector, so where vectors are longer
 * than 128 bits all of them are kept. Realms have no SVE: CPTR_EL2.TZ traps it, predicates stay the host's untouched.
 */
#include "simd.h"

#include <stdbool.h>

#include "cpu.h"

#define SVE_MAX_BYTES	256u
#define V_BYTES		16u
#define ZCR_MAX		0xfu

static uint8_t host_vectors[PORT_MAX_CPUS][32 * SVE_MAX_BYTES] __attribute__((aligned(64)));

static bool cpu_has_sve(void)
{
	return FIELD(read_sysreg(id_aa64pfr0_el1), 35, 32) != 0;
}

/* Between open and close, SVE works here, with the longest vectors. Returns what the host had. */
static uint64_t sve_open(void)
{
	uint64_t zcr;

	write_sysreg(cptr_el2, CPTR_MONITOR & ~CPTR_TZ);
	isb();	/* the trap is off for what follows */
	zcr = read_sysreg(s3_4_c1_c2_0);
	write_sysreg(s3_4_c1_c2_0, ZCR_MAX);
	isb();	/* the length holds for what follows */
	return zcr;
}

static void sve_close(uint64_t zcr)
{
	write_sysreg(s3_4_c1_c2_0, zcr);
	write_sysreg(cptr_el2, CPTR_MONITOR);
	isb();
}

void simd_start_cpu(void)
{
	struct cpu *cpu = this_cpu();
	uint64_t zcr;

	cpu->long_vectors = false;
	if (!cpu_has_sve())
		return;
	zcr = sve_open();
	cpu->long_vectors = sve_vector_bytes() > V_BYTES;
	sve_close(zcr);
}

static void vectors_save(const struct cpu *cpu)
{
	uint64_t zcr;

	if (!cpu->long_vectors)
		return;
	zcr = sve_open();
	sve_save(host_vectors[cpu->index]);
	sve_close(zcr);
}

static void vectors_restore(const struct cpu *cpu)
{
	uint64_t zcr;

	if (!cpu->long_vectors)
		return;
	zcr = sve_open();
	sve_restore(host_vectors[cpu->index]);
	sve_close(zcr);
}

void simd_save_host(void)
{
	struct cpu *cpu = this_cpu();

	fp_save(&cpu->host.fp);
	vectors_save(cpu);
}

void simd_restore_host(void)
{
	struct cpu *cpu = this_cpu();

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
