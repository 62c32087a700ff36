# SPDX-License-Identifier: BSD-3-Clause
# The monitor: `make tmm` for the target, `make test` for its tests on this machine; ./virtcca calls these. The relying
# party's programs: `make tools`, `make install` (PREFIX, DESTDIR).
BUILD ?= build

.PHONY: all
all: test

-include mk/tmm.mk
include mk/host.mk

.PHONY: tools install
tools:
	$(MAKE) -C tools

install:
	$(MAKE) -C tools install
