/* SPDX-License-Identifier: BSD-3-Clause */
/* realm-mini's payload: does one task, tells the VMM its verdict, powers off. Runs in ordinary VMs too. */
#include "abi/psci.h"
#include "abi/rsi.h"
#include "device.h"
#include "payload.h"

extern char image_end[];
void payload_main(uint64_t task, uint64_t parameter, uint64_t ram_size);

static uint64_t hello(uint64_t parameter, uint64_t ram_size)
{
	(void)ram_size;
	print(in_realm() ? "payload: hello from a realm\n" : "payload: hello from an ordinary VM\n");
	/* The VMM says in the parameter which one it built. */
	return in_realm() != (parameter != 0);
}

static uint64_t mmio(uint64_t parameter, uint64_t ram_size)
{
	uint64_t at = DEVICE_BASE + DEVICE_PATTERN + shared_bit, wide, word, half, byte, sign;

	(void)parameter;
	(void)ram_size;
	__asm__ volatile("ldr %0, [%1]" : "=r"(wide) : "r"(at) : "memory");
	__asm__ volatile("ldr %w0, [%1]" : "=r"(word) : "r"(at) : "memory");
	__asm__ volatile("ldrh %w0, [%1]" : "=r"(half) : "r"(at) : "memory");
	__asm__ volatile("ldrb %w0, [%1]" : "=r"(byte) : "r"(at) : "memory");
	__asm__ volatile("ldrsw %0, [%1]" : "=r"(sign) : "r"(at + 4) : "memory");
	if (wide != DEVICE_PATTERN_VALUE || word != (uint32_t)DEVICE_PATTERN_VALUE)
		return 1;
	if (half != (uint16_t)DEVICE_PATTERN_VALUE || byte != (uint8_t)DEVICE_PATTERN_VALUE)
		return 2;
	if (sign != (uint64_t)(int64_t)(int32_t)(DEVICE_PATTERN_VALUE >> 32))
		return 3;
	device_write(DEVICE_ECHO, 0x0123456789abcdefull);
	if (device_read(DEVICE_ECHO) != 0x0123456789abcdefull)
		return 4;
	__asm__ volatile("str xzr, [%0]" :: "r"(DEVICE_BASE + DEVICE_ECHO + shared_bit) : "memory");
	return device_read(DEVICE_ECHO) == 0 ? 0 : 5;
}

/* A page of ours: hold a secret there, share it, speak through it, take it back. */
static uint64_t share(uint64_t parameter, uint64_t ram_size)
{
	uint64_t page = (uint64_t)image_end + 0x10000;
	volatile uint64_t *mine = (volatile uint64_t *)page, *shared = (volatile uint64_t *)(page + shared_bit);

	(void)parameter;
	(void)ram_size;
	*mine = SHARED_WORD;
	device_write(DEVICE_LOOK, page);
	if (in_realm() && device_read(DEVICE_LOOKED))
		return 1;	/* the VMM read private memory */
	if (in_realm() && !set_ipa_state(page, 4096, 0))
		return 2;
	if (in_realm() && *shared == SHARED_WORD)
		return 3;	/* content crossed over */
	*shared = SHARED_WORD;
	device_write(DEVICE_LOOK, page);	/* the VMM answers in the next word */
	if (!device_read(DEVICE_LOOKED) || shared[1] != HOST_WORD)
		return 4;
	if (in_realm() && !set_ipa_state(page, 4096, 1))
		return 5;
	if (in_realm() && (*mine == SHARED_WORD || mine[1] == HOST_WORD))
		return 6;	/* what the host wrote became private memory */
	*mine = ~SHARED_WORD;
	return *mine == ~SHARED_WORD ? 0 : 7;
}

static uint64_t timer(uint64_t ticks, uint64_t ram_size)
{
	uint64_t begun = counter(), limit = counter_frequency() * 10, seen = 0;

	(void)ram_size;
	timer_init(counter_frequency() / 100);
	interrupts_on();
	/* Half of them asleep, half of them awake */
	while (irq_count < ticks && counter() - begun < limit) {
		if (irq_count < ticks / 2)
			__asm__ volatile("wfi" ::: "memory");
	}
	interrupts_off();
	timer_stop();
	seen = irq_count;
	print("payload: ticks ");
	print_hex(seen);
	print("\n");
	return seen >= ticks ? 0 : 1;
}

