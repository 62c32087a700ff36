/* SPDX-License-Identifier: BSD-3-Clause */
/* What every program of the realm stands on: exceptions, host calls, reports. */
#include "realm/realm.h"

#include "abi/psci.h"

enum { EXCEPTION_SYNC, EXCEPTION_IRQ, EXCEPTION_FIQ, EXCEPTION_SERROR };

struct frame {
	uint64_t x[20];
	uint64_t elr, spsr;
};

static struct vcpu vcpus[REALM_CPUS];
static struct rsi_host_call host_pages[REALM_CPUS] __attribute__((aligned(256)));

struct vcpu *vcpu(void)
{
	return &vcpus[read_sysreg(tpidr_el1) % REALM_CPUS];
}

struct rsi_host_call *host_page(void)
{
	return &host_pages[read_sysreg(tpidr_el1) % REALM_CPUS];
}

void host_call(unsigned int imm)
{
	struct rsi_host_call *page = host_page();

	page->imm = imm;
	if (SMC(RSI_HOST_CALL, (uint64_t)page).x[0] != RSI_SUCCESS)
		realm_off();
}

uint64_t point(uint64_t which, uint64_t value)
{
	struct rsi_host_call *page = host_page();

	page->gprs[0] = which;
	page->gprs[1] = value;
	host_call(HC_POINT);
	return page->gprs[0];
}

void realm_off(void)
{
	for (;;)
		SMC(PSCI_SYSTEM_OFF);
}

void check_equal(uint64_t got, uint64_t wanted, const char *file, int line, const char *what)
{
	struct rsi_host_call *page = host_page();

	if (got == wanted)
		return;
	page->gprs[0] = (uint64_t)file;
	page->gprs[1] = (uint64_t)line;
	page->gprs[2] = got;
	page->gprs[3] = wanted;
	page->gprs[4] = (uint64_t)what;
	host_call(HC_FAILED);
	realm_off();
}

void check_true(int condition, const char *file, int line, const char *what)
{
	check_equal((uint64_t)condition, 1, file, line, what);
}

static void take_interrupt(struct vcpu *me)
{
	unsigned int intid = (unsigned int)read_sysreg(icc_iar1_el1);

	if (intid == INTID_SPURIOUS)
		return;
	me->last_irq = intid;
	me->irqs++;
	if (me->on_irq)
		me->on_irq(intid);
	write_sysreg(icc_eoir1_el1, intid);
	isb();
}

/* Breakpoint, step, watchpoint, each from the level below or this one; and BRK. */
static bool is_debug(uint64_t ec)
{
	return (ec >= 0x30 && ec <= 0x35) || ec == 0x3c;
}

void realm_exception(struct frame *frame, unsigned int kind);
void realm_exception(struct frame *frame, unsigned int kind)
{
	struct vcpu *me = vcpu();

	if (kind == EXCEPTION_IRQ) {
		take_interrupt(me);
		return;
	}
	if (kind == EXCEPTION_SYNC && me->on_debug && is_debug(ESR_EC(read_sysreg(esr_el1)))) {
		me->on_debug(read_sysreg(esr_el1), &frame->elr, &frame->spsr);
		return;
	}
	if (kind == EXCEPTION_SYNC && me->probing) {
		me->fault_esr = read_sysreg(esr_el1);
		me->fault_far = read_sysreg(far_el1);
		/* A fetch that failed returns to its caller; everything else is skipped. */
		frame->elr = ESR_EC(me->fault_esr) == 0x21 ? frame->x[19] : frame->elr + 4;
		return;
	}
	check_equal(read_sysreg(esr_el1), 0, "unexpected exception", (int)kind, "ESR_EL1");
}

uint64_t probe_load(uint64_t address, uint64_t *value)
{
	struct vcpu *me = vcpu();
	uint64_t v = 0;

	me->fault_esr = 0;
	me->probing = true;
	asm volatile("ldr %0, [%1]" : "+r"(v) : "r"(address) : "memory");
	me->probing = false;
	*value = v;
	return me->fault_esr;
}

uint64_t probe_store(uint64_t address, uint64_t value)
{
	struct vcpu *me = vcpu();

	me->fault_esr = 0;
	me->probing = true;
	asm volatile("str %0, [%1]" :: "r"(value), "r"(address) : "memory");
	me->probing = false;
	return me->fault_esr;
}

uint64_t probe_fetch(uint64_t address)
{
	struct vcpu *me = vcpu();

	me->fault_esr = 0;
	me->probing = true;
	((void (*)(void))address)();
	me->probing = false;
	return me->fault_esr;
}

void interrupts_on(void (*handler)(unsigned int intid))
{
	vcpu()->on_irq = handler;
	write_sysreg(icc_sre_el1, 7);
	isb();
	write_sysreg(icc_pmr_el1, 0xf0);
	write_sysreg(icc_bpr1_el1, 0);
	write_sysreg(icc_ctlr_el1, 0);
	write_sysreg(icc_igrpen1_el1, 1);
	isb();
}
