/* SPDX-License-Identifier: BSD-3-Clause */
/* The fake machine: an ordinary program that stands behind all of monitor/port, and what tests may do to it. */
#ifndef MACHINE_MACHINE_H
#define MACHINE_MACHINE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"
#include "port/machine.h"
#include "port/memory.h"
#include "port/realm_cpu.h"
#include "port/tlb.h"

#define MACHINE_CPUS		8u

/* The default memory map. Between and beyond these ranges lies nothing that could be a granule. */
#define DRAM0_BASE		0x10000000000ull
#define DRAM0_SIZE		0x4000000ull
#define DRAM1_BASE		0x10080000000ull
#define DRAM1_SIZE		0x1000000ull
#define POOL_BASE		0x21000000ull
#define POOL_SIZE		0x1000000ull
#define DEVICE_ADDR		0x60000000ull		/* the normal world's UART */
#define FIRMWARE_ADDR		0x20002000ull		/* secure RAM, not of the pool */

/* ---- start and faults ---- */

struct machine_config {
	struct memory_map map;
	struct machine_features features;
	size_t metadata_limit;
	/* The monitor's tables are cut off the begin of the pool, as on a real board. */
	bool metadata_from_pool;
};

/* The defaults of above; tests change fields between this and machine_start. */
extern struct machine_config machine_config;
void machine_defaults(void);
/* Allocate the memory. The monitor is not started. */
void machine_start(void);

/* The test has failed: say why, with the place in the test, and end this process. */
__attribute__((noreturn, format(printf, 1, 2))) void machine_fail(const char *fmt, ...);