static uint64_t spin(uint64_t milliseconds, uint64_t ram_size)
{
	uint64_t begun = counter(), length = counter_frequency() / 1000 * milliseconds;

	(void)ram_size;
	interrupts_off();
	/* A raised and masked timer of its own must not help it hold the CPU. */
	timer_init(1000);
	while (counter() - begun < length)
		;
	timer_stop();
	return 0;
}

static uint64_t forever(uint64_t parameter, uint64_t ram_size)
{
	(void)parameter;
	(void)ram_size;
	device_write(DEVICE_EVENT, 1);
	while (irq_count == 0)
		;	/* no interrupt is on */
	return 1;
}

static uint64_t touch(uint64_t parameter, uint64_t ram_size)
{
	uint64_t from = (uint64_t)image_end, to = RAM_BASE + ram_size;

	(void)parameter;
	for (uint64_t at = from; at < to; at += 4096) {
		if (*(volatile uint64_t *)(at + 8))
			return 1;	/* fresh memory is zero */
		*(volatile uint64_t *)at = at ^ SHARED_WORD;
	}
	for (uint64_t at = from; at < to; at += 4096)
		if (*(volatile uint64_t *)at != (at ^ SHARED_WORD))
			return 2;
	device_write(DEVICE_EVENT, 2);
	return 0;
}

static uint64_t host_call(uint64_t parameter, uint64_t ram_size)
{
	static struct rsi_host_call call __attribute__((aligned(256)));

	(void)parameter;
	(void)ram_size;
	call.gprs[0] = 0x80000000;	/* SMCCC_VERSION: the host's own answer */
	for (int i = 4; i < 31; i++)
		call.gprs[i] = 0x1000u + (unsigned)i;
	if (smc(RSI_HOST_CALL, (uint64_t)&call, 0, 0) != RSI_SUCCESS)
		return 1;
	print("payload: host call answered ");
	print_hex(call.gprs[0]);
	print("\n");
	return call.gprs[0] >= 0x10001 && call.gprs[0] < 0x20000 ? 0 : 2;
}

static uint64_t realm_config(uint64_t parameter, uint64_t ram_size)
{
	static struct rsi_realm_config config __attribute__((aligned(4096)));
	uint64_t x[9] = { RSI_MEASUREMENT_READ, 0 };

	(void)parameter;
	(void)ram_size;
	if (smc(RSI_REALM_CONFIG, (uint64_t)&config, 0, 0) != RSI_SUCCESS)
		return 1;
	print("payload: hash ");
	print_hex(config.hash_algo);
	print(" rpv ");
	for (int i = 0; i < 8; i++)
		print_hex(((uint64_t *)config.rpv)[i]);
	smc_call(x);
	if (x[0] != RSI_SUCCESS)
		return 2;
	print(" rim ");
	for (int i = 1; i < 9; i++)
		print_hex(x[i]);
	print("\n");
	return 0;
}

static uint64_t measurement(uint64_t parameter, uint64_t ram_size)
{
	uint64_t x[9] = { RSI_MEASUREMENT_READ, 0 }, debug_features;

	(void)parameter;
	(void)ram_size;
	smc_call(x);
	if (x[0] != RSI_SUCCESS)
		return 1;
	for (unsigned int i = 0; i < 8; i++)
		device_write(DEVICE_RIM + 8 * i, x[1 + i]);
	__asm__("mrs %0, id_aa64dfr0_el1" : "=r"(debug_features));
	device_write(DEVICE_DEBUG_FEATURES, debug_features);
	return 0;
}

