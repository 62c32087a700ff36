/* SPDX-License-Identifier: BSD-3-Clause */
/* Builds a VM through KVM's ioctls, step by step. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "vm.h"

#define CORE_REGISTER(n) \
	(KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | (unsigned long)(n))
#define REGISTER_PC	(offsetof(struct kvm_regs, regs.pc) / sizeof(uint32_t))

static int failed(struct vm *vm, const char *what)
{
	vm->failed = what;
	return -errno;
}

static int create(struct vm *vm)
{
	vm->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm < 0)
		return failed(vm, "/dev/kvm");
	vm->fd = ioctl(vm->kvm, KVM_CREATE_VM, IPA_BITS | (vm->spec.realm ? MINI_VM_REALM : 0));
	return vm->fd < 0 ? failed(vm, "KVM_CREATE_VM") : 0;
}

/* The host's two sides of a slot: what is shared, and in a realm what it keeps. */
static int back_slot(struct vm *vm, uint64_t size, uint8_t **ram, int *memfd)
{
	struct mini_guest_memfd file = { .size = size };

	/* Aligned like the guest sees it, so that large mappings are possible */
	*ram = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (*ram == MAP_FAILED)
		return failed(vm, "mmap of RAM");
	if (!vm->spec.realm)
		return 0;
	*memfd = ioctl(vm->fd, MINI_CREATE_GUEST_MEMFD, &file);
	return *memfd < 0 ? failed(vm, "KVM_CREATE_GUEST_MEMFD") : 0;
}

static int set_slot(struct vm *vm, struct mini_memory_region2 region, const uint8_t *ram, int memfd)
{
	region.userspace_addr = (uintptr_t)ram;
	if (vm->spec.realm) {
		region.flags = MINI_MEM_GUEST_MEMFD;
		region.guest_memfd = (uint32_t)memfd;
	}
	return ioctl(vm->fd, MINI_SET_REGION2, &region) ? failed(vm, "KVM_SET_USER_MEMORY_REGION2") : 0;
}

static int add_extra(struct vm *vm)
{
	const struct mini_memory_region2 region = {
		.slot = 1, .guest_phys_addr = vm->spec.extra_base, .memory_size = vm->spec.extra_size,
	};
	int err;

	if (!vm->spec.extra_size)
		return 0;
	err = back_slot(vm, vm->spec.extra_size, &vm->extra_ram, &vm->extra_memfd);
	return err ? err : set_slot(vm, region, vm->extra_ram, vm->extra_memfd);
}

static int add_memory(struct vm *vm)
{
	const struct mini_memory_region2 region = {
		.guest_phys_addr = RAM_BASE, .memory_size = vm->spec.ram_size,
	};
	int err = back_slot(vm, vm->spec.ram_size, &vm->ram, &vm->memfd);

	if (err)
		return err;
	if (!vm->spec.realm)
		memcpy(vm->ram, payload_image, (size_t)(payload_image_end - payload_image));
	err = set_slot(vm, region, vm->ram, vm->memfd);
	return err ? err : add_extra(vm);
}

int vm_set_private(struct vm *vm, uint64_t base, uint64_t size, bool private)
{
	struct mini_memory_attributes attributes = {
		.address = base, .size = size, .attributes = private ? MINI_ATTRIBUTE_PRIVATE : 0,
	};

	return ioctl(vm->fd, MINI_SET_ATTRIBUTES, &attributes) ? failed(vm, "KVM_SET_MEMORY_ATTRIBUTES") : 0;
}

static int make_private(struct vm *vm)
{
	int err = 0;

	if (!vm->spec.realm)
		return 0;
	if (vm->spec.extra_size)
		err = vm_set_private(vm, vm->spec.extra_base, vm->spec.extra_size, true);
	return err ? err : vm_set_private(vm, RAM_BASE, vm->spec.ram_size, true);
}

static int init_vcpu(struct vm *vm, unsigned long number, bool off, int *vcpu)
{
	struct kvm_vcpu_init init;

	*vcpu = ioctl(vm->fd, KVM_CREATE_VCPU, number);
	if (*vcpu < 0)
		return failed(vm, "KVM_CREATE_VCPU");
	if (ioctl(vm->fd, KVM_ARM_PREFERRED_TARGET, &init))
		return failed(vm, "KVM_ARM_PREFERRED_TARGET");
	init.features[0] |= 1u << KVM_ARM_VCPU_PSCI_0_2 | (off ? 1u << KVM_ARM_VCPU_POWER_OFF : 0);
	return ioctl(*vcpu, KVM_ARM_VCPU_INIT, &init) ? failed(vm, "KVM_ARM_VCPU_INIT") : 0;
}

static int add_vcpus(struct vm *vm)
{
	long size = ioctl(vm->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	int err = init_vcpu(vm, 0, false, &vm->vcpu);

	if (!err && vm->spec.vcpus != ONE_VCPU)
		err = init_vcpu(vm, 1, vm->spec.vcpus == SECOND_IS_OFF, &vm->second_vcpu);
	if (err)
		return err;
	vm->run = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, vm->vcpu, 0);
	return vm->run == MAP_FAILED ? failed(vm, "mmap of kvm_run") : 0;
}

