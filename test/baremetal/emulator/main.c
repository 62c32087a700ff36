/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shows that the emulator gives a guest at Secure EL1 a virtual interrupt interface, and Secure EL2 the traps on it.
 * An emulator that takes them for a matter of the Non-secure state alone fails every test here but the first two.
 */
#include "emulator/guest.h"
#include "lib/check.h"
#include "lib/guest.h"
#include "lib/print.h"
#include "lib/sysreg.h"

#define POWER_CONTROL		0x50000000ul
#define POWER_OFF		1u

#define ICH_HCR_EN		(1ul << 0)
#define ICH_HCR_TC		(1ul << 10)
#define ICH_HCR_TALL0		(1ul << 11)
#define ICH_HCR_TALL1		(1ul << 12)
#define ICH_HCR_TDIR		(1ul << 14)
#define ICH_VMCR_ENG0		(1ul << 0)
#define ICH_VMCR_ENG1		(1ul << 1)
#define ICH_VMCR_EOIM		(1ul << 9)
#define ICH_VMCR_PMR(p)		((uint64_t)(p) << 24)

#define PHYSICAL_PMR		0xf0ul
#define VIRTUAL_PMR		0x50ul
#define TEST_INTID		40u
#define SPIN_LENGTH		100000u

static void power_off(void)
{
	*(volatile uint32_t *)POWER_CONTROL = POWER_OFF;
	for (;;)
		;
}

void unexpected_exception(uint64_t level, uint64_t esr, uint64_t elr)
{
	print("not ok emulator - unexpected exception at EL%lu: esr 0x%lx, elr 0x%lx\n",
	      (unsigned long)(level >> 2), (unsigned long)esr, (unsigned long)elr);
	power_off();
}

/* One known state before each test. */
static void reset_interface(uint64_t lr, uint64_t hcr, uint64_t vmcr)
{
	write_sysreg(hcr_el2, HCR_RW | HCR_IMO | HCR_FMO | HCR_AMO);
	write_sysreg(icc_pmr_el1, PHYSICAL_PMR);
	write_sysreg(ich_ap0r0_el2, 0);
	write_sysreg(ich_ap1r0_el2, 0);
	write_sysreg(ich_vmcr_el2, vmcr | ICH_VMCR_PMR(0xf8));
	write_sysreg(ich_lr0_el2, lr);
	write_sysreg(ich_hcr_el2, hcr);
	isb();
}

static struct guest run(void (*code)(void), uint64_t x0, uint64_t masks)
{
	struct guest guest = { .pc = (uint64_t)code, .x0 = x0, .pstate = PSTATE_EL1H | masks };

	guest_run(&guest);
	return guest;
}

/* A guest that was to end by itself. */
static uint64_t run_to_end(void (*code)(void), uint64_t x0)
{
	struct guest guest = run(code, x0, PSTATE_DAIF);

	CHECK_EQ(ESR_EC(guest.esr), EC_HVC64);
	CHECK_EQ(guest.esr & 0xffff, GUEST_DONE);
	return guest.x0;
}

static uint64_t pending(uint64_t group)
{
	return LR_PENDING | group | LR_PRIORITY(0xa0) | LR_VINTID(TEST_INTID);
}

static uint64_t lr_state(void)
{
	return read_sysreg(ich_lr0_el2) & LR_STATE;
}

/* Delivery itself: the interrupt reaches the guest's vector. */
static void test_signalled(void)
{
	struct guest guest;

	reset_interface(pending(LR_GROUP1), ICH_HCR_EN, ICH_VMCR_ENG1);
	guest = run(guest_spin, SPIN_LENGTH, 0);
	CHECK_EQ(ESR_EC(guest.esr), EC_HVC64);
	CHECK_EQ(guest.esr & 0xffff, GUEST_IRQ);
}

static void test_group1_life(void)
{
	struct guest guest;

	reset_interface(pending(LR_GROUP1), ICH_HCR_EN, ICH_VMCR_ENG1);
	guest = run(guest_spin, SPIN_LENGTH, 0);
	CHECK_EQ(guest.esr & 0xffff, GUEST_IRQ);
	CHECK_EQ(guest.x0, TEST_INTID);
	CHECK_EQ(lr_state(), LR_ACTIVE);
	CHECK_EQ(run_to_end(guest_read_iar1, 0), INTID_SPURIOUS);
	run_to_end(guest_eoi1, TEST_INTID);
	CHECK_EQ(lr_state(), 0);
	CHECK_EQ(read_sysreg(ich_ap1r0_el2), 0);
}

static void test_group0_life(void)
{
	struct guest guest;

	reset_interface(pending(0), ICH_HCR_EN, ICH_VMCR_ENG0);
	guest = run(guest_spin, SPIN_LENGTH, 0);
	CHECK_EQ(guest.esr & 0xffff, GUEST_FIQ);
	CHECK_EQ(guest.x0, TEST_INTID);
	CHECK_EQ(lr_state(), LR_ACTIVE);
	run_to_end(guest_eoi0, TEST_INTID);
	CHECK_EQ(lr_state(), 0);
}

