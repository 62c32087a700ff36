/* SPDX-License-Identifier: BSD-3-Clause */
/* A host for tests: makes calls with every oracle behind them, and builds realms from the parts that KVM would use. */
#ifndef MACHINE_HOST_H
#define MACHINE_HOST_H

#include "abi/rmi.h"
#include "abi/vendor.h"
#include "dispatch/dispatch.h"
#include "guest.h"
#include "machine.h"

/* ---- the machine with its monitor ---- */

/* machine_start, monitor_init, oracles. */
void host_start(void);
/* What must hold after each test. */
void host_end(void);

/* ---- calls ---- */

/* What x6 and x7 hold in each call, and after it: no call has so many arguments. */
#define HOST_X6		0x66666666u
#define HOST_X7		0x77777777u

/* One call on this CPU. Unless oracles are off, every one of them has its say after it. */
struct reply rmi5(uint64_t fid, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5);
#define RMI_ARGS_(f, a, b, c, d, e, ...) rmi5(f, a, b, c, d, e)
#define rmi(...) RMI_ARGS_(__VA_ARGS__, 0, 0, 0, 0, 0, 0)

#define expect_status(call, status, index) \
	expect_eq((call).x[0], RMI_RESULT(status, index))
#define expect_ok(call)		expect_status(call, RMI_SUCCESS, 0)
#define expect_input(call)	expect_status(call, RMI_ERROR_INPUT, 0)
#define expect_rtt(call, level)	expect_status(call, RMI_ERROR_RTT, level)

/*
 * As rmi, but the call must fail with this result and change nothing at all: memory of both worlds, the monitor's
 * tables and variables are compared. Returns the reply.
 */
struct reply refused5(const char *where, uint64_t result, uint64_t fid, uint64_t a1, uint64_t a2, uint64_t a3,
		      uint64_t a4, uint64_t a5);
#define STRING2_(x)	#x
#define STRING_(x)	STRING2_(x)
#define REFUSED_ARGS_(r, f, a, b, c, d, e, ...) \
	refused5(__FILE__ ":" STRING_(__LINE__), r, f, a, b, c, d, e)
#define refused(result, ...) REFUSED_ARGS_(result, __VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define refused_input(...)	refused(RMI_RESULT(RMI_ERROR_INPUT, 0), __VA_ARGS__)
#define refused_realm(i, ...)	refused(RMI_RESULT(RMI_ERROR_REALM, i), __VA_ARGS__)
#define refused_rec(...)	refused(RMI_RESULT(RMI_ERROR_REC, 0), __VA_ARGS__)
#define refused_rtt(level, ...)	refused(RMI_RESULT(RMI_ERROR_RTT, level), __VA_ARGS__)

/* Several CPUs call at once: the model cannot follow. Back on, it is checked for consistency only. */
void host_oracles(bool on);
/* Many calls by one CPU: the model follows, and the checks wait for the end of it, when this is set to false. */
void host_hurry(bool on);

/* ---- memory names ---- */

/* A page of normal DRAM that no one used yet; never the same twice. */
uint64_t new_page(void);
/* `count` pages in a row, aligned to `align` bytes. */
uint64_t new_pages(uint64_t count, uint64_t align);
/* The same for names that are going to be delegated: of the range given to host_use_direct, if there is one. */
uint64_t new_names(uint64_t count, uint64_t align);
/* A fresh name, already delegated. */
uint64_t new_granule(void);
/* Claim the whole 2 MiB ranges [base, base + size) of the pool and name granules there from now on; size 0 ends it. */
void host_use_direct(uint64_t base, uint64_t size);
void delegate(uint64_t pa);
void undelegate(uint64_t pa);

struct host_pool {
	uint64_t base, size, free, claimed;
};
struct host_pool host_pool(void);

/* ---- realms ---- */

#define HOST_RECS	8u