static int set_gic(struct vm *vm, uint32_t group, uint64_t what, const uint64_t *value)
{
	struct kvm_device_attr attr = { .group = group, .attr = what, .addr = (uintptr_t)value };

	return ioctl(vm->gic, KVM_SET_DEVICE_ATTR, &attr) ? failed(vm, "KVM_SET_DEVICE_ATTR of the GIC") : 0;
}

static int add_gic(struct vm *vm)
{
	const uint64_t dist = GIC_DIST_BASE, redist = GIC_REDIST_BASE;
	struct kvm_create_device device = { .type = KVM_DEV_TYPE_ARM_VGIC_V3 };
	int err;

	if (ioctl(vm->fd, KVM_CREATE_DEVICE, &device))
		return failed(vm, "KVM_CREATE_DEVICE of the GIC");
	vm->gic = (int)device.fd;
	err = set_gic(vm, KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V3_ADDR_TYPE_DIST, &dist);
	if (!err)
		err = set_gic(vm, KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V3_ADDR_TYPE_REDIST, &redist);
	if (!err)
		err = set_gic(vm, KVM_DEV_ARM_VGIC_GRP_CTRL, KVM_DEV_ARM_VGIC_CTRL_INIT, NULL);
	return err;
}

static int configure(struct vm *vm)
{
	struct mini_config config = { .size = sizeof(config), .hash_algo = vm->spec.hash_algo };

	if (!vm->spec.realm || !vm->spec.configure)
		return 0;
	memcpy(config.rpv, vm->spec.rpv, sizeof(config.rpv));
	return ioctl(vm->fd, MINI_CONFIG, &config) ? failed(vm, "KVM_ARM_RMI_CONFIG") : 0;
}

/* The kernel may do a part and be asked again. */
int vm_populate(struct vm *vm, uint64_t base, uint64_t size, const void *source)
{
	struct mini_populate populate = {
		.base = base, .size = size, .source_uaddr = (uintptr_t)source,
		.flags = vm->unmeasured ? 0 : MINI_POPULATE_MEASURE,
	};

	while (populate.size > 0) {
		uint64_t before = populate.size;

		if (ioctl(vm->fd, MINI_POPULATE, &populate) && errno != EINTR && errno != EAGAIN)
			return failed(vm, "KVM_ARM_RMI_POPULATE");
		if (populate.size == before && errno != EINTR && errno != EAGAIN) {
			errno = EIO;
			return failed(vm, "KVM_ARM_RMI_POPULATE made no progress");
		}
	}
	return 0;
}

static int populate_image(struct vm *vm)
{
	uint64_t size = vm->spec.populate_size ? vm->spec.populate_size : payload_size();

	return vm->spec.realm ? vm_populate(vm, RAM_BASE, size, payload_image) : 0;
}

int vm_set_register(struct vm *vm, unsigned long number, uint64_t value)
{
	struct kvm_one_reg reg = { .id = CORE_REGISTER(number), .addr = (uintptr_t)&value };

	return ioctl(vm->vcpu, KVM_SET_ONE_REG, &reg) ? failed(vm, "KVM_SET_ONE_REG") : 0;
}

static int set_entry(struct vm *vm)
{
	int err = vm_set_register(vm, REGISTER_PC, RAM_BASE);

	if (!err)
		err = vm_set_register(vm, 0, vm->spec.task);
	if (!err)
		err = vm_set_register(vm, 2, vm->spec.parameter);	/* x1: numbers count 32-bit words */
	if (!err)
		err = vm_set_register(vm, 4, vm->spec.ram_size);
	return err;
}

static void no_vm(struct vm *vm)
{
	memset(vm, 0, sizeof(*vm));
	vm->kvm = vm->fd = vm->vcpu = vm->second_vcpu = vm->memfd = vm->extra_memfd = vm->gic = -1;
}

int vm_build(struct vm *vm, const struct vm_spec *spec, enum vm_step last)
{
	static int (*const step[])(struct vm *vm) = {
		[STEP_CREATED] = create,
		[STEP_MEMORY] = add_memory,
		[STEP_PRIVATE] = make_private,
		[STEP_VCPU] = add_vcpus,
		[STEP_GIC] = add_gic,
		[STEP_CONFIGURED] = configure,
		[STEP_POPULATED] = populate_image,
		[STEP_ENTRY] = set_entry,
	};
	int err = 0;

	no_vm(vm);
	vm->spec = *spec;
	for (int at = STEP_CREATED; at <= (int)last && !err; at++)
		err = step[at](vm);
	return err;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

void vm_free(struct vm *vm)
{
	if (vm->run && vm->run != MAP_FAILED)
		munmap(vm->run, (size_t)ioctl(vm->kvm, KVM_GET_VCPU_MMAP_SIZE, 0));
	close_if_open(vm->vcpu);
	close_if_open(vm->second_vcpu);
	close_if_open(vm->gic);
	close_if_open(vm->fd);
	close_if_open(vm->memfd);
	close_if_open(vm->extra_memfd);
	close_if_open(vm->kvm);
	if (vm->ram && vm->ram != MAP_FAILED)
		munmap(vm->ram, vm->spec.ram_size);
	if (vm->extra_ram && vm->extra_ram != MAP_FAILED)
		munmap(vm->extra_ram, vm->spec.extra_size);
	no_vm(vm);
}

uint64_t payload_size(void)
{
	return ((uint64_t)(payload_image_end - payload_image) + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
}
