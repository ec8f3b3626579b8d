# SPDX-License-Identifier: MIT
#
# One non-recursive build for GNU make.  main.o plus libcatalog.a make the
# program; unit tests, fuzzers and benchmarks link the same archive, so what
# is tested is what is shipped.  Everything generated lives below
# build/$(MODE)/; only the release program is also left at ./catalog.
#
#   MODE=release|debug|asan|tsan|valgrind   what to build (default: release)
#   BUILD=DIR                      where to build it (default: build/$(MODE))
#   V=1  WERROR=1                  show commands, make warnings errors
#   CC CFLAGS CPPFLAGS LDFLAGS LDLIBS AR PKG_CONFIG PREFIX DESTDIR are yours
#   and come after ours, which are called OWN_*.

.SUFFIXES:
.DELETE_ON_ERROR:
.PHONY: FORCE all clean help compile_commands.json
.DEFAULT_GOAL := all

MODE  ?= release
BUILD ?= build/$(MODE)
V     ?= 0
ABS   := $(if $(filter /%,$(BUILD)),$(BUILD),$(CURDIR)/$(BUILD))
Q     := $(if $(filter 1,$(V)),,@)
VERSION := $(strip $(file <VERSION))

# Goals that install packages run before anything they make possible.
DEPS_FIRST := $(filter deps deps-build deps-lint,$(MAKECMDGOALS))

include mk/flags.mk
include mk/deps.mk

# --- What is built from what ------------------------------------------------

SRC      := $(sort $(wildcard src/*/*.c src/*/*/*.c))
SQL      := $(sort $(wildcard src/store/*.sql))
SONAMES  := $(BUILD)/gen/archive/sonames.h
GEN_H    := $(BUILD)/gen/store/sql.h $(SONAMES)
GEN_C    := $(BUILD)/gen/store/sql.c
LIB_OBJ  := $(SRC:%.c=$(BUILD)/%.o) $(GEN_C:.c=.o)
MAIN_OBJ := $(BUILD)/src/main.o
LIB      := $(BUILD)/libcatalog.a
PROGRAM  := $(BUILD)/catalog

## all               build the program (the default; release: ./catalog)
all: $(PROGRAM)

ifeq ($(BUILD),build/release)
all: catalog
# A new name, then a rename: a running ./catalog keeps its old file.
catalog: $(PROGRAM)
	$(Q)cp -f $< $@.new && mv -f $@.new $@
endif

$(PROGRAM): $(MAIN_OBJ) $(LIB)
	@printf '  LD    %s\n' '$@'
	$(Q)$(LINK) $(MAIN_OBJ) $(LIB) $(LIBS) -o $@

$(LIB): $(LIB_OBJ) $(BUILD)/objects.stamp
	@printf '  AR    %s\n' '$@'
	$(Q)rm -f $@ && $(AR) rcs $@ $(LIB_OBJ)

$(BUILD)/%.o: %.c $(BUILD)/flags.stamp | $(GEN_H)
	$(compile)

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c $(BUILD)/flags.stamp | $(GEN_H)
	$(compile)

# Compile, and note how in a fragment of compile_commands.json.
define compile
@mkdir -p $(@D); printf '  CC    %s\n' '$<'
$(Q)$(COMPILE) -c $< -o $@
@tools/compile-fragment '$(CURDIR)' '$<' '$@' \
	$(call quote,$(COMPILE) -c $< -o $@) >$(@:.o=.json)
endef

quote = '$(subst ','\'',$(1))'

# --- Generated sources ------------------------------------------------------

# Under their names they are whole: a build that is killed leaves no half of one.
$(GEN_C): $(SQL) tools/embed $(BUILD)/objects.stamp
	@mkdir -p $(@D); printf '  EMBED %s\n' '$@'
	$(Q)tools/embed source $(SQL) >$@.new && mv $@.new $@

$(GEN_C:.c=.h): $(SQL) tools/embed $(BUILD)/objects.stamp
	@mkdir -p $(@D)
	$(Q)tools/embed header $(SQL) >$@.new && mv $@.new $@

$(SONAMES): tools/sonames $(BUILD)/flags.stamp
	@mkdir -p $(@D)
	$(Q)TMPDIR='$(ABS)/gen' tools/sonames $(call quote,$(LINK)) \
		'$(PKG_CONFIG)' $(LOADED_MODULES) >$@.new && mv $@.new $@

# --- Stamps: rewritten only when what they say has changed ------------------

define stamp
@mkdir -p $(@D); printf '%s\n' $(call quote,$(1)) >$@.new
@if cmp -s $@.new $@; then rm -f $@.new; else mv -f $@.new $@; fi
endef

# Every compilation waits for this one, so a missing library is told once,
# and only after `make deps` had its chance.
$(BUILD)/flags.stamp: FORCE | $(DEPS_FIRST)
	@tools/need-modules '$(PKG_CONFIG)' $(MODULES) $(LOADED_MODULES)
	$(call stamp,$(COMPILE) $(LINK) $(LIBS))

# A source that was added or removed changes the archive.
$(BUILD)/objects.stamp: FORCE
	$(call stamp,$(LIB_OBJ) $(SQL))

# --- The rest ---------------------------------------------------------------

include mk/bench.mk
include mk/test.mk
include mk/install.mk
include mk/lint.mk

## compile_commands.json  for editors and clang-tidy
compile_commands.json: $(MAIN_OBJ) $(LIB_OBJ) $(TEST_OBJ)
	@{ printf '[\n'; cat $(^:.o=.json) | sed '$$!s/$$/,/'; \
		printf ']\n'; } >$@.new && mv -f $@.new $@

## clean             remove everything that was built
clean:
	rm -rf build catalog catalog.new compile_commands.json

## help              show this list
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

-include $(LIB_OBJ:.o=.d) $(MAIN_OBJ:.o=.d) $(TEST_OBJ:.o=.d)