static uint64_t claim_ram(uint64_t parameter, uint64_t ram_size)
{
	volatile uint64_t *word = (volatile uint64_t *)((uint64_t)image_end + 0x3000);

	(void)parameter;
	*word = SHARED_WORD;
	if (!set_ipa_state(RAM_BASE, ram_size, 1))
		return 1;
	/* What was there stays there. */
	return *word == SHARED_WORD ? 0 : 2;
}

static uint64_t empty(uint64_t parameter, uint64_t ram_size)
{
	uint64_t page = (uint64_t)image_end + 0x20000, esr;

	(void)parameter;
	(void)ram_size;
	if (!set_ipa_state(page, 4096, 0))
		return 1;
	if (!load_faults(page, &esr))
		return 2;
	/* Synchronous external abort of the current level */
	return esr >> 26 == 0x25 && (esr & 0x3f) == 0x10 ? 0 : 3;
}

static uint64_t nothing(uint64_t parameter, uint64_t ram_size)
{
	uint64_t esr;

	(void)parameter;
	(void)ram_size;
	/* Protected and not RAM: the monitor's own answer */
	return load_faults(NOTHING_BASE, &esr) && esr >> 26 == 0x25 ? 0 : 1;
}

static uint64_t psci(uint64_t parameter, uint64_t ram_size)
{
	(void)parameter;
	(void)ram_size;
	if (smc(PSCI_VERSION, 0, 0, 0) < 0x10000)
		return 1;
	if ((int32_t)smc(PSCI_FEATURES, PSCI_SYSTEM_OFF, 0, 0) != PSCI_SUCCESS)
		return 2;
	if ((int32_t)smc(PSCI_AFFINITY_INFO_64, 0, 0, 0) != PSCI_AFFINITY_ON)
		return 3;
	if ((int32_t)smc(PSCI_CPU_ON_64, 0, RAM_BASE, 0) != PSCI_ALREADY_ON)
		return 4;
	if ((int32_t)smc(PSCI_CPU_ON_64, 0x700, RAM_BASE, 0) != PSCI_INVALID_PARAMETERS)
		return 5;
	return (int64_t)smc(0xc4000151, 0, 0, 0) == -1 ? 0 : 6;
}

static uint64_t exit_storm(uint64_t exits, uint64_t ram_size)
{
	uint64_t begun = counter();

	(void)ram_size;
	for (uint64_t i = 0; i < exits; i++) {
		device_write(DEVICE_ECHO, i);
		if (device_read(DEVICE_ECHO) != i)
			return 1;
	}
	print("payload: nanoseconds per exit ");
	print_hex((counter() - begun) / (2 * exits) * (1000000000 / counter_frequency()));
	print("\n");
	return 0;
}

static uint64_t floats(uint64_t parameter, uint64_t ram_size)
{
	(void)parameter;
	(void)ram_size;
	for (uint64_t seed = 1; seed < 200; seed++) {
		float_fill(seed * 0x9e3779b97f4a7c15ull);
		device_write(DEVICE_ECHO, seed);
		if (float_check(seed * 0x9e3779b97f4a7c15ull))
			return seed;
	}
	return 0;
}

static uint64_t (*const tasks[TASK_COUNT])(uint64_t parameter, uint64_t ram_size) = {
	[TASK_HELLO] = hello,
	[TASK_MMIO] = mmio,
	[TASK_SHARE] = share,
	[TASK_TIMER] = timer,
	[TASK_SPIN] = spin,
	[TASK_FOREVER] = forever,
	[TASK_TOUCH] = touch,
	[TASK_HOST_CALL] = host_call,
	[TASK_CONFIG] = realm_config,
	[TASK_EMPTY] = empty,
	[TASK_NOTHING] = nothing,
	[TASK_PSCI] = psci,
	[TASK_EXIT_STORM] = exit_storm,
	[TASK_FLOAT] = floats,
	[TASK_CLAIM_RAM] = claim_ram,
	[TASK_MEASUREMENT] = measurement,
};

void payload_main(uint64_t task, uint64_t parameter, uint64_t ram_size)
{
	world_init();
	verdict(task < TASK_COUNT ? tasks[task](parameter, ram_size) : 0xbad);
	power_off();
}
