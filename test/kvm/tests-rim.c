/* SPDX-License-Identifier: BSD-3-Clause */
/* The initial measurement that a realm reads of itself is the one that docs/measurement.md promises. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "test.h"
#include "test/unit/sha.h"
#include "tools/measure/rim.h"

#define DEBUG_FEATURES	ARM64_SYS_REG(3, 0, 0, 5, 0)	/* ID_AA64DFR0_EL1 */

/* A page, a whole 2 MiB, three pages: entries of both levels. It lies below the RAM that is added before it. */
#define EXTRA_BASE	0x701ff000ull
#define EXTRA_SIZE	(0x1000ull + 0x200000ull + 0x3000ull)

/* A page populated after the image; a piece of no content ends the list. */
struct piece {
	uint64_t base;
	const uint8_t *page;
	bool measured;
};

static uint8_t one_page[PAGE_SIZE] __attribute__((aligned(4096))) = "what the realm starts with";

void rim_hash(enum rim_algorithm algorithm, const void *data, size_t size, uint8_t *out)
{
	if (algorithm == RIM_SHA512)
		ref_sha512(data, size, out);
	else
		ref_sha256(data, size, out);
}

static void expect_page(struct rim *rim, uint64_t ipa, const uint8_t *page)
{
	uint8_t digest[RIM_SIZE] = { 0 };

	rim_hash(rim->algorithm, page, PAGE_SIZE, digest);
	rim_page(rim, ipa, digest);
}

static void expect_rim(struct rim *rim, const struct vm *vm, const struct piece *piece, uint64_t dfr0)
{
	const uint64_t untouched[8] = { 0 };
	const uint64_t gprs[8] = { vm->spec.task, vm->spec.parameter, vm->spec.ram_size };
	const struct rim_params params = {
		.ipa_bits = IPA_BITS, .num_bps = dfr0 >> 12 & 15, .num_wps = dfr0 >> 20 & 15,
	};

	rim_realm(rim, vm->spec.hash_algo == MINI_HASH_SHA512 ? RIM_SHA512 : RIM_SHA256, &params);
	rim_ram(rim, EXTRA_BASE, vm->spec.extra_size);
	rim_ram(rim, RAM_BASE, vm->spec.ram_size);
	for (uint64_t at = 0; at < payload_size(); at += PAGE_SIZE)
		expect_page(rim, RAM_BASE + at, payload_image + at);
	for (; piece->page; piece++) {
		if (piece->measured)
			expect_page(rim, piece->base, piece->page);
		else
			rim_page(rim, piece->base, NULL);
	}
	rim_vcpu(rim, RAM_BASE, gprs);
	if (vm->spec.vcpus == SECOND_IS_ON)
		rim_vcpu(rim, 0, untouched);
}

static int build_and_run(struct vm *vm, const struct vm_spec *spec, const struct piece *piece, uint64_t *dfr0)
{
	struct kvm_one_reg reg = { .id = DEBUG_FEATURES, .addr = (uintptr_t)dfr0 };
	int err = vm_build(vm, spec, STEP_ENTRY);

	for (; !err && piece->page; piece++) {
		vm->unmeasured = !piece->measured;
		err = vm_populate(vm, piece->base, PAGE_SIZE, piece->page);
	}
	/* What a reference value depends on is known before the realm runs. */
	if (!err && ioctl(vm->vcpu, KVM_GET_ONE_REG, &reg)) {
		vm->failed = "KVM_GET_ONE_REG of ID_AA64DFR0_EL1";
		err = -1;
	}
	return err ? err : vm_run(vm);
}

static void print_rim(const char *whose, const uint8_t value[RIM_SIZE])
{
	printf("# %s ", whose);
	for (unsigned int i = 0; i < RIM_SIZE; i++)
		printf("%02x", value[i]);
	printf("\n");
}