static void test_deactivate(void)
{
	reset_interface(pending(LR_GROUP1), ICH_HCR_EN, ICH_VMCR_ENG1 | ICH_VMCR_EOIM);
	CHECK_EQ(run_to_end(guest_read_hppir1, 0), TEST_INTID);
	CHECK_EQ(run_to_end(guest_read_iar1, 0), TEST_INTID);
	run_to_end(guest_eoi1, TEST_INTID);
	CHECK_EQ(lr_state(), LR_ACTIVE);
	run_to_end(guest_dir, TEST_INTID);
	CHECK_EQ(lr_state(), 0);
}

static void test_virtual_priority_mask(void)
{
	struct guest guest;

	reset_interface(pending(LR_GROUP1), ICH_HCR_EN, ICH_VMCR_ENG1);
	run_to_end(guest_write_pmr, VIRTUAL_PMR);
	CHECK_EQ(read_sysreg(icc_pmr_el1), PHYSICAL_PMR);
	CHECK_EQ(read_sysreg(ich_vmcr_el2) >> 24, VIRTUAL_PMR);
	CHECK_EQ(run_to_end(guest_read_pmr, 0), VIRTUAL_PMR);
	/* The mask hides the interrupt. */
	guest = run(guest_spin, SPIN_LENGTH, 0);
	CHECK_EQ(guest.esr & 0xffff, GUEST_DONE);
	CHECK_EQ(run_to_end(guest_read_iar1, 0), INTID_SPURIOUS);
}

static void test_virtual_group_enable(void)
{
	uint64_t physical = read_sysreg(icc_igrpen1_el1);

	reset_interface(pending(LR_GROUP1), ICH_HCR_EN, 0);
	run_to_end(guest_write_igrpen1, 1);
	CHECK_EQ(read_sysreg(icc_igrpen1_el1), physical);
	CHECK(read_sysreg(ich_vmcr_el2) & ICH_VMCR_ENG1);
}

/* The access comes to Secure EL2 with `trap` set, and does not without. */
static void check_trap(uint64_t trap, void (*code)(void), uint64_t x0)
{
	struct guest guest;

	reset_interface(0, ICH_HCR_EN | trap, ICH_VMCR_ENG1);
	guest = run(code, x0, PSTATE_DAIF);
	CHECK_EQ(ESR_EC(guest.esr), EC_SYSREG);
	CHECK_EQ(guest.pc, code);
	reset_interface(0, ICH_HCR_EN, ICH_VMCR_ENG1);
	run_to_end(code, x0);
}

static void test_trap_common(void)
{
	check_trap(ICH_HCR_TC, guest_read_pmr, 0);
	check_trap(ICH_HCR_TC, guest_write_pmr, VIRTUAL_PMR);
	check_trap(ICH_HCR_TC, guest_dir, TEST_INTID);
}

static void test_trap_group0(void)
{
	check_trap(ICH_HCR_TALL0, guest_read_iar0, 0);
	check_trap(ICH_HCR_TALL0, guest_eoi0, TEST_INTID);
}

static void test_trap_group1(void)
{
	check_trap(ICH_HCR_TALL1, guest_read_iar1, 0);
	check_trap(ICH_HCR_TALL1, guest_eoi1, TEST_INTID);
	check_trap(ICH_HCR_TALL1, guest_write_bpr1, 3);
	check_trap(ICH_HCR_TALL1, guest_write_igrpen1, 1);
}

static void test_trap_deactivate(void)
{
	check_trap(ICH_HCR_TDIR, guest_dir, TEST_INTID);
}

/* SGI generation always traps while HCR_EL2 virtualises interrupts. */
static void test_trap_sgi(void)
{
	struct guest guest;

	reset_interface(0, ICH_HCR_EN, ICH_VMCR_ENG1);
	guest = run(guest_write_sgi1r, 1, PSTATE_DAIF);
	CHECK_EQ(ESR_EC(guest.esr), EC_SYSREG);
}

static const struct test tests[] = {
	{ "emulator/virq-signalled", test_signalled },
	{ "emulator/sgi-traps", test_trap_sgi },
	{ "emulator/group1-acknowledge-and-end", test_group1_life },
	{ "emulator/group0-acknowledge-and-end", test_group0_life },
	{ "emulator/deactivate", test_deactivate },
	{ "emulator/priority-mask-is-virtual", test_virtual_priority_mask },
	{ "emulator/group-enable-is-virtual", test_virtual_group_enable },
	{ "emulator/trap-tc", test_trap_common },
	{ "emulator/trap-tall0", test_trap_group0 },
	{ "emulator/trap-tall1", test_trap_group1 },
	{ "emulator/trap-tdir", test_trap_deactivate },
};

void main(void)
{
	uart_init();
	run_tests(tests, sizeof(tests) / sizeof(tests[0]), "");
	print("done\n");
	power_off();
}
