/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Vector registers of host and realm. A write to a V register clears the rest of the SVE vector, and to enter an exception
 * level at which SVE is trapped cuts vectors and predicates to 128 bits. So where the host's vectors are longer they are
 * kept whole, predicates too, around a realm and around the monitor's own SIMD code. CPTR_EL2.TZ is set while a realm
 * without SVE runs; one that has SVE has all of it switched, as long as ZCR_EL2 lets it be.
 *
 * A host may call in streaming mode (SME), in which the same registers have another length and most SIMD instructions are
 * undefined. It is left first, and entered again at the end. ZA and ZT0 stay where they are: nothing here touches them, and
 * SME is trapped in a realm.
 */
#include "simd.h"

#include "cpu.h"

#define ZCR_LONGEST	0xfu
#define SVCR_SM		BIT64(0)
#define SMCR_FA64	BIT64(31)
#define SMFR0_FA64	BIT64(63)
#define V_BYTES		16u

/* What the host has beyond fp, while it is displaced. */
static struct host_vectors {
	uint8_t low[16 * REALM_SVE_MAX_BYTES], high[16 * REALM_SVE_MAX_BYTES];
	uint8_t predicates[17 * REALM_SVE_MAX_BYTES / 8];
	uint64_t svcr, smcr, zcr_el1, zcr_el2;
	bool kept;
} host_vectors[PORT_MAX_CPUS] __attribute__((aligned(64)));

/* SVE and SME as this exception level, or the realm, may use them. */
static void untrap(uint64_t traps)
{
	write_sysreg(cptr_el2, CPTR_MONITOR & ~traps);
	isb();	/* such registers may be next */
}

static void sve_length(uint64_t zcr)
{
	write_sysreg(ZCR_EL2, zcr);
	isb();	/* the length holds for what follows */
}

static bool streaming_has_ffr(void)
{
	return (read_sysreg(ID_AA64SMFR0_EL1) & SMFR0_FA64) != 0;
}

unsigned int simd_start_cpu(void)
{
	struct cpu *cpu = this_cpu();
	unsigned int longest = 0;
	uint64_t zcr;

	cpu->has_sve = FIELD(read_sysreg(id_aa64pfr0_el1), 35, 32) != 0;
	cpu->has_sme = FIELD(read_sysreg(id_aa64pfr1_el1), 27, 24) != 0;
	cpu->simd_traps = (cpu->has_sve ? CPTR_TZ : 0) | (cpu->has_sme ? CPTR_TSM : 0);
	untrap(cpu->simd_traps);
	if (cpu->has_sve) {
		zcr = read_sysreg(ZCR_EL2);
		sve_length(ZCR_LONGEST);
		longest = (unsigned int)sve_vector_bytes();
		sve_length(zcr);
	}
	cpu->long_vectors = longest > V_BYTES;
	return longest;
}

/* The host's streaming length stays: another might cost it ZA. */
static void keep_streaming(struct host_vectors *host)
{
	host->smcr = read_sysreg(SMCR_EL2);
	write_sysreg(SMCR_EL2, host->smcr | SMCR_FA64);
	isb();	/* FFR is there, if it can be */
	sve_save(host->low, host->high, host->predicates, streaming_has_ffr());
	write_sysreg(SVCR, host->svcr & ~SVCR_SM);
	isb();	/* vectors have their usual length again */
}

static void give_back_streaming(const struct host_vectors *host)
{
	sve_restore(host->low, host->high, host->predicates, streaming_has_ffr());
	write_sysreg(SMCR_EL2, host->smcr);
}

/* Whether the host has no more than what fp_save saves, or keeps the rest where it is. */
static bool host_is_plain(const struct cpu *cpu)
{
	return !cpu->long_vectors && !cpu->has_sme;
}

/*
 * After fp_save, where more is to be kept. `all`: predicates and the rest of the vectors will be lost, however long they
 * are. Not inline, so that a run without any of it is short.
 */