/* `rim` gets what the realm read. */
static const char *check(const struct vm_spec *spec, const struct piece *pieces, struct rim *rim)
{
	const char *why = NULL;
	struct rim expected;
	uint64_t dfr0 = 0;
	struct vm vm;
	int err = build_and_run(&vm, spec, pieces, &dfr0);

	if (err) {
		why = complain("%s: %s", vm.failed ? vm.failed : "exit", strerror(-err));
	} else if (!vm.has_result || vm.result) {
		why = "the payload could not read its measurement";
	} else {
		expect_rim(&expected, &vm, pieces, dfr0);
		memcpy(rim->value, vm.rim, RIM_SIZE);
		if (memcmp(rim->value, expected.value, RIM_SIZE) != 0) {
			print_rim("the realm reads ", rim->value);
			print_rim("the contract says", expected.value);
			printf("# ID_AA64DFR0_EL1: KVM says %#llx, the realm reads %#llx\n",
			       (unsigned long long)dfr0, (unsigned long long)vm.debug_features);
			why = "the RIM is not what the contract says";
		}
	}
	vm_free(&vm);
	return why;
}

static const char *measurement(const struct test *test)
{
	const struct piece none[] = { { 0 } };
	struct rim rim;

	return check(&test->spec, none, &rim);
}

/* Calls need not ascend: the order of the calls is what counts. */
static const char *two_slots(const struct test *test)
{
	const struct piece pieces[] = {
		{ RAM_BASE + 0x200000, one_page, true },
		{ EXTRA_BASE + EXTRA_SIZE - PAGE_SIZE, one_page, true },
		{ EXTRA_BASE + 2 * PAGE_SIZE, one_page, true },
		{ EXTRA_BASE, one_page, true },
		{ 0 },
	};
	struct rim rim;

	return check(&test->spec, pieces, &rim);
}

static const char *unmeasured(const struct test *test)
{
	const struct piece pieces[] = {
		{ RAM_BASE + 0x100000, one_page, false },
		{ RAM_BASE + 0x101000, one_page, true },
		{ 0 },
	};
	struct rim rim;

	return check(&test->spec, pieces, &rim);
}

static const char *personalized(const struct test *test)
{
	const struct piece none[] = { { 0 } };
	struct vm_spec spec = test->spec;
	struct rim plain, other;
	const char *why = check(&spec, none, &plain);

	spec.configure = true;
	memset(spec.rpv, 0xa5, sizeof(spec.rpv));
	if (!why)
		why = check(&spec, none, &other);
	if (!why && memcmp(plain.value, other.value, RIM_SIZE) != 0)
		why = "the RPV changed the RIM";
	return why;
}

/* In a page that is measured a byte counts, in one that is not it does not. */
static const char *one_byte(const struct test *test)
{
	struct piece pieces[] = { { RAM_BASE + 0x100000, one_page, true }, { 0 } };
	struct rim before, after;

	for (int measured = 0; measured < 2; measured++) {
		const char *why;

		pieces[0].measured = measured;
		why = check(&test->spec, pieces, &before);
		one_page[PAGE_SIZE - 1] ^= 1;
		if (!why)
			why = check(&test->spec, pieces, &after);
		if (why)
			return why;
		if ((memcmp(before.value, after.value, RIM_SIZE) != 0) != measured)
			return complain("a changed byte of a page that is%s measured", measured ? "" : " not");
	}
	return NULL;
}

#define MEASURED(...)	{ .realm = true, .ram_size = MINI_RAM, .task = TASK_MEASUREMENT, .parameter = 7, __VA_ARGS__ }

const struct test tests_rim[] = {
	{ "measurement", measurement, MEASURED() },
	{ "measurement-sha512", measurement, MEASURED(.configure = true, .hash_algo = MINI_HASH_SHA512) },
	{ "measurement-second-vcpu-on", measurement, MEASURED(.vcpus = SECOND_IS_ON) },
	{ "measurement-second-vcpu-off", measurement, MEASURED(.vcpus = SECOND_IS_OFF) },
	{ "measurement-two-slots", two_slots, MEASURED(.extra_base = EXTRA_BASE, .extra_size = EXTRA_SIZE) },
	{ "measurement-unmeasured-page", unmeasured, MEASURED() },
	{ "measurement-rpv", personalized, MEASURED() },
	{ "measurement-one-byte", one_byte, MEASURED() },
	{ .name = NULL },
};
