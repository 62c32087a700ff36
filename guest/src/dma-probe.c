/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Host: aim a PCI device's DMA at physical addresses. The device is QEMU's "edu", driven through its BAR from user
 * space. First a transfer between two ordinary pages shows that its DMA works; then, for each address, the device
 * reads from there (nothing but zeroes, ones or the old buffer may come) and writes a marker there (whether it
 * arrived is for whoever can look into that memory to say).
 *
 *	dma-probe MARKER-HEX16 ADDRESS...
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE		4096ul
#define EDU_ID		0x11e81234u
#define EDU_BUFFER	0x40000ull
#define EDU_DMA_SOURCE	0x80
#define EDU_DMA_TARGET	0x88
#define EDU_DMA_COUNT	0x90
#define EDU_DMA_COMMAND	0x98
#define EDU_RUN		1ull
#define EDU_TO_MEMORY	2ull
#define PCI_COMMAND	4
#define PCI_MEMORY_AND_MASTER	0x6

struct page {
	uint8_t *bytes;
	uint64_t address;
};

static volatile uint8_t *edu;

static int fail(const char *what)
{
	fprintf(stderr, "dma-probe: %s: %s\n", what, strerror(errno));
	return 2;
}

static int enable_device(const char *config)
{
	uint32_t id = 0;
	uint16_t command = 0;
	int fd = open(config, O_RDWR), found = 0;

	if (fd < 0)
		return 0;
	if (pread(fd, &id, 4, 0) == 4 && id == EDU_ID && pread(fd, &command, 2, PCI_COMMAND) == 2) {
		command |= PCI_MEMORY_AND_MASTER;
		found = pwrite(fd, &command, 2, PCI_COMMAND) == 2;
	}
	close(fd);
	return found;
}

static int map_device(void)
{
	char path[256];
	glob_t configs;
	int fd = -1;

	if (glob("/sys/bus/pci/devices/*/config", 0, NULL, &configs))
		return -1;
	for (size_t i = 0; i < configs.gl_pathc && fd < 0; i++) {
		if (!enable_device(configs.gl_pathv[i]))
			continue;
		snprintf(path, sizeof(path), "%.*sresource0", (int)(strlen(configs.gl_pathv[i]) - 6),
			 configs.gl_pathv[i]);
		fd = open(path, O_RDWR | O_SYNC);
	}
	globfree(&configs);
	if (fd < 0)
		return -1;
	edu = mmap(NULL, 0x1000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return edu == MAP_FAILED ? -1 : 0;
}

static int take_page(struct page *page)
{
	uint64_t entry = 0;
	int fd = open("/proc/self/pagemap", O_RDONLY);

	page->bytes = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (fd < 0 || page->bytes == MAP_FAILED)
		return -1;
	page->bytes[0] = 1;
	if (pread(fd, &entry, 8, (off_t)((uintptr_t)page->bytes / PAGE * 8)) != 8 || !(entry >> 63))
		return -1;
	close(fd);
	page->address = (entry & ((1ull << 55) - 1)) * PAGE;
	return page->address ? 0 : -1;
}

static int transfer(uint64_t source, uint64_t target, uint64_t direction)
{
	*(volatile uint64_t *)(edu + EDU_DMA_SOURCE) = source;
	*(volatile uint64_t *)(edu + EDU_DMA_TARGET) = target;
	*(volatile uint64_t *)(edu + EDU_DMA_COUNT) = PAGE;
	__asm__ volatile("dsb sy" ::: "memory");
	*(volatile uint64_t *)(edu + EDU_DMA_COMMAND) = EDU_RUN | direction;
	for (int i = 0; i < 500; i++) {
		usleep(10000);
		if (!(*(volatile uint64_t *)(edu + EDU_DMA_COMMAND) & EDU_RUN))
			return 0;
	}
	errno = ETIMEDOUT;
	return -1;
}

static void fill(struct page *page, uint64_t marker)
{
	for (size_t i = 0; i < PAGE / 8; i++)
		((uint64_t *)page->bytes)[i] = marker;
}

/* True when the page holds one and the same byte pattern that carries nothing: zeroes, ones, or the old marker. */
static int carries_nothing(const struct page *page, uint64_t marker)
{
	uint64_t first = ((uint64_t *)page->bytes)[0];

	if (first != 0 && first != ~0ull && first != marker)
		return 0;
	return memcmp(page->bytes, page->bytes + 8, PAGE - 8) == 0;
}

static int control(struct page *out, struct page *in, uint64_t marker)
{
	fill(out, marker);
	fill(in, 0);
	if (transfer(out->address, EDU_BUFFER, 0) || transfer(EDU_BUFFER, in->address, EDU_TO_MEMORY))
		return -1;
	if (memcmp(out->bytes, in->bytes, PAGE)) {
		errno = EIO;
		return -1;
	}
	puts("control: DMA between ordinary pages works");
	return 0;
}

/* Returns 1 when the device could read something there. */
static int attack(struct page *in, uint64_t address, uint64_t marker)
{
	int leaked;

	fill(in, 0x5a5a5a5a5a5a5a5aull);
	if (transfer(EDU_BUFFER, address, EDU_TO_MEMORY) || transfer(address, EDU_BUFFER, 0) ||
	    transfer(EDU_BUFFER, in->address, EDU_TO_MEMORY))
		exit(fail("device does not finish"));
	leaked = !carries_nothing(in, marker);
	printf("%#llx: marker sent, DMA read brought %s\n", (unsigned long long)address,
	       leaked ? "SOMETHING  <- not as expected" : "nothing");
	return leaked;
}

int main(int argc, char **argv)
{
	struct page out, in;
	uint64_t marker;
	int leaked = 0;

	if (argc < 3) {
		fprintf(stderr, "usage: dma-probe MARKER-HEX16 ADDRESS...\n");
		return 2;
	}
	marker = strtoull(argv[1], NULL, 16);
	if (map_device())
		return fail("no edu device");
	if (take_page(&out) || take_page(&in))
		return fail("no page with a known address");
	if (control(&out, &in, marker))
		return fail("DMA between ordinary pages fails");
	for (int i = 2; i < argc; i++) {
		leaked += attack(&in, strtoull(argv[i], NULL, 0), marker);
		if (transfer(out.address, EDU_BUFFER, 0))
			return fail("device does not finish");
	}
	return leaked != 0;
}
