/* SPDX-License-Identifier: BSD-3-Clause */
/* Things that the client must do for the realm. */
#include "realm/programs_list.h"
#include "realm/realm.h"

void program_host_call(uint64_t a, uint64_t b, uint64_t c)
{
	struct rsi_host_call *call = host_page();

	(void)a, (void)b, (void)c;
	for (unsigned int round = 0; round < 3; round++) {
		for (unsigned int i = 0; i < 31; i++)
			call->gprs[i] = CANARY + i + round * 100;
		host_call(0x1234 + round);
		for (unsigned int i = 0; i < 31; i++)
			CHECK_EQ(call->gprs[i], (CANARY + i + round * 100) ^ 0xff);
	}
}

#define LOAD(suffix, reg) ({ \
	uint64_t value_; \
	asm volatile("ldr" suffix " %" reg "0, [%1]" : "=r"(value_) : "r"(REALM_MMIO) : "memory"); \
	value_; })

/* The client answers every read with 0xfedcba98f6f4f2f1. */
static void check_loads(void)
{
	CHECK_EQ(LOAD("", "x"), 0xfedcba98f6f4f2f1);
	CHECK_EQ(LOAD("", "w"), 0xf6f4f2f1);
	CHECK_EQ(LOAD("h", "w"), 0xf2f1);
	CHECK_EQ(LOAD("b", "w"), 0xf1);
	CHECK_EQ(LOAD("sw", "x"), 0xfffffffff6f4f2f1);
	CHECK_EQ(LOAD("sh", "x"), 0xfffffffffffff2f1);
	CHECK_EQ(LOAD("sh", "w"), 0xfffff2f1);
	CHECK_EQ(LOAD("sb", "x"), 0xfffffffffffffff1);
	CHECK_EQ(LOAD("sb", "w"), 0xfffffff1);
}

void program_mmio(uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t value = 0x1122334455667788;

	(void)a, (void)b, (void)c;
	check_loads();
	asm volatile("ldr xzr, [%0]" :: "r"(REALM_MMIO) : "memory");
	asm volatile("str %0, [%1]" :: "r"(value), "r"(REALM_MMIO + 8) : "memory");
	asm volatile("str %w0, [%1]" :: "r"(value), "r"(REALM_MMIO + 16) : "memory");
	asm volatile("strh %w0, [%1]" :: "r"(value), "r"(REALM_MMIO + 24) : "memory");
	asm volatile("strb %w0, [%1]" :: "r"(value), "r"(REALM_MMIO + 32) : "memory");
	asm volatile("str xzr, [%0]" :: "r"(REALM_MMIO + 40) : "memory");
	point(1, 0);
}

void program_wfi(uint64_t a, uint64_t b, uint64_t c)
{
	(void)a, (void)b, (void)c;
	for (uint64_t i = 0;; i++) {
		asm volatile("wfi" ::: "memory");
		point(i, 0);
	}
}

/* Reads an address that the client maps, unmaps and replaces meanwhile. */
void program_touch(uint64_t address, uint64_t b, uint64_t c)
{
	(void)b, (void)c;
	for (uint64_t i = 0;; i++)
		point(i, *(volatile uint64_t *)address);
}

/* A pair of registers: no syndrome, so the host cannot emulate it and says so with an abort. */
void program_no_syndrome(uint64_t a, uint64_t b, uint64_t c)
{
	struct vcpu *me = vcpu();

	(void)a, (void)b, (void)c;
	me->probing = true;
	asm volatile("ldp x0, x1, [%0]" :: "r"(REALM_MMIO) : "x0", "x1", "memory");
	CHECK_EQ(ESR_EC(me->fault_esr), EC_DABT_SAME);
	CHECK_EQ(ESR_FSC(me->fault_esr), FSC_EXTERNAL);
	CHECK_EQ(me->fault_far, REALM_MMIO);
	me->probing = false;
	point(1, 0);
}
