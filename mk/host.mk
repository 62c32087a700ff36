# SPDX-License-Identifier: BSD-3-Clause
# The monitor as an ordinary program of this machine, on the fake machine of test/machine, in five flavours:
# asan (AddressSanitizer and UBSan: the tests), tsan (ThreadSanitizer: the tests with several CPUs), cov (coverage),
# fuzz (clang's libFuzzer, which sees into the monitor only), plain (quickest: for the mutation check).

HOST_CC ?= gcc
HOST_OBJCOPY ?= objcopy
HOST_BUILD := $(BUILD)/host-test
MBEDTLS_DIR ?= $(BUILD)/src/mbedtls
LIBCBOR_DIR ?= $(BUILD)/src/libcbor

# The C library has lib/mem.c's functions, with the sanitizers' checks in them; mem_test.c tests ours.
HOST_MONITOR := $(filter-out monitor/lib/mem.c,$(wildcard monitor/*/*.c))
HOST_MACHINE := $(wildcard test/machine/*.c)
HOST_TEST := $(HOST_MACHINE) $(wildcard test/unit/*.c)
HOST_MBEDTLS := sha256 sha512 platform_util
# What signs tokens, by another configuration, and with names of its own where both have a file.
HOST_ATTEST_MBEDTLS := sha512 md hkdf hmac_drbg bignum bignum_core constant_time ecp ecp_curves ecdsa asn1parse asn1write
HOST_LIBCBOR := encoding internal/encoders
# Tokens are checked by the parts of the relying party's verifier.
HOST_VERIFY := $(addprefix verify/,cbor map token cose verify event_log) lib/hex

HOST_CFLAGS = -std=gnu11 -g -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror \
	-fno-common -fno-omit-frame-pointer -DLOCK_CHECKS=1 -I monitor -I . -I test/machine -I tools/lib \
	-isystem $(MBEDTLS_DIR)/include -isystem $(LIBCBOR_DIR)/src \
	-DMBEDTLS_CONFIG_FILE='"$(if $(findstring /attest/,$(patsubst $(HOST_BUILD)/%,/%,$@)),attest,measure)/mbedtls_config.h"'
HOST_LIBS := -lcmocka -lpthread -lcbor -lcrypto

HOST_FLAGS_asan := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all
# Optimised, gcc reads two neighbouring fields at once where the source reads the second only if need be.
HOST_FLAGS_tsan := -O0 --param logical-op-non-short-circuit=0 -fsanitize=thread
HOST_FLAGS_cov := -O0 --coverage -Wl,-u,__gcov_dump
HOST_FLAGS_fuzz := -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
HOST_FLAGS_plain := -O0
HOST_TEST_FLAGS_plain := -O1
HOST_TEST_FLAGS_asan := $(HOST_FLAGS_asan)
HOST_TEST_FLAGS_tsan := $(HOST_FLAGS_tsan)
HOST_TEST_FLAGS_cov := $(HOST_FLAGS_cov)
HOST_TEST_FLAGS_fuzz := -O2 -Wno-gnu -I $(HOST_BUILD)/fuzz

HOST_CC_asan := $(HOST_CC)
HOST_CC_tsan := $(HOST_CC)
HOST_CC_cov := $(HOST_CC)
HOST_CC_plain := $(HOST_CC)
HOST_CC_fuzz := clang

# All variables of the monitor in two sections, so that a test can compare them before and after a call.
HOST_GATHER_asan := $(HOST_OBJCOPY) --rename-section .data=monitor_data \
	--rename-section .bss=monitor_bss,alloc,load,data,contents
HOST_GATHER_tsan := true
HOST_GATHER_cov := true
HOST_GATHER_fuzz := $(HOST_GATHER_asan)
HOST_GATHER_plain := $(HOST_GATHER_asan)

# The monitor's libraries, in a flavour
host_libraries = $(patsubst %,$(HOST_BUILD)/$(1)/mbedtls/%.o,$(HOST_MBEDTLS)) \
	$(patsubst %,$(HOST_BUILD)/$(1)/attest/mbedtls/%.o,$(HOST_ATTEST_MBEDTLS)) \
	$(patsubst %,$(HOST_BUILD)/$(1)/libcbor/%.o,$(HOST_LIBCBOR))

define host_flavour
HOST_OBJS_$(1) := $$(patsubst %.c,$(HOST_BUILD)/$(1)/%.o,$(HOST_MONITOR) $(HOST_TEST)) $(call host_libraries,$(1)) \
	$$(patsubst %,$(HOST_BUILD)/$(1)/tools/%.o,$(HOST_VERIFY))

$(HOST_BUILD)/$(1)/monitor/%.o: monitor/%.c
	@mkdir -p $$(@D)
	@echo "  CC   $(1) $$<"
	@$(HOST_CC_$(1)) $$(HOST_CFLAGS) $(HOST_FLAGS_$(1)) -MMD -MP -c $$< -o $$@
	@$(HOST_GATHER_$(1)) $$@

$(HOST_BUILD)/$(1)/test/%.o: test/%.c
	@mkdir -p $$(@D)
	@echo "  CC   $(1) $$<"
	@$(HOST_CC_$(1)) $$(HOST_CFLAGS) $(HOST_TEST_FLAGS_$(1)) -MMD -MP -c $$< -o $$@

$(HOST_BUILD)/$(1)/mbedtls/%.o: $(MBEDTLS_DIR)/library/%.c
	@mkdir -p $$(@D)
	@echo "  CC   $(1) $$(notdir $$<)"
	@$(HOST_CC_$(1)) $$(HOST_CFLAGS) -w -O2 -I $(MBEDTLS_DIR)/library -MMD -MP -c $$< -o $$@

$(HOST_BUILD)/$(1)/attest/mbedtls/%.o: $(MBEDTLS_DIR)/library/%.c monitor/attest/mbedtls_config.h
	@mkdir -p $$(@D)
	@echo "  CC   $(1) attest/$$(notdir $$<)"
	@$(HOST_CC_$(1)) $$(HOST_CFLAGS) -w -O2 -I $(MBEDTLS_DIR)/library -MMD -MP -c $$< -o $$@

$(HOST_BUILD)/$(1)/libcbor/%.o: $(LIBCBOR_DIR)/src/cbor/%.c
	@mkdir -p $$(@D)
	@echo "  CC   $(1) libcbor/$$(notdir $$<)"
	@$(HOST_CC_$(1)) $$(HOST_CFLAGS) -w -O2 -DCBOR_NO_FLOAT -I $(LIBCBOR_DIR)/src/cbor -MMD -MP -c $$< -o $$@

$(HOST_BUILD)/$(1)/tools/%.o: tools/%.c
	@mkdir -p $$(@D)
	@echo "  CC   $(1) $$<"
	@$(HOST_CC_$(1)) -std=gnu11 -g -w -I tools/lib $$(HOST_FLAGS_$(1)) -MMD -MP -c $$< -o $$@

$(HOST_BUILD)/$(1)/unit: $$(HOST_OBJS_$(1))
	@echo "  LD   $$@"
	@$(HOST_CC_$(1)) $(HOST_FLAGS_$(1)) $$^ -o $$@ $(HOST_LIBS)

-include $$(HOST_OBJS_$(1):.o=.d)
endef

$(foreach f,asan tsan cov fuzz plain,$(eval $(call host_flavour,$(f))))

# ---- fuzzing ----

FUZZ_COMMON := $(patsubst %.c,$(HOST_BUILD)/fuzz/%.o,$(HOST_MONITOR) $(filter-out %/runner.c,$(HOST_MACHINE))) \
	$(call host_libraries,fuzz) \
	$(patsubst %,$(HOST_BUILD)/fuzz/test/fuzz/%.o,world scenes values realm host)
FUZZ_TARGETS := $(patsubst %,$(HOST_BUILD)/fuzz/%,calls parsers)

# The machine starts anew for each input, so its variables are gathered too; not those that survive that.
FUZZ_GATHERED := $(patsubst %.c,$(HOST_BUILD)/fuzz/%.o,$(filter-out %/snapshot.c %/rewind.c,$(HOST_MACHINE)))
$(FUZZ_GATHERED): $(HOST_BUILD)/fuzz/test/%.o: test/%.c
	@mkdir -p $(@D)
	@echo "  CC   fuzz $<"
	@$(HOST_CC_fuzz) $(HOST_CFLAGS) $(HOST_TEST_FLAGS_fuzz) -MMD -MP -c $< -o $@
	@$(HOST_OBJCOPY) --rename-section .data=machine_data \
		--rename-section .bss=machine_bss,alloc,load,data,contents $@

# The grammar, from the tables of the monitor.
$(HOST_BUILD)/fuzz/host_calls.inc: monitor/dispatch/dispatch.c
$(HOST_BUILD)/fuzz/realm_calls.inc: monitor/run/call.c
$(HOST_BUILD)/fuzz/%_calls.inc: test/fuzz/grammar test/fuzz/roles $(wildcard monitor/rmi/*.c monitor/rsi/*.c monitor/psci/*.c)
	@mkdir -p $(@D)
	@echo "  GEN  $@"
	@test/fuzz/grammar $*_calls $(filter monitor/dispatch/% monitor/run/%,$^) >$@.new
	@mv $@.new $@
$(HOST_BUILD)/fuzz/test/fuzz/host.o: $(HOST_BUILD)/fuzz/host_calls.inc
$(HOST_BUILD)/fuzz/test/fuzz/realm.o: $(HOST_BUILD)/fuzz/realm_calls.inc

$(FUZZ_TARGETS): $(HOST_BUILD)/fuzz/%: $(HOST_BUILD)/fuzz/test/fuzz/%.o $(FUZZ_COMMON)
	@echo "  LD   $@"
	@$(HOST_CC_fuzz) -fsanitize=fuzzer,address,undefined $^ -o $@ -lpthread
-include $(FUZZ_TARGETS:$(HOST_BUILD)/fuzz/%=$(HOST_BUILD)/fuzz/test/fuzz/%.d) $(FUZZ_COMMON:.o=.d)

.PHONY: test unit unit-tsan unit-cov unit-plain coverage fuzz
fuzz: $(FUZZ_TARGETS)
unit: $(HOST_BUILD)/asan/unit
unit-plain: $(HOST_BUILD)/plain/unit
unit-tsan: $(HOST_BUILD)/tsan/unit

test:
	MBEDTLS_DIR=$(MBEDTLS_DIR) test/style/run fast
	MBEDTLS_DIR=$(MBEDTLS_DIR) test/unit/run fast

unit-cov: $(HOST_BUILD)/cov/unit
coverage:
	test/unit/run coverage
