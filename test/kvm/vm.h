/* SPDX-License-Identifier: BSD-3-Clause */
/* One VM with one vCPU that runs: built step by step, so that a test can stop after any of them. */
#ifndef VM_H
#define VM_H

#include <stdbool.h>
#include <stdint.h>

#include "device.h"
#include "uapi.h"

#define PAGE_SIZE	4096ul

/* The upper half of the address space is for what is shared: RAM ends below 2 << 32. */
#define IPA_BITS	33ul

/* The steps of a VM's life, in their order. A VM at step S has everything up to S. */
enum vm_step {
	STEP_NONE,
	STEP_CREATED,		/* KVM_CREATE_VM */
	STEP_MEMORY,		/* memory slot with guest_memfd */
	STEP_PRIVATE,		/* attributes set */
	STEP_VCPU,		/* vCPU made and initialised */
	STEP_GIC,		/* vGICv3 */
	STEP_CONFIGURED,	/* hash and RPV chosen */
	STEP_POPULATED,		/* the payload's image, or a part of it, is in: the realm exists */
	STEP_ENTRY,		/* registers of the entry are set: ready to run */
};

struct vm_spec {
	bool realm;
	uint64_t ram_size;
	uint64_t extra_base, extra_size;	/* a second memory slot, when it has a size */
	enum { ONE_VCPU, SECOND_IS_OFF, SECOND_IS_ON } vcpus;	/* a second one is not run */
	uint64_t task, parameter;
	uint32_t hash_algo;
	uint8_t rpv[64];
	bool configure;			/* issue KVM_ARM_RMI_CONFIG */
	uint64_t populate_size;		/* 0: the whole image */
};

struct vm {
	struct vm_spec spec;
	int kvm, fd, vcpu, second_vcpu, memfd, extra_memfd, gic;
	uint8_t *ram, *extra_ram;	/* what is shared lies here */
	struct kvm_run *run;
	uint64_t echo;
	uint64_t rim[8], debug_features;	/* as the payload read them */
	bool looked;
	uint64_t result;		/* the payload's verdict */
	bool has_result;
	void (*on_event)(struct vm *vm, uint64_t event);
	bool unmeasured;		/* populate leaves the content out of the measurement */
	unsigned long faults;		/* memory conversions asked for */
	const char *failed;		/* what the last -errno came from */
};

/* All return 0 or -errno. */
int vm_build(struct vm *vm, const struct vm_spec *spec, enum vm_step last);
int vm_run(struct vm *vm);		/* until the payload powers off; -ETIME when it asked for something unknown */
void vm_free(struct vm *vm);

int vm_set_private(struct vm *vm, uint64_t base, uint64_t size, bool private);
int vm_populate(struct vm *vm, uint64_t base, uint64_t size, const void *source);
int vm_set_register(struct vm *vm, unsigned long number, uint64_t value);

extern const uint8_t payload_image[], payload_image_end[];
uint64_t payload_size(void);		/* whole pages */

#endif
