/* SPDX-License-Identifier: BSD-3-Clause */
/* Building realms, running their RECs, and taking them down again. */
#ifndef CLIENT_REALM_H
#define CLIENT_REALM_H

#include <stdint.h>

#include "abi/rmi.h"
#include "realm/programs.h"

#define REALM_MAX_RECS		4u
#define REALM_MAX_TABLES	40u
#define REALM_MAX_PAGES		1024u
#define REALM_MAX_SHARED	16u
#define REALM_MAX_START		16u

/* Width of the IPA space, and how the first tables cover it; which optional parts of the CPU the realm has. */
struct geometry {
	unsigned int s2sz;
	int start_level;
	unsigned int num_start;
	uint64_t flags;			/* RMI_REALM_FLAG_* */
	uint64_t sve_vl, pmu_num_ctrs;
	uint64_t num_bps, num_wps;	/* number minus 1; 0: as many as there are */
};

#define USUAL_SPACE	.s2sz = REALM_S2SZ, .start_level = 1, .num_start = 1

extern const struct geometry usual_geometry;

struct rec {
	uint64_t pa;
	struct rmi_rec_run *run;
	uint64_t aux[RMI_MAX_AUX];
	unsigned int aux_count;
};

struct realm {
	struct geometry geometry;
	uint64_t rd, rtt;
	uint64_t vmid;
	struct rec recs[REALM_MAX_RECS];
	unsigned int rec_count;
	struct { uint64_t ipa; int level; } tables[REALM_MAX_TABLES];
	unsigned int table_count;
	uint64_t pages[REALM_MAX_PAGES];	/* IPAs with memory */
	unsigned int page_count;
	uint64_t shared[REALM_MAX_SHARED];
	unsigned int shared_count;
};

/* The steps, each checked. */
void realm_params(struct rmi_realm_params *params, uint64_t rtt, uint64_t vmid);
void realm_create(struct realm *realm);
void realm_create_as(struct realm *realm, const struct geometry *geometry);
void realm_add_table(struct realm *realm, uint64_t ipa, int level);
void realm_add_tables(struct realm *realm, uint64_t ipa);	/* from below the start level to level 3 */
void realm_add_data(struct realm *realm, uint64_t ipa, uint64_t source, uint64_t flags);
void realm_add_unknown(struct realm *realm, uint64_t ipa);
void realm_share(struct realm *realm, uint64_t ipa, uint64_t page);
void realm_share_as(struct realm *realm, uint64_t ipa, uint64_t page, unsigned int memattr);
void realm_unshare(struct realm *realm, uint64_t ipa);
void realm_init_ripas(struct realm *realm, uint64_t base, uint64_t top);
struct rec *realm_add_rec(struct realm *realm, uint64_t flags, const uint64_t gprs[RMI_NUM_CREATE_GPRS]);
void realm_activate(struct realm *realm);
void realm_destroy(struct realm *realm);

/* All tables, the program, one REC that starts it. Not active yet: a test may add to it. */
void realm_build(struct realm *realm, enum realm_program program, uint64_t a, uint64_t b, uint64_t c);
void realm_start(struct realm *realm, enum realm_program program, uint64_t a, uint64_t b, uint64_t c);

/* A field of RMI's feature register 0. */
unsigned int feature(unsigned int low, unsigned int width);

/* The same with another geometry: tables from the start level down to the program and to realm_shared(). */
void realm_build_as(struct realm *realm, const struct geometry *geometry,
		    const uint64_t gprs[RMI_NUM_CREATE_GPRS]);
uint64_t realm_shared(const struct geometry *geometry);

/* One REC_ENTER that must succeed. The realm's own failed checks end the test. */
struct rmi_rec_exit *rec_enter(struct rec *rec);

/* Fails the test if the last exit reports a check that failed in the realm. */
void rec_report_failed_check(const struct rec *rec);

/* Enter until an exit of another reason than an interrupt. */
struct rmi_rec_exit *rec_run(struct rec *rec);

/* Enter until the program reaches point(which), which must be the next thing it asks for. */
struct rmi_rec_exit *rec_run_to_point(struct rec *rec, uint64_t which);

/* Enter until PSCI SYSTEM_OFF, which must be the next thing it asks for. */
void rec_run_to_off(struct rec *rec);

#endif
