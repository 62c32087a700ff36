/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Host: map physical pages through /dev/mem and touch them. Secure memory must answer each load and each store with
 * SIGBUS; with --open the pages are expected to be ordinary ones (the control that shows the probe works).
 *
 *	devmem-probe [--open] ADDRESS...
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE	4096ul

static sigjmp_buf after_fault;

static void on_sigbus(int signal_number)
{
	siglongjmp(after_fault, signal_number);
}

static int load_faults(volatile uint32_t *word, uint32_t *value)
{
	if (sigsetjmp(after_fault, 1))
		return 1;
	*value = *word;
	return 0;
}

static int store_faults(volatile uint32_t *word, uint32_t value)
{
	if (sigsetjmp(after_fault, 1))
		return 1;
	*word = value;
	/* The abort of a store may come late: let it arrive before the handler is left. */
	__asm__ volatile("dsb sy\n\tisb" ::: "memory");
	return 0;
}

/* Returns how many accesses behaved otherwise than expected. */
static int probe(int fd, uint64_t address, int expect_fault)
{
	uint32_t value = 0;
	int wrong = 0, load, store;
	uint8_t *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)(address & ~(PAGE - 1)));
	volatile uint32_t *word;

	if (page == MAP_FAILED) {
		printf("%#llx: cannot be mapped: %s\n", (unsigned long long)address, strerror(errno));
		return 1;
	}
	word = (volatile uint32_t *)(page + (address & (PAGE - 4)));
	load = load_faults(word, &value);
	/* A page that may be written gets its own content back. */
	store = store_faults(word, load ? 0xbadc0de5 : value);
	wrong = (load != expect_fault) + (store != expect_fault);
	printf("%#llx: load %s, store %s%s\n", (unsigned long long)address, load ? "SIGBUS" : "went through",
	       store ? "SIGBUS" : "went through", wrong ? "  <- not as expected" : "");
	munmap(page, PAGE);
	return wrong;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_sigbus };
	int fd = open("/dev/mem", O_RDWR | O_SYNC), first = 1, expect_fault = 1, wrong = 0;

	if (argc > 1 && strcmp(argv[1], "--open") == 0) {
		expect_fault = 0;
		first = 2;
	}
	if (argc <= first) {
		fprintf(stderr, "usage: devmem-probe [--open] ADDRESS...\n");
		return 2;
	}
	if (fd < 0) {
		fprintf(stderr, "devmem-probe: /dev/mem: %s\n", strerror(errno));
		return 2;
	}
	sigaction(SIGBUS, &action, NULL);
	for (int i = first; i < argc; i++)
		wrong += probe(fd, strtoull(argv[i], NULL, 0), expect_fault);
	return wrong != 0;
}
