// SPDX-License-Identifier: GPL-2.0
/*
 * What virtCCA offers a realm beside the attestation token, which the kernel's own arm-cca-guest driver fetches:
 *
 *   /sys/class/misc/virtcca-guest/measurements/{rim,rem0..rem3}
 *	read: the measurement, binary, as long as the realm's hash; write (REMs): extend by 1 to 64 bytes
 *   /dev/virtcca-guest
 *	read: the realm's sealing key, 32 bytes, where the monitor was built with sealing; else the read ends with ENXIO
 *
 * Only root can do either.
 */
#include <linux/arm-smccc.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>

#include <asm/rsi.h>

#define VIRTCCA_SEALING_KEY	ARM_SMCCC_CALL_VAL(ARM_SMCCC_FAST_CALL, ARM_SMCCC_SMC_64, \
						   ARM_SMCCC_OWNER_OEM, 0x80)
#define SEALING_KEY_SIZE	32
#define MEASUREMENT_SIZE	64
#define MEASUREMENTS		5

static size_t hash_size;

static int read_measurement(unsigned int index, u8 *value)
{
	struct arm_smccc_1_2_regs regs = { .a0 = SMC_RSI_MEASUREMENT_READ, .a1 = index };

	arm_smccc_1_2_smc(&regs, &regs);
	if (regs.a0 != RSI_SUCCESS)
		return -EIO;
	memcpy(value, &regs.a1, MEASUREMENT_SIZE);
	return 0;
}

static int extend_measurement(unsigned int index, const u8 *value, size_t size)
{
	struct arm_smccc_1_2_regs regs = { .a0 = SMC_RSI_MEASUREMENT_EXTEND, .a1 = index, .a2 = size };

	memcpy(&regs.a3, value, size);
	arm_smccc_1_2_smc(&regs, &regs);
	return regs.a0 == RSI_SUCCESS ? 0 : -EIO;
}

static unsigned int index_of(const struct bin_attribute *attr)
{
	return (unsigned long)attr->private;
}

static ssize_t measurement_read(struct file *file, struct kobject *kobj, const struct bin_attribute *attr, char *buf,
				loff_t offset, size_t count)
{
	u8 value[MEASUREMENT_SIZE];
	int ret = read_measurement(index_of(attr), value);

	return ret ? ret : memory_read_from_buffer(buf, count, &offset, value, hash_size);
}

/* One write is one event: to extend by parts would be other measurements. */
static ssize_t measurement_write(struct file *file, struct kobject *kobj, const struct bin_attribute *attr, char *buf,
				 loff_t offset, size_t count)
{
	int ret;

	if (offset || !count || count > MEASUREMENT_SIZE)
		return -EINVAL;
	ret = extend_measurement(index_of(attr), buf, count);
	return ret ? ret : count;
}

#define MEASUREMENT(_name, _index, _mode, _write)			\
	static const struct bin_attribute attr_##_name = {		\
		.attr = { .name = #_name, .mode = _mode },		\
		.private = (void *)_index,				\
		.read = measurement_read,				\
		.write = _write,					\
	}

MEASUREMENT(rim, 0, 0400, NULL);
MEASUREMENT(rem0, 1, 0600, measurement_write);
MEASUREMENT(rem1, 2, 0600, measurement_write);
MEASUREMENT(rem2, 3, 0600, measurement_write);
MEASUREMENT(rem3, 4, 0600, measurement_write);

static const struct bin_attribute *const measurement_attrs[MEASUREMENTS + 1] = {
	&attr_rim, &attr_rem0, &attr_rem1, &attr_rem2, &attr_rem3,
};

static const struct attribute_group measurement_group = {
	.name = "measurements",
	.bin_attrs = measurement_attrs,
};

static const struct attribute_group *const groups[] = { &measurement_group, NULL };

static ssize_t sealing_key_read(struct file *file, char __user *to, size_t count, loff_t *offset)
{
	struct arm_smccc_1_2_regs regs = { .a0 = VIRTCCA_SEALING_KEY };
	ssize_t ret = -ENXIO;

	arm_smccc_1_2_smc(&regs, &regs);
	if (regs.a0 == SMCCC_RET_SUCCESS)
		ret = simple_read_from_buffer(to, count, offset, &regs.a1, SEALING_KEY_SIZE);
	memzero_explicit(&regs, sizeof(regs));
	return ret;
}

static const struct file_operations sealing_fops = {
	.owner = THIS_MODULE,
	.read = sealing_key_read,
	.llseek = default_llseek,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "virtcca-guest",
	.fops = &sealing_fops,
	.mode = 0400,
	.groups = (const struct attribute_group **)groups,
};

static int __init virtcca_guest_init(void)
{
	struct realm_config *config;
	int ret = -EIO;

	if (!is_realm_world())
		return -ENODEV;
	config = (struct realm_config *)get_zeroed_page(GFP_KERNEL);
	if (!config)
		return -ENOMEM;
	if (rsi_get_realm_config(config) == RSI_SUCCESS) {
		hash_size = config->hash_algo ? 64 : 32;
		ret = misc_register(&device);
	}
	free_page((unsigned long)config);
	return ret;
}
module_init(virtcca_guest_init);

static void __exit virtcca_guest_exit(void)
{
	misc_deregister(&device);
}
module_exit(virtcca_guest_exit);

MODULE_DESCRIPTION("Measurements and sealing of a virtCCA realm");
MODULE_LICENSE("GPL");
