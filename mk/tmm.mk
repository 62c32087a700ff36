# SPDX-License-Identifier: BSD-3-Clause
# The monitor for the target: `make tmm` makes $(BUILD)/tmm.elf and $(BUILD)/tmm.bin, which EL3 loads as BL32.
# TMM_SEALING=1 or 0: whether realms can ask for a sealing key (docs/attestation.md).
# LOCK_CHECKS=1 (debug): every acquisition of a lock is checked against the order of lib/lock_order.h.
# TMM_STOP=reboot (release) or off (tests): what a panic does after it has printed why.

TMM_CROSS ?= aarch64-linux-gnu-
TMM_VARIANT ?= sel2
TMM_PLATFORM ?= sbsa-ref
TMM_STOP ?= off
TMM_SEALING ?= 0
LOCK_CHECKS ?= 0
# More sources and linker options, for tests
TMM_EXTRA ?=
TMM_EXTRA_LDFLAGS ?=
TMM_IMAGE_BASE ?= 0x20002000
# What the platform token says of this build
TMM_VERSION ?= 1.0
TMM_SECURITY_COUNTER ?= 1
TMM_BUILD := $(BUILD)/tmm
MBEDTLS_DIR ?= $(BUILD)/src/mbedtls
LIBCBOR_DIR ?= $(BUILD)/src/libcbor

