# SPDX-License-Identifier: BSD-3-Clause
# The monitor as an ordinary program of this machine, on the fake machine of test/machine, in three flavours:
# asan (AddressSanitizer and UBSan: the tests), tsan (ThreadSanitizer: the tests with several CPUs), cov (coverage).

HOST_CC ?= gcc
HOST_OBJCOPY ?= objcopy
HOST_BUILD := $(BUILD)/host-test
MBEDTLS_DIR ?= $(BUILD)/src/mbedtls

# The C library has lib/mem.c's functions, with the sanitizers' checks in them; mem_test.c tests ours.
HOST_MONITOR := $(filter-out monitor/lib/mem.c,$(wildcard monitor/*/*.c))
HOST_TEST := $(wildcard test/machine/*.c) $(wildcard test/unit/*.c)
HOST_MBEDTLS := sha256 sha512 platform_util

HOST_CFLAGS := -std=gnu11 -g -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror \
	-fno-common -fno-omit-frame-pointer -I monitor -I . -I test/machine \
	-isystem $(MBEDTLS_DIR)/include -DMBEDTLS_CONFIG_FILE='"measure/mbedtls_config.h"'
HOST_LIBS := -lcmocka -lpthread

HOST_FLAGS_asan := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all
# Optimised, gcc reads two neighbouring fields at once where the source reads the second only if need be.
HOST_FLAGS_tsan := -O0 --param logical-op-non-short-circuit=0 -fsanitize=thread
HOST_FLAGS_cov := -O0 --coverage -Wl,-u,__gcov_dump

# All variables of the monitor in two sections, so that a test can compare them before and after a call.
HOST_GATHER_asan := $(HOST_OBJCOPY) --rename-section .data=monitor_data \
	--rename-section .bss=monitor_bss,alloc,load,data,contents
HOST_GATHER_tsan := true
HOST_GATHER_cov := true

define host_flavour
HOST_OBJS_$(1) := $$(patsubst %.c,$(HOST_BUILD)/$(1)/%.o,$(HOST_MONITOR) $(HOST_TEST)) \
	$$(patsubst %,$(HOST_BUILD)/$(1)/mbedtls/%.o,$(HOST_MBEDTLS))

$(HOST_BUILD)/$(1)/monitor/%.o: monitor/%.c
	@mkdir -p $$(@D)
	@echo "  CC   $(1) $$<"
	@$(HOST_CC) $(HOST_CFLAGS) $(HOST_FLAGS_$(1)) -MMD -MP -c $$< -o $$@
	@$(HOST_GATHER_$(1)) $$@

$(HOST_BUILD)/$(1)/test/%.o: test/%.c
	@mkdir -p $$(@D)
	@echo "  CC   $(1) $$<"
	@$(HOST_CC) $(HOST_CFLAGS) $(HOST_FLAGS_$(1)) -MMD -MP -c $$< -o $$@

$(HOST_BUILD)/$(1)/mbedtls/%.o: $(MBEDTLS_DIR)/library/%.c
	@mkdir -p $$(@D)
	@echo "  CC   $(1) $$(notdir $$<)"
	@$(HOST_CC) $(HOST_CFLAGS) -w -O2 -I $(MBEDTLS_DIR)/library -MMD -MP -c $$< -o $$@

$(HOST_BUILD)/$(1)/unit: $$(HOST_OBJS_$(1))
	@echo "  LD   $$@"
	@$(HOST_CC) $(HOST_FLAGS_$(1)) $$^ -o $$@ $(HOST_LIBS)

-include $$(HOST_OBJS_$(1):.o=.d)
endef

$(foreach f,asan tsan cov,$(eval $(call host_flavour,$(f))))

.PHONY: test unit unit-tsan coverage
unit: $(HOST_BUILD)/asan/unit
unit-tsan: $(HOST_BUILD)/tsan/unit

test:
	MBEDTLS_DIR=$(MBEDTLS_DIR) test/style/run fast
	MBEDTLS_DIR=$(MBEDTLS_DIR) test/unit/run fast

coverage: $(HOST_BUILD)/cov/unit
	@find $(HOST_BUILD)/cov -name '*.gcda' -delete
	$(HOST_BUILD)/cov/unit >$(HOST_BUILD)/cov/log || true
	test/unit/coverage $(HOST_BUILD)/cov
