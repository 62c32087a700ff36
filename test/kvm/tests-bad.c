/* SPDX-License-Identifier: BSD-3-Clause */
/* Bad ioctl arguments: each gets its errno, and the VM is as good as before. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test.h"

static const char *expect(const char *what, int result, int error, int wanted)
{
	if (result >= 0)
		return complain("%s was accepted, %s expected", what, strerror(wanted));
	return error == wanted ? NULL : complain("%s: %s, expected %s", what, strerror(error), strerror(wanted));
}

static const char *bad_type(const struct test *test)
{
	static const struct {
		const char *what;
		unsigned long type;
	} bad[] = {
		{ "realm and protected", 33 | MINI_VM_REALM | MINI_VM_PROTECTED },
		{ "an unknown type bit", 33 | MINI_VM_REALM | 1ul << 29 },
		{ "IPA size 20", 20 | MINI_VM_REALM },
		{ "IPA size 63", 63 | MINI_VM_REALM },
	};
	int kvm = open("/dev/kvm", O_RDWR);
	const char *why = NULL;

	(void)test;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]) && !why; i++) {
		int fd = ioctl(kvm, KVM_CREATE_VM, bad[i].type);

		why = expect(bad[i].what, fd, errno, EINVAL);
	}
	close(kvm);
	return why;
}

static const char *capability(const struct test *test)
{
	int kvm = open("/dev/kvm", O_RDWR), fd;
	const char *why = NULL;

	(void)test;
	if (ioctl(kvm, KVM_CHECK_EXTENSION, MINI_CAP_ARM_RMI) <= 0)
		why = "KVM_CAP_ARM_RMI is not offered";
	fd = ioctl(kvm, KVM_CREATE_VM, 33 | MINI_VM_REALM);
	if (!why && fd < 0)
		why = complain("no realm VM: %s", strerror(errno));
	if (!why && ioctl(fd, KVM_CHECK_EXTENSION, MINI_CAP_ARM_RMI) <= 0)
		why = "KVM_CAP_ARM_RMI is not offered on the VM";
	if (!why && ioctl(fd, KVM_CHECK_EXTENSION, MINI_CAP_GUEST_MEMFD) <= 0)
		why = "guest_memfd is not offered on the VM";
	if (!why && ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_USER_MEMORY) <= 0)
		why = "memory slots are not offered on the VM";
	if (fd >= 0)
		close(fd);
	close(kvm);
	return why;
}

static int populate_once(struct vm *vm, struct mini_populate populate)
{
	return ioctl(vm->fd, MINI_POPULATE, &populate);
}

static const char *populate_cases(struct vm *vm)
{
	const uint64_t source = (uintptr_t)payload_image, size = payload_size();
	const struct {
		const char *what;
		struct mini_populate populate;
		int wanted;
	} bad[] = {
		{ "POPULATE of unaligned base", { RAM_BASE + 1, size, source, 1, 0 }, EINVAL },
		{ "POPULATE of unaligned size", { RAM_BASE, size + 8, source, 1, 0 }, EINVAL },
		{ "POPULATE from unaligned source", { RAM_BASE, size, source + 4, 1, 0 }, EINVAL },
		{ "POPULATE with an unknown flag", { RAM_BASE, size, source, 2, 0 }, EINVAL },
		{ "POPULATE with reserved set", { RAM_BASE, size, source, 1, 1 }, EINVAL },
		{ "POPULATE of nothing", { RAM_BASE, 0, source, 1, 0 }, EINVAL },
		{ "POPULATE that wraps around", { -PAGE_SIZE, 2 * PAGE_SIZE, source, 1, 0 }, EINVAL },
	};
	const char *why = NULL;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]) && !why; i++) {
		int result = populate_once(vm, bad[i].populate);

		why = expect(bad[i].what, result, errno, bad[i].wanted);
	}
	return why;
}

/* What only the realm itself can find wrong; the errno is the kernel's choice among several that fit. */
static const char *populate_outside(struct vm *vm)
{
	const uint64_t source = (uintptr_t)payload_image;
	const struct mini_populate bad[] = {
		{ DEVICE_BASE, PAGE_SIZE, source, 1, 0 },			/* no memory slot */
		{ RAM_BASE + MINI_RAM, PAGE_SIZE, source, 1, 0 },		/* behind it */
		{ RAM_BASE + (1ull << 32), PAGE_SIZE, source, 1, 0 },		/* the shared half */
		{ RAM_BASE, PAGE_SIZE, 0x1000, 1, 0 },				/* source is not mapped */
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (populate_once(vm, bad[i]) >= 0)
			return complain("POPULATE outside of memory, case %zu, was accepted", i);
	return NULL;
}

static const char *bad_populate(const struct test *test)
{
	const char *why = NULL;
	struct vm vm;
	int err = vm_build(&vm, &test->spec, STEP_CONFIGURED);

	if (err)
		return complain("building: %s: %s", vm.failed, strerror(-err));
	why = populate_cases(&vm);
	if (!why)
		why = populate_outside(&vm);
	/* And the VM still works */
	if (!why && vm_populate(&vm, RAM_BASE, payload_size(), payload_image))
		why = complain("POPULATE after bad ones: %s", strerror(errno));
	if (!why && populate_once(&vm, (struct mini_populate){ RAM_BASE, PAGE_SIZE, (uintptr_t)payload_image, 1, 0 }) >= 0)
		why = "a page was populated twice";
	vm_free(&vm);
	return why;
}

static const char *populate_ordinary(const struct test *test)
{
	struct vm_spec spec = test->spec;
	const char *why;
	struct vm vm;
	int result;

	spec.realm = false;
	if (vm_build(&vm, &spec, STEP_GIC))
		return "no ordinary VM";
	result = populate_once(&vm, (struct mini_populate){ RAM_BASE, PAGE_SIZE, (uintptr_t)payload_image, 1, 0 });
	why = expect("POPULATE of an ordinary VM", result, errno, ENXIO);
	vm_free(&vm);
	return why;
}

static const char *config_cases(struct vm *vm)
{
	struct mini_config good = { .size = sizeof(good) }, bad;
	uint8_t longer[sizeof(good) + 8] = { 0 };
	const char *why;

	bad = good;
	bad.size = 4;
	why = expect("CONFIG of 4 bytes", ioctl(vm->fd, MINI_CONFIG, &bad), errno, EINVAL);
	bad = good;
	bad.hash_algo = 77;
	if (!why)
		why = expect("CONFIG of hash 77", ioctl(vm->fd, MINI_CONFIG, &bad), errno, EINVAL);
	if (!why)
		why = expect("CONFIG from nowhere", ioctl(vm->fd, MINI_CONFIG, (void *)16), errno, EFAULT);
	memcpy(longer, &(struct mini_config){ .size = sizeof(longer) }, sizeof(good));
	longer[sizeof(good) + 3] = 1;
	if (!why)
		why = expect("CONFIG with unknown bytes", ioctl(vm->fd, MINI_CONFIG, longer), errno, E2BIG);
	longer[sizeof(good) + 3] = 0;
	if (!why && ioctl(vm->fd, MINI_CONFIG, longer))
		why = complain("CONFIG with zero bytes behind: %s", strerror(errno));
	return why;
}

static const char *bad_config(const struct test *test)
{
	struct mini_config late = { .size = sizeof(late) };
	const char *why;
	struct vm vm;

	if (vm_build(&vm, &test->spec, STEP_GIC))
		return complain("building: %s", vm.failed);
	why = config_cases(&vm);
	if (!why && vm_populate(&vm, RAM_BASE, payload_size(), payload_image))
		why = complain("POPULATE after bad CONFIGs: %s", strerror(errno));
	if (!why && ioctl(vm.fd, MINI_CONFIG, &late) >= 0)
		why = "CONFIG was accepted after POPULATE";
	vm_free(&vm);
	return why;
}

/* Once it ran, nothing about its initial state can be changed. */
static const char *after_the_run(const struct test *test)
{
	const char *why = NULL;
	struct vm vm;
	int result;

	if (vm_build(&vm, &test->spec, STEP_ENTRY) || vm_run(&vm))
		return complain("%s failed", vm.failed ? vm.failed : "the run");
	result = populate_once(&vm, (struct mini_populate){ RAM_BASE + 0x100000, PAGE_SIZE, (uintptr_t)payload_image, 1, 0 });
	if (result >= 0)
		why = "POPULATE was accepted after the run";
	/* A realm that powered off stays off: no hang, no crash. */
	if (!why && ioctl(vm.vcpu, KVM_RUN, 0) == 0 && vm.run->exit_reason == KVM_EXIT_MMIO)
		why = "the realm ran on after it had powered off";
	vm_free(&vm);
	return why;
}

static const char *ordinary_memory(const struct test *test)
{
	struct vm_spec spec = test->spec;
	const char *why = NULL;
	struct vm vm;
	void *plain;

	if (vm_build(&vm, &spec, STEP_CREATED))
		return complain("building: %s", vm.failed);
	plain = mmap(NULL, MINI_RAM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	/* Private memory can only come from guest_memfd; a plain slot gives the realm nothing to start from. */
	if (!ioctl(vm.fd, MINI_SET_REGION2, &(struct mini_memory_region2){
			.guest_phys_addr = RAM_BASE, .memory_size = MINI_RAM, .userspace_addr = (uintptr_t)plain }) &&
	    populate_once(&vm, (struct mini_populate){ RAM_BASE, PAGE_SIZE, (uintptr_t)payload_image, 1, 0 }) >= 0)
		why = "POPULATE of a slot without guest_memfd was accepted";
	vm_free(&vm);
	munmap(plain, MINI_RAM);
	return why;
}

static const char *bad_memslot(const struct test *test)
{
	struct mini_memory_region2 good, bad;
	struct vm vm;
	const char *why;

	if (vm_build(&vm, &test->spec, STEP_GIC))
		return complain("building: %s", vm.failed);
	good = (struct mini_memory_region2){
		.slot = 1, .guest_phys_addr = RAM_BASE + (1ull << 30), .memory_size = MINI_RAM,
		.userspace_addr = (uintptr_t)vm.ram,
	};
	bad = good;
	bad.flags = KVM_MEM_LOG_DIRTY_PAGES;
	why = expect("dirty logging", ioctl(vm.fd, MINI_SET_REGION2, &bad), errno, EINVAL);
	bad = good;
	bad.guest_phys_addr = (1ull << 32) + RAM_BASE;
	if (!why)
		why = expect("a slot in the shared half", ioctl(vm.fd, MINI_SET_REGION2, &bad), errno, EFAULT);
	if (!why && vm_populate(&vm, RAM_BASE, payload_size(), payload_image))
		why = complain("POPULATE: %s", strerror(errno));
	bad = good;
	bad.flags = MINI_MEM_GUEST_MEMFD;
	bad.guest_memfd = (uint32_t)ioctl(vm.fd, MINI_CREATE_GUEST_MEMFD,
					  &(struct mini_guest_memfd){ .size = MINI_RAM });
	if (!why)
		why = expect("private memory after the first POPULATE", ioctl(vm.fd, MINI_SET_REGION2, &bad),
			     errno, EBUSY);
	close((int)bad.guest_memfd);
	vm_free(&vm);
	return why;
}

const struct test tests_bad[] = {
	{ "bad-vm-type", bad_type, REALM(0, 0) },
	{ "capability", capability, REALM(0, 0) },
	{ "bad-populate", bad_populate, REALM(TASK_HELLO, 1) },
	{ "populate-ordinary-vm", populate_ordinary, REALM(TASK_HELLO, 1) },
	{ "bad-config", bad_config, REALM(TASK_HELLO, 1) },
	{ "bad-memory-slot", bad_memslot, REALM(TASK_HELLO, 1) },
	{ "after-the-run", after_the_run, REALM(TASK_HELLO, 1) },
	{ "memory-without-guest-memfd", ordinary_memory, REALM(TASK_HELLO, 1) },
	{ .name = NULL },
};