/* For every thread, unlike a test framework's assertions. */
#define expect(cond) \
	do { \
		if (!(cond)) \
			machine_fail("%s:%d: %s", __FILE__, __LINE__, #cond); \
	} while (0)
#define expect_eq(a, b) \
	do { \
		uint64_t a_ = (uint64_t)(a), b_ = (uint64_t)(b); \
		if (a_ != b_) \
			machine_fail("%s:%d: %s is 0x%llx, not 0x%llx (%s)", __FILE__, __LINE__, #a, \
				     (unsigned long long)a_, (unsigned long long)b_, #b); \
	} while (0)

/* What the monitor printed so far. */
const char *machine_console(void);
/* The next machine_fail whose text has this in it is what the test wants; any return of the test is a failure. */
void machine_expect_fail(const char *part);
/* Make port_stop end the process with success, and any return of the test a failure. */
void machine_expect_stop(void);
/* The same, but only if the secure console has this by then. */
void machine_expect_stop_saying(const char *part);
/* The test has returned: fails it if it expected either of these. */
void machine_check_expected(void);

/* ---- the CPU that this thread is ---- */

void machine_be_cpu(unsigned int cpu);
/* There is one thread for all CPUs: it never waits for another. */
void machine_be_alone(void);
/* Checks at the end of a call on this CPU: brackets closed. */
void cpu_check_quiet(void);
void cpu_check_simd(void);
/* A physical interrupt for the normal world: ends a running realm, stays until it is cleared. */
void machine_raise_irq(unsigned int cpu);
void machine_clear_irq(unsigned int cpu);
bool machine_irq_pending(unsigned int cpu);
/* A secure interrupt: ends the next run once. */
void machine_raise_fiq(unsigned int cpu);
bool machine_take_fiq(unsigned int cpu);
/* Give up the processor now and then, from the seed: other orders of events come up. */
void machine_set_jitter(uint64_t seed);
void machine_preempt(void);
/* The seed of this run: SEED= of the environment, or a fixed one. */
uint64_t machine_seed(void);
uint64_t machine_random(uint64_t *state);

/* A task is suspended at each step whose number is a multiple of this, as by an interrupt; 0: by interrupts only. */
void machine_set_task_slice(uint64_t steps);
uint64_t machine_task_suspensions(void);

/* ---- memory ---- */

bool machine_is_dram(uint64_t pa, uint64_t size);
bool machine_is_pool(uint64_t pa, uint64_t size);
/* The normal world's view of its DRAM, for writing (the page counts as touched) and for reading. */
void *ns_page(uint64_t pa);
const void *ns_look(uint64_t pa);
/* The secure bytes of a pool page: for oracles and tests alone. */
uint8_t *pool_look(uint64_t pa);
bool page_is_zero(const void *page);
size_t pool_pages(void);
/* Pool pages that were used since this observer last cleared its marks. */
enum observer { FOR_ORACLE = 1, FOR_SNAPSHOT = 2, FOR_REWIND = 4 };
bool pool_marked(size_t index, enum observer who);
void pool_mark(uint64_t pa);
void pool_clear_marks(enum observer who);
/* Changes with every write to the normal world's memory by ns_page. */
unsigned int ns_touches(void);
/* Calls visit for each touched DRAM page. */
void ns_for_each_touched(void (*visit)(uint64_t pa, const void *page, void *arg), void *arg);

/* The state of a realm's CPU goes into hardware, after which memory is stale, and comes back. cpu_state.c */
void cpu_state_to_hardware(struct realm_cpu *cpu);
void cpu_state_from_hardware(struct realm_cpu *cpu, const struct realm_cpu *hw);

/* The bus refuses reads or writes of this normal-world page; 0 ends it. */
void machine_refuse_read(uint64_t page);
void machine_refuse_write(uint64_t page);

/* Things that a test can do in the middle of a call. `addr` is a physical address. */
enum machine_event {
	EVENT_NS_READING,	/* half of the bytes are read */
	EVENT_NS_READ,		/* after the read */
	EVENT_NS_WRITE,		/* before the write */
	EVENT_POOL_ZERO,
	EVENT_POOL_PAGE,	/* the monitor is about to use this page */
	EVENT_S2_WRITE,
	EVENT_TLB_INVALIDATE,
	EVENT_REALM_LOAD,
	EVENT_REALM_UNLOAD,	/* the realm has run, and its call has been looked at */
};
typedef void machine_hook(enum machine_event event, uint64_t addr);
void machine_set_hook(machine_hook *hook);
void machine_event(enum machine_event event, uint64_t addr);

/* A new call begins: no byte of normal-world memory may be read twice within it. */
void ns_log_reset(void);
/* Number of normal-world reads and writes in this call. */
unsigned int ns_reads(void);
unsigned int ns_writes(void);
/* The last of the reads, and the bytes that it gave, whatever is in memory by now; a page at most. */
struct pa_range ns_last_read(void);
const void *ns_last_bytes(void);

/* Check of a normal-world buffer by whoever models the granules. */
typedef void ns_check(uint64_t pa, size_t size, bool write);
void machine_set_ns_check(ns_check *check);

/* ---- whole-machine snapshots: memory of both worlds, the monitor's tables and its variables ---- */

/* Take one, or bring the one before up to date. There is only one. */
void snapshot_take(void);
/* This thread is in a call of its host, which a test may make from within another one. */
bool host_is_in_call(void);
/* NULL when nothing differs, else where. */
const char *snapshot_differs(void);
void *machine_metadata(size_t *used);
/* memcpy that sanitizers do not see, as variables lie among their red zones. */
void copy_variables(uint8_t *dst, const uint8_t *src, size_t n);

/* ---- many lives of a machine in one process ---- */

/* The state to come back to: right behind host_start, when the memory of both worlds is still zero. */
void rewind_here(void);
void machine_rewind(void);
/* Its part for memory. */
void memory_rewind(void);

/* ---- translation, as the hardware does it ---- */

enum access { ACCESS_READ, ACCESS_WRITE, ACCESS_EXEC };

struct translation {
	bool ok;
	uint8_t fsc;		/* fault status code, with level */
	uint64_t pa;
	bool shared;		/* came from the upper half */
};

/* Walk with this CPU's TLB, which remembers. The CPU's TLB lock is held from begin to end. */
void tlb_access_begin(unsigned int cpu);
void tlb_access_end(unsigned int cpu);
struct translation tlb_translate(unsigned int cpu, const struct s2_space *space, uint64_t ipa, enum access access);
/* Walk of the tables as they are now; nothing is remembered. */
struct translation machine_walk(const struct s2_space *space, uint64_t ipa, enum access access);
/* Fails the test if a TLB holds a translation that the tables no longer give. */
void tlb_check_current(void);
/* Fails the test if any TLB still uses this pool page. */
void tlb_check_unused(uint64_t pa, const char *why);
void tlb_check_vmid_unused(uint16_t vmid);
unsigned int tlb_invalidations(void);

/* Stage-2 descriptor fields of VMSAv8-64, for walks by the oracle. */
#define S2_VALID		1ull
#define S2_TABLE		3ull
#define S2_ADDR			0x0000fffffffff000ull

#endif