__attribute__((noinline)) static void host_keep(const struct cpu *cpu, bool all)
{
	struct host_vectors *host = &host_vectors[cpu->index];

	host->svcr = cpu->has_sme ? read_sysreg(SVCR) : 0;
	host->kept = all || cpu->long_vectors;
	if ((host->svcr & SVCR_SM) != 0) {
		keep_streaming(host);
	} else if (host->kept) {
		host->zcr_el2 = read_sysreg(ZCR_EL2);
		sve_length(ZCR_LONGEST);
		sve_save(host->low, host->high, host->predicates, true);
		sve_length(host->zcr_el2);
	}
}

/* In place of fp_restore. */
__attribute__((noinline)) static void host_give_back(const struct cpu *cpu, const struct realm_fp *fp)
{
	const struct host_vectors *host = &host_vectors[cpu->index];
	bool streaming = (host->svcr & SVCR_SM) != 0;

	if (streaming) {
		write_sysreg(SMCR_EL2, host->smcr | SMCR_FA64);
		write_sysreg(SVCR, host->svcr);
		isb();	/* vectors are streaming mode's */
	}
	fp_restore(fp);
	if (streaming) {
		give_back_streaming(host);
	} else if (host->kept) {
		sve_length(ZCR_LONGEST);
		sve_restore(host->low, host->high, host->predicates, true);
		sve_length(host->zcr_el2);
	}
}

static void sve_load_realm(const struct realm_cpu *realm, struct host_vectors *host)
{
	const struct realm_cpu_identity *identity = &realm->identity;

	host->zcr_el2 = read_sysreg(ZCR_EL2);
	host->zcr_el1 = read_sysreg(ZCR_EL1);
	sve_length(identity->options.sve_vl);
	sve_restore(identity->sve_pages[0], identity->sve_pages[1], realm->sve.predicates, true);
	write_sysreg(ZCR_EL1, realm->sve.zcr_el1);
}

static void sve_unload_realm(struct realm_cpu *realm, const struct host_vectors *host)
{
	const struct realm_cpu_identity *identity = &realm->identity;

	sve_save(identity->sve_pages[0], identity->sve_pages[1], realm->sve.predicates, true);
	realm->sve.zcr_el1 = read_sysreg(ZCR_EL1);
	write_sysreg(ZCR_EL1, host->zcr_el1);
	sve_length(host->zcr_el2);
}

void simd_load_realm(const struct realm_cpu *realm)
{
	struct cpu *cpu = this_cpu();
	bool sve = realm->identity.options.sve;

	fp_save(&cpu->host.fp);
	if (sve || !host_is_plain(cpu))
		host_keep(cpu, sve);
	fp_restore(&realm->fp);
	if (sve)
		sve_load_realm(realm, &host_vectors[cpu->index]);
	if (cpu->simd_traps != 0)
		untrap(sve ? CPTR_TZ : 0);
}

void simd_unload_realm(struct realm_cpu *realm)
{
	struct cpu *cpu = this_cpu();
	bool sve = realm->identity.options.sve;

	if (cpu->simd_traps != 0)
		untrap(cpu->simd_traps);
	fp_save(&realm->fp);
	if (sve)
		sve_unload_realm(realm, &host_vectors[cpu->index]);
	if (sve || !host_is_plain(cpu))
		host_give_back(cpu, &cpu->host.fp);
	else
		fp_restore(&cpu->host.fp);
}

/* While a realm is loaded the host's are kept already. */
void port_simd_begin(void)
{
	struct cpu *cpu = this_cpu();
	struct realm_cpu *realm = cpu->realm;

	fp_save(&cpu->kept_fp);
	if (realm == NULL && !host_is_plain(cpu))
		host_keep(cpu, false);
	if (realm != NULL && realm->identity.options.sve)
		sve_save(realm->identity.sve_pages[0], realm->identity.sve_pages[1], realm->sve.predicates, true);
}

void port_simd_end(void)
{
	struct cpu *cpu = this_cpu();
	const struct realm_cpu *realm = cpu->realm;

	if (realm == NULL && !host_is_plain(cpu)) {
		host_give_back(cpu, &cpu->kept_fp);
		return;
	}
	fp_restore(&cpu->kept_fp);
	if (realm != NULL && realm->identity.options.sve)
		sve_restore(realm->identity.sve_pages[0], realm->identity.sve_pages[1], realm->sve.predicates, true);
}
