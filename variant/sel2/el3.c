/* SPDX-License-Identifier: BSD-3-Clause */
/* The monitor's calls to EL3: its secret, the platform token, randomness. */
#include "abi/el3.h"
#include "lib/mem.h"
#include "port/attest.h"

/* x1..x7 of a call and of its answer */
struct registers {
	uint64_t x[7];
};

static bool el3_call(uint32_t function, struct registers *registers)
{
	register uint64_t x0 __asm__("x0") = function;
	register uint64_t x1 __asm__("x1") = registers->x[0];
	register uint64_t x2 __asm__("x2") = registers->x[1];
	register uint64_t x3 __asm__("x3") = registers->x[2];
	register uint64_t x4 __asm__("x4") = registers->x[3];
	register uint64_t x5 __asm__("x5") = registers->x[4];
	register uint64_t x6 __asm__("x6") = registers->x[5];
	register uint64_t x7 __asm__("x7") = registers->x[6];

	/* memory: EL3 writes the token */
	__asm__ volatile("smc #0" : "+r" (x0), "+r" (x1), "+r" (x2), "+r" (x3), "+r" (x4), "+r" (x5), "+r" (x6), "+r" (x7) :
			 : "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "cc", "memory");
	*registers = (struct registers){ { x1, x2, x3, x4, x5, x6, x7 } };
	return x0 == 0;
}

/* The compiler may not drop it, though nothing reads the registers again. */
static void wipe(struct registers *registers)
{
	*registers = (struct registers){ 0 };
	__asm__ volatile("" : : "r" (registers) : "memory");
}

bool port_attest_stage_secret(uint8_t secret[PORT_SECRET_SIZE], uint16_t *lifecycle)
{
	struct registers registers = { 0 };
	bool given = el3_call(TMMD_FID_STAGE_SECRET, &registers);

	if (given) {
		memcpy(secret, registers.x, PORT_SECRET_SIZE);
		*lifecycle = (uint16_t)registers.x[6];
	}
	wipe(&registers);
	return given;
}

bool port_attest_platform_token(const uint8_t challenge[PORT_CHALLENGE_SIZE], void *buffer, size_t size,
				size_t *length)
{
	struct registers registers = { 0 };

	memcpy(registers.x, challenge, PORT_CHALLENGE_SIZE);
	/* The monitor's own memory is mapped at its physical address. */
	registers.x[4] = (uint64_t)buffer;
	registers.x[5] = size;
	if (!el3_call(TMMD_FID_PLATFORM_TOKEN, &registers) || registers.x[0] > size)
		return false;
	*length = registers.x[0];
	return true;
}

bool port_random(uint8_t out[PORT_RANDOM_SIZE])
{
	struct registers registers = { 0 };
	bool given = el3_call(TMMD_FID_RANDOM, &registers);

	if (given)
		memcpy(out, registers.x, PORT_RANDOM_SIZE);
	wipe(&registers);
	return given;
}