TMM_CC := $(TMM_CROSS)gcc
TMM_DIRS := arch/aarch64 variant/$(TMM_VARIANT) platform/$(TMM_PLATFORM)
TMM_SOURCES := $(filter-out %/offsets.c,$(wildcard $(addsuffix /*.c,$(TMM_DIRS)) $(addsuffix /*.S,$(TMM_DIRS)))) \
	$(wildcard monitor/*/*.c) $(TMM_EXTRA)
TMM_MBEDTLS := sha256 sha512
# What signs tokens: without SIMD registers, by another configuration and, where both have a file, under other names.
TMM_ATTEST_MBEDTLS := sha512 md hkdf hmac_drbg bignum bignum_core constant_time ecp ecp_curves ecdsa
TMM_LIBCBOR := encoding internal/encoders
TMM_OBJS := $(patsubst %,$(TMM_BUILD)/%.o,$(TMM_SOURCES)) $(patsubst %,$(TMM_BUILD)/mbedtls/%.o,$(TMM_MBEDTLS)) \
	$(patsubst %,$(TMM_BUILD)/attest/mbedtls/%.o,$(TMM_ATTEST_MBEDTLS)) \
	$(patsubst %,$(TMM_BUILD)/libcbor/%.o,$(TMM_LIBCBOR))

TMM_INCLUDES = -I monitor -I . $(addprefix -I ,$(TMM_DIRS)) -I $(TMM_BUILD) \
	-isystem $(MBEDTLS_DIR)/include -isystem $(LIBCBOR_DIR)/src \
	-DMBEDTLS_CONFIG_FILE='"$(if $(findstring /attest/,$(patsubst $(TMM_BUILD)/%,/%,$@)),attest,measure)/mbedtls_config.h"'
# What runs with the MMU off must not make unaligned accesses; and the compiler inlines nothing that may into what must
# not, or the other way round. So all of it must not, but the libraries and memcpy, which stand alone.
TMM_ALIGN = $(if $(filter $(TMM_BUILD)/mbedtls/% $(TMM_BUILD)/attest/% $(TMM_BUILD)/libcbor/% \
	$(TMM_BUILD)/monitor/lib/mem.c.o,$@),,-mstrict-align)
# No jump tables: a switch is over what host and realm choose, and a mispredicted bound would lead a branch out of its table.
TMM_CFLAGS = -std=gnu11 -O2 -g -ffreestanding -fno-pic -fno-common -fno-stack-protector -fno-asynchronous-unwind-tables \
	-fno-jump-tables -ffunction-sections -fdata-sections -mgeneral-regs-only $(TMM_ALIGN) -march=armv8.4-a -mbranch-protection=none \
	-DLOCK_CHECKS=$(LOCK_CHECKS) -DTMM_STOP_REBOOTS=$(if $(filter reboot,$(TMM_STOP)),1,0) \
	-DTMM_SEALING=$(TMM_SEALING) -DTMM_VERSION='"$(TMM_VERSION)"' -DTMM_SECURITY_COUNTER=$(TMM_SECURITY_COUNTER)
TMM_WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
TMM_LDFLAGS := -nostdlib -static -no-pie -Wl,--gc-sections -Wl,--build-id=none -Wl,-z,max-page-size=4096 \
	-Wl,--no-warn-rwx-segments -Wl,-Map=$(TMM_BUILD)/tmm.map -Wl,--defsym=IMAGE_BASE=$(TMM_IMAGE_BASE)

# Most calls are of small functions in other files: the linker sees the whole and inlines them. Not memcpy and its
# relatives, calls of which the compiler makes up after that. In one part: where more are cut, every change moves the cuts,
# and calls across them cost more.
TMM_LTO = $(if $(filter $(TMM_BUILD)/monitor/lib/mem.c.o,$@),,-flto)

.PHONY: tmm
tmm: $(BUILD)/tmm.bin

$(TMM_BUILD)/%.c.o: %.c mk/tmm.mk
	@mkdir -p $(@D)
	$(TMM_CC) $(TMM_CFLAGS) $(TMM_LTO) $(TMM_WARNINGS) $(TMM_INCLUDES) -MMD -MP -c $< -o $@

# Structure offsets for assembly, out of a file that is compiled no further than to assembly.
$(TMM_BUILD)/offsets.h: variant/$(TMM_VARIANT)/offsets.c
	@mkdir -p $(@D)
	$(TMM_CC) $(TMM_CFLAGS) $(TMM_INCLUDES) -MMD -MP -MT $@ -MF $(TMM_BUILD)/offsets.d -S $< -o $(TMM_BUILD)/offsets.s
	sed -n 's/^.*"->\([A-Z0-9_]*\) \(.*\)".*$$/#define \1 \2/p' $(TMM_BUILD)/offsets.s > $@

$(TMM_BUILD)/%.S.o: %.S $(TMM_BUILD)/offsets.h mk/tmm.mk
	@mkdir -p $(@D)
	$(TMM_CC) $(TMM_CFLAGS) $(TMM_INCLUDES) -D__ASSEMBLER__ -MMD -MP -c $< -o $@

# Hashing uses the CPU's instructions, between port_simd_begin and port_simd_end; nothing else touches SIMD registers.
# With -fbuiltin, memcpy of a word is a load and a store.
TMM_CRYPTO := -march=armv8.4-a+crypto+sha3 -DMBEDTLS_SHA256_USE_ARMV8_A_CRYPTO_ONLY \
	-DMBEDTLS_SHA512_USE_A64_CRYPTO_ONLY -fbuiltin
# The rounds are unrolled, so that their constants stay in registers, where each comes with one instruction.
$(TMM_BUILD)/mbedtls/sha%.o: TMM_CRYPTO += -O3 -mcmodel=tiny

$(TMM_BUILD)/mbedtls/%.o: $(MBEDTLS_DIR)/library/%.c mk/tmm.mk
	@mkdir -p $(@D)
	$(TMM_CC) $(filter-out -mgeneral-regs-only -march=%,$(TMM_CFLAGS)) $(TMM_CRYPTO) -w $(TMM_INCLUDES) -I $(MBEDTLS_DIR)/library -MMD -MP -c $< -o $@

$(TMM_BUILD)/attest/mbedtls/%.o: $(MBEDTLS_DIR)/library/%.c monitor/attest/mbedtls_config.h mk/tmm.mk
	@mkdir -p $(@D)
	$(TMM_CC) $(TMM_CFLAGS) -w $(TMM_INCLUDES) -I $(MBEDTLS_DIR)/library -MMD -MP -c $< -o $@

$(TMM_BUILD)/libcbor/%.o: $(LIBCBOR_DIR)/src/cbor/%.c mk/tmm.mk
	@mkdir -p $(@D)
	$(TMM_CC) $(TMM_CFLAGS) -w -DCBOR_NO_FLOAT $(TMM_INCLUDES) -I $(LIBCBOR_DIR)/src/cbor -MMD -MP -c $< -o $@

$(BUILD)/tmm.elf: $(TMM_OBJS) variant/$(TMM_VARIANT)/image.lds mk/tmm.mk
	$(TMM_CC) $(TMM_CFLAGS) -flto -flto-partition=one $(TMM_LDFLAGS) $(TMM_EXTRA_LDFLAGS) -Wl,-T,variant/$(TMM_VARIANT)/image.lds $(TMM_OBJS) \
		-lgcc -o $@

$(BUILD)/tmm.bin: $(BUILD)/tmm.elf
	$(TMM_CROSS)objcopy -O binary $< $@

-include $(TMM_OBJS:.o=.d) $(TMM_BUILD)/offsets.d
