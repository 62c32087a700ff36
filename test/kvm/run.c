/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs a vCPU and answers its exits: the device, memory conversions, power off. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "vm.h"

/* The payload shares a page and says where: is its word there, and can it see ours? */
static void look(struct vm *vm, uint64_t address)
{
	uint64_t offset = address - RAM_BASE, word;

	vm->looked = false;
	if (offset >= vm->spec.ram_size || vm->spec.ram_size - offset < 16)
		return;
	memcpy(&word, vm->ram + offset, sizeof(word));
	if (word != SHARED_WORD)
		return;
	vm->looked = true;
	word = HOST_WORD;
	memcpy(vm->ram + offset + 8, &word, sizeof(word));
}

static void device_write(struct vm *vm, uint64_t offset, uint64_t value)
{
	if (offset >= DEVICE_RIM && offset < DEVICE_RIM + sizeof(vm->rim))
		vm->rim[(offset - DEVICE_RIM) / 8] = value;
	switch (offset) {
	case DEVICE_PUTC:
		putchar((int)(value & 0xff));
		break;
	case DEVICE_RESULT:
		vm->result = value;
		vm->has_result = true;
		break;
	case DEVICE_LOOK:
		look(vm, value);
		break;
	case DEVICE_EVENT:
		if (vm->on_event)
			vm->on_event(vm, value);
		break;
	case DEVICE_ECHO:
		vm->echo = value;
		break;
	case DEVICE_DEBUG_FEATURES:
		vm->debug_features = value;
		break;
	default:
		break;
	}
}

static uint64_t device_read(struct vm *vm, uint64_t offset)
{
	if (offset >= DEVICE_PATTERN && offset < DEVICE_PATTERN + 8)
		return DEVICE_PATTERN_VALUE >> 8 * (offset - DEVICE_PATTERN);
	if (offset == DEVICE_LOOKED)
		return vm->looked;
	return offset == DEVICE_ECHO ? vm->echo : ~0ull;
}

static int answer_mmio(struct vm *vm)
{
	uint64_t offset = vm->run->mmio.phys_addr - DEVICE_BASE, value = 0;
	size_t length = vm->run->mmio.len;

	if (offset >= DEVICE_SIZE || length > sizeof(value)) {
		fprintf(stderr, "MMIO at %#llx, %u bytes: there is no device\n", vm->run->mmio.phys_addr,
			vm->run->mmio.len);
		return -EIO;
	}
	if (vm->run->mmio.is_write) {
		memcpy(&value, vm->run->mmio.data, length);
		device_write(vm, offset, value);
	} else {
		value = device_read(vm, offset);
		memcpy(vm->run->mmio.data, &value, length);
	}
	return 0;
}

/* The guest wants pages to be private, or to be shared: neither direction keeps content. */
static int convert(struct vm *vm)
{
	struct mini_memory_fault fault;
	uint64_t offset;
	int err;

	memcpy(&fault, vm->run->padding, sizeof(fault));
	offset = fault.gpa - RAM_BASE;
	vm->faults++;
	if (fault.gpa < RAM_BASE || offset >= vm->spec.ram_size || fault.size > vm->spec.ram_size - offset) {
		fprintf(stderr, "memory fault at %#llx, %#llx bytes: not RAM\n", (unsigned long long)fault.gpa,
			(unsigned long long)fault.size);
		return -EIO;
	}
	err = vm_set_private(vm, fault.gpa, fault.size, fault.flags & MINI_FAULT_PRIVATE);
	if (!err && !(fault.flags & MINI_FAULT_PRIVATE))
		fallocate(vm->memfd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)offset, (off_t)fault.size);
	return err;
}

/* 1: powered off, 0: go on */
static int answer_exit(struct vm *vm)
{
	switch (vm->run->exit_reason) {
	case KVM_EXIT_MMIO:
		return answer_mmio(vm);
	case KVM_EXIT_SYSTEM_EVENT:
		return vm->run->system_event.type == KVM_SYSTEM_EVENT_SHUTDOWN ? 1 : -EIO;
	case KVM_EXIT_SHUTDOWN:
		return 1;
	case KVM_EXIT_INTR:
		return 0;
	default:
		fprintf(stderr, "exit reason %u\n", vm->run->exit_reason);
		return -ETIME;
	}
}

int vm_run(struct vm *vm)
{
	int err = 0;

	while (err == 0) {
		if (ioctl(vm->vcpu, KVM_RUN, 0) == 0) {
			err = answer_exit(vm);
		} else if (errno == EFAULT && vm->run->exit_reason == MINI_EXIT_MEMORY_FAULT) {
			err = convert(vm);
		} else if (errno != EINTR && errno != EAGAIN) {
			vm->failed = "KVM_RUN";
			err = -errno;
		}
	}
	fflush(stdout);
	return err == 1 ? 0 : err;
}