struct host_rec {
	uint64_t rec;
	uint64_t run;
	uint64_t aux[RMI_MAX_AUX];
	uint64_t num_aux;
	uint64_t mpidr;			/* as in RmiRecParams */
	struct guest *guest;
};

struct host_realm {
	uint64_t rd;
	uint64_t params;		/* a normal-world page, kept */
	uint64_t rtt_base;
	unsigned int rtt_num;
	int start_level;
	unsigned int s2sz;
	uint16_t vmid;
	struct host_rec rec[HOST_RECS];
	unsigned int rec_count;
};

/* The middle of the IPA space: where shared addresses begin. */
static inline uint64_t shared_ipa(const struct host_realm *r, uint64_t ipa)
{
	return ipa | 1ull << (r->s2sz - 1);
}

/* Valid parameters, in the normal-world page r->params; rtt pages are delegated. 34 bits from level 1. */
struct rmi_realm_params *realm_prepare(struct host_realm *r);
/* The same for another geometry. */
struct rmi_realm_params *realm_prepare_as(struct host_realm *r, unsigned int s2sz, int start_level);
/* prepare and create. */
void realm_create(struct host_realm *r);
void realm_create_as(struct host_realm *r, unsigned int s2sz, int start_level);
void realm_activate(struct host_realm *r);

/* Tables so that a walk for `ipa` reaches `level`. */
void realm_tables(struct host_realm *r, uint64_t ipa, int level);
/* DATA_CREATE of a page filled with `word`; the tables are made. Returns the name. */
uint64_t realm_data(struct host_realm *r, uint64_t ipa, uint64_t word);
/* DATA_CREATE_UNKNOWN. */
uint64_t realm_page(struct host_realm *r, uint64_t ipa);
/* DATA_CREATE_UNKNOWN of `count` names in a row; the first is aligned to all of them. */
uint64_t realm_block(struct host_realm *r, uint64_t ipa, unsigned int count);
void realm_init_ripas(struct host_realm *r, uint64_t base, uint64_t top);
/* RTT_MAP_UNPROTECTED of a fresh page at the shared alias of `ipa`. Returns its address. */
uint64_t realm_share(struct host_realm *r, uint64_t ipa);

/* Parameters of the next REC in a fresh normal-world page, whose address is returned. */
uint64_t rec_prepare(struct host_realm *r);
/* The next REC, runnable, with this program. Returns its number. */
unsigned int realm_rec(struct host_realm *r, guest_main *main, void *arg);
unsigned int realm_rec_off(struct host_realm *r, guest_main *main, void *arg);
uint64_t mpidr_of_index(unsigned int index);	/* RmiRecMpidr */
uint64_t guest_mpidr(uint64_t rmi_mpidr);	/* what the realm reads */

struct rmi_rec_enter *run_enter(struct host_realm *r, unsigned int rec);
const struct rmi_rec_exit *run_exit(struct host_realm *r, unsigned int rec);
/* REC_ENTER that must succeed; the entry half is cleared afterwards. */
const struct rmi_rec_exit *realm_enter(struct host_realm *r, unsigned int rec);
/* Answer every exit in the plainest way until the guest's program has ended. */
void realm_run(struct host_realm *r, unsigned int rec);

/* RTT_READ_ENTRY in parts. */
struct entry {
	int level;
	uint64_t state, desc, ripas;
};
struct entry realm_entry(struct host_realm *r, uint64_t ipa, int level);
#define expect_entry(r, ipa, want_level, want_state, want_ripas) \
	do { \
		struct entry e_ = realm_entry(r, ipa, want_level); \
		expect_eq(e_.level, want_level); \
		expect_eq(e_.state, want_state); \
		expect_eq(e_.ripas, want_ripas); \
	} while (0)

/* Destroy whatever there is, give all names back. */
void realm_destroy(struct host_realm *r);

/* A realm that is active, with RAM at [0, 2 MiB) of which `pages` are populated, and one REC. */
void realm_simple(struct host_realm *r, unsigned int pages, guest_main *main, void *arg);

#endif
