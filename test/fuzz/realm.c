// SPDX-License-Identifier: BSD-3-Clause
/*
 * What realms do: calls, accesses, traps, and meanwhile calls of the host on another CPU. Secrets are in every register
 * and, but for every fourth page of memory, in whatever a realm stores; the oracle knows them wherever they come up.
 */
#include "abi/psci.h"
#include "abi/rsi.h"
#include "abi/smccc.h"
#include "abi/trng.h"
#include "abi/vendor.h"
#include "input.h"
#include "world.h"

#include "realm_calls.inc"

#define REALM_CALLS	(sizeof(realm_calls) / sizeof(realm_calls[0]))
#define CPUS		3u
#define ESR_IL		(1ull << 25)
#define ESR(ec)		((uint64_t)(ec) << 26 | ESR_IL)

enum { DO_CALL, DO_LOAD, DO_STORE, DO_FETCH, DO_WAIT, DO_SYSREG, DO_OTHER_SYNC, DO_SERROR, DO_TIMER, DO_HOST, DO_CALL_2,
	DO_STORE_2, DO_IRQ, DO_KINDS };

static void fill_registers(struct guest *g)
{
	for (unsigned int i = 0; i < 31; i++)
		guest_cpu(g)->gprs[i] = CANARY(i);
	guest_hw(g)->sys.vbar_el1 = 0x80000;
}

static bool call(struct guest *g, struct realm_exit *exit)
{
	const struct fuzz_call *c = &realm_calls[take() % REALM_CALLS];
	uint64_t *x = guest_cpu(g)->gprs;

	x[0] = c->function;
	for (unsigned int i = 1; i <= c->inputs; i++)
		x[i] = world_value((enum role)c->role[i]);
	exit->esr = ESR(0x17);
	return false;
}

/* Memory that a realm shares, or shows by RSI_HOST_CALL, holds none of its secrets. */
static bool holds_secrets(struct guest *g, uint64_t ipa)
{
	return !(ipa >> (guest_space(g)->ipa_bits - 1)) && (ipa / PAGE_SIZE & 3) != 3;
}

static bool access(struct guest *g, enum access kind, struct realm_exit *exit)
{
	unsigned int how = take();
	struct guest_access a = {
		.ipa = world_value(ROLE_IPA), .kind = kind, .size = 1u << (how & 3), .rt = how & 4 ? 31 : 9,
		.sign = how & 8, .half = how & 16, .no_syndrome = how & 32,
	};

	a.ipa += (how >> 6) * 0x400;
	/* One access does not leave its page, nor the space that registers can name. */
	a.ipa &= ((1ull << 52) - 1) & ~7ull;
	a.va = CANARY(0x900);
	guest_cpu(g)->gprs[9] = holds_secrets(g, a.ipa) ? CANARY(a.ipa >> 12) : 0x1122334455667788;
	return guest_try_access(g, &a, exit);
}

static bool wait_for_event(struct guest *g, struct realm_exit *exit)
{
	bool wfe = take() & 1;

	exit->esr = ESR(0x01) | 1ull << 24 | 0xeull << 20 | wfe;
	return wfe ? !guest_traps(g)->wfe : !guest_traps(g)->wfi;
}

static bool sysreg(struct guest *g, struct realm_exit *exit)
{
	static const uint32_t known[] = {
		SYSREG_ISS(3, 0, 12, 11, 1), SYSREG_ISS(3, 0, 12, 11, 5), SYSREG_ISS(3, 0, 12, 11, 7),
		SYSREG_ISS(3, 0, 0, 4, 0), SYSREG_ISS(3, 0, 0, 5, 0), SYSREG_ISS(3, 0, 0, 7, 1), SYSREG_ISS(2, 0, 0, 2, 2),
		SYSREG_ISS(3, 3, 9, 12, 0),
	};
	unsigned int how = take(), rt = how & 8 ? 31 : how >> 4;
	uint64_t iss = known[how & 7];

	if (rt != 31)
		guest_cpu(g)->gprs[rt] = 0x55;
	if (how == 0xff)
		iss = take64() & 0x3ffc1e;
	exit->esr = ESR(0x18) | iss | (uint64_t)rt << 5 | (take() & 1);
	return false;
}

/* Whatever else may be trapped; not what hardware says only when it is lost. */
static bool other_sync(struct guest *g, struct realm_exit *exit)
{
	static const uint8_t classes[] = { 0x00, 0x07, 0x0d, 0x11, 0x16, 0x19, 0x1a, 0x1d, 0x24, 0x20, 0x24, 0x30 };
	unsigned int b = take();

	exit->esr = ESR(classes[b % sizeof(classes)]) | (b & 0x80 ? 0x10u | (take() & 0x3) << 11 : b & 0x3f);
	if ((exit->esr >> 11 & 3) == 2)		/* uncontainable */
		exit->esr ^= 1u << 11;
	exit->far = CANARY(0x700);
	exit->hpfar = world_value(ROLE_IPA) >> 12 << 4 & 0xfffffffff0;
	if ((exit->esr >> 26) == 0x16)
		guest_cpu(g)->pc += 4;
	return false;
}

static bool serror(struct realm_exit *exit)
{
	unsigned int aet = take() & 7;

	exit->kind = REALM_EXIT_SERROR;
	/* Not uncontainable, nor of the machine's own kind. */
	exit->esr = ESR(0x2f) | (uint64_t)(aet ? aet : 1) << 10 | (aet & 1 ? 0x11 : 0x12);
	return false;
}

static bool timer(struct guest *g)
{
	struct realm_sysregs *s = &guest_hw(g)->sys;
	unsigned int b = take();

	if (b & 8)
		s->cntv_ctl = b & 3;
	else
		s->cntp_ctl = b & 3;
	s->cntv_cval = b;
	s->cntp_cval = b;
	return true;
}

/* Another CPU of the host's calls while this one runs the realm. */
static bool host(void)
{
	unsigned int cpu = port_cpu();

	if (cpu + 1 < CPUS && !world.one_call) {
		machine_be_cpu(cpu + 1);
		world_host_call();
		world_mark_objects();
		machine_be_cpu(cpu);
	}
	return true;
}

/* True where the realm goes on. */
static bool act(struct guest *g, struct realm_exit *exit)
{
	switch (take() % DO_KINDS) {
	case DO_CALL: case DO_CALL_2: return call(g, exit);
	case DO_LOAD: return access(g, ACCESS_READ, exit);
	case DO_STORE: case DO_STORE_2: return access(g, ACCESS_WRITE, exit);
	case DO_FETCH: return access(g, ACCESS_EXEC, exit);
	case DO_WAIT: return wait_for_event(g, exit);
	case DO_SYSREG: return sysreg(g, exit);
	case DO_OTHER_SYNC: return other_sync(g, exit);
	case DO_SERROR: return serror(exit);
	case DO_TIMER: return timer(g);
	case DO_HOST: return host();
	default: exit->kind = REALM_EXIT_IRQ; return false;
	}
}

void world_realm(struct guest *g, struct realm_exit *exit)
{
	fill_registers(g);
	do {
		*exit = (struct realm_exit){ .kind = REALM_EXIT_SYNC };
		if (!input_left()) {
			exit->kind = REALM_EXIT_IRQ;
			return;
		}
	} while (act(g, exit));
}
