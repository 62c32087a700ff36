# SPDX-License-Identifier: BSD-3-Clause
# How each tool of the relying party is made and installed, on any Debian or Ubuntu. OUT: where to build, PREFIX and
# DESTDIR: where to install, CC and PKG_CONFIG: for another architecture. The tool's Makefile says what it is made from.

CC ?= cc
PKG_CONFIG ?= pkg-config
INSTALL ?= install
PREFIX ?= /usr/local
OUT ?= $(abspath $(here)../../build/tools/$(program))

CFLAGS ?= -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2
warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wno-missing-field-initializers
flags = -std=gnu11 $(warnings) -fPIE -I$(here)../lib $(shell $(PKG_CONFIG) --cflags $(libraries)) $(CPPFLAGS) $(CFLAGS)
libs = $(shell $(PKG_CONFIG) --libs $(libraries)) $(more_libs)
objects := $(patsubst %,$(OUT)/%.o,$(notdir $(parts)))
headers := $(wildcard $(here)*.h $(here)../lib/*.h)

.PHONY: all install
all: $(OUT)/$(program)

$(OUT)/$(program): $(objects) $(OUT)/main.o
	$(CC) $(flags) -pie $(LDFLAGS) -o $@ $^ $(libs)

$(OUT)/%.o: $(here)%.c $(headers)
	@mkdir -p $(@D)
	$(CC) $(flags) -c -o $@ $<

$(OUT)/%.o: $(here)../lib/%.c $(headers)
	@mkdir -p $(@D)
	$(CC) $(flags) -c -o $@ $<

install: all
	$(INSTALL) -D -m 755 $(OUT)/$(program) $(DESTDIR)$(PREFIX)/bin/$(program)
	$(INSTALL) -D -m 644 $(here)$(program).1 $(DESTDIR)$(PREFIX)/share/man/man1/$(program).1
