# SPDX-License-Identifier: MIT
# Test programs, and the suites that run them.
#
#   T=PATTERN...   only the cases whose name contains a PATTERN (check-cli,
#                  check-fault, check-sync)
#   UPDATE=1       write what the program printed as the new expectation
#   JOBS=N         cases at once (default: one per processor)
#   MODEL_STEPS=N MODEL_SEED=N MODEL_RUN=N MODEL_SHRINK=SECONDS   check-model
#   CK_RUN_SUITE=store  CK_FORK=no   unit tests, as in Check's manual

UNIT_SRC := $(sort $(wildcard tests/unit/*/test_*.c tests/unit/*/*/test_*.c))
TEST_LIB := $(sort $(filter-out tests/lib/preload_%, \
	$(wildcard tests/lib/*.c)))
UNIT_OBJ := $(patsubst %.c,$(BUILD)/%.o,tests/unit/main.c $(UNIT_SRC) \
	$(TEST_LIB))
STRESS_SRC := $(sort $(wildcard tests/stress/*.c))
STRESS   := $(STRESS_SRC:%.c=$(BUILD)/%)
# Shims that make a library call fail; cases load them with LD_PRELOAD.
PRELOAD  := $(patsubst %.c,$(BUILD)/%.so, \
	$(sort $(wildcard tests/lib/preload_*.c)))
# Programs that cases run.  They share nothing with what they judge.
TOOL_SRC := $(sort $(wildcard tests/tools/*.c))
TOOLS    := $(TOOL_SRC:%.c=$(BUILD)/%)
MODEL_OBJ := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard tests/model/*.c)))
MODEL    := $(BUILD)/tests/model/model
TEST_OBJ := $(UNIT_OBJ) $(STRESS_SRC:%.c=$(BUILD)/%.o) \
	$(TOOL_SRC:%.c=$(BUILD)/%.o) $(MODEL_OBJ)
UNIT     := $(BUILD)/tests/unit/unit
SUITES_H := $(BUILD)/gen/tests/suites.h

CHECKS := check-unit check-stress check-model check-fuzz check-cli \
	check-fault check-sync

.PHONY: check tests $(CHECKS)

## check             build and run every test
check: tests
	@status=0; for suite in $(CHECKS); do \
		printf '\n== %s\n' "$$suite"; \
		$(MAKE) --no-print-directory $$suite || status=1; \
	done; exit $$status

## tests             build the test programs
tests: $(PROGRAM) $(UNIT) $(STRESS) $(MODEL) $(PRELOAD) $(TOOLS) \
	$(FUZZ_REPLAY)

# Races and undefined behaviour are failures, not remarks; but asking for too
# much memory fails as it does without a sanitizer.
SANITIZE = ASAN_OPTIONS=allocator_may_return_null=1:$$ASAN_OPTIONS \
	UBSAN_OPTIONS=print_stacktrace=1:$$UBSAN_OPTIONS \
	TSAN_OPTIONS=halt_on_error=1:allocator_may_return_null=1:$$TSAN_OPTIONS

# MODE=valgrind: every program that is tested runs in it; tests/lib/grind.
GRIND  := $(if $(filter valgrind,$(MODE)),$(CURDIR)/tests/lib/grind)
TESTED := $(if $(GRIND),$(BUILD)/tests/catalog,$(PROGRAM))

RUN_CASES = $(SANITIZE) CATALOG_UNDER_TEST='$(abspath $(TESTED))' \
	CATALOG_MODE=$(MODE) CATALOG_BUILD='$(ABS)' \
	UPDATE='$(UPDATE)' JOBS='$(JOBS)' tests/cli/run

## check-unit        unit tests
check-unit: $(UNIT)
	@$(SANITIZE) CK_DEFAULT_TIMEOUT=$${CK_DEFAULT_TIMEOUT:-60} \
		tests/unit/run $(SUITES_H) $(GRIND) $(UNIT)

## check-stress      threads and random trees, long enough to hurt
check-stress: $(STRESS)
	@for t in $(STRESS); do \
		printf '%s\n' "$${t##*/}"; $(SANITIZE) $(GRIND) $$t || exit 1; done

# A sanitizer slows the program down; then fewer steps must do.
MODEL_STEPS_DEFAULT := $(if $(GRIND),50,$(if $(filter asan tsan,$(MODE)),500,2000))

## check-model       random work on drives that come and go, against a model
check-model: $(MODEL) $(TESTED)
	@$(SANITIZE) MODEL_STEPS=$${MODEL_STEPS:-$(MODEL_STEPS_DEFAULT)} \
		$(MODEL) '$(abspath $(TESTED))'

## check-cli         the program as a user sees it
check-cli: $(TESTED) $(PRELOAD) $(TOOLS)
	@$(RUN_CASES) tests/cli $(T)

## check-fault       what fails, fails well
check-fault: $(TESTED) $(PRELOAD) $(TOOLS)
	@$(RUN_CASES) tests/fault $(T)

## check-sync        options, manual pages and completions agree
check-sync: $(TESTED)
	@$(RUN_CASES) tests/sync $(T)

ifneq ($(TESTED),$(PROGRAM))
$(TESTED): $(PROGRAM) tests/lib/grind
	@mkdir -p $(@D)
	@printf '#!/bin/sh\nexec %s %s "$$@"\n' '$(GRIND)' \
		'$(abspath $(PROGRAM))' >$@
	@chmod +x $@
endif

$(UNIT): $(UNIT_OBJ) $(LIB)
	@printf '  LD    %s\n' '$@'
	$(Q)$(LINK) $(UNIT_OBJ) $(LIB) $(CHECK_LIBS) $(LIBS) -o $@

$(STRESS): $(BUILD)/%: $(BUILD)/%.o $(LIB)
	@printf '  LD    %s\n' '$@'
	$(Q)$(LINK) $< $(LIB) $(LIBS) -o $@

$(MODEL): $(MODEL_OBJ)
	@printf '  LD    %s\n' '$@'
	$(Q)$(LINK) $(MODEL_OBJ) $(LIBS) -o $@

$(TOOLS): $(BUILD)/%: $(BUILD)/%.o
	@printf '  LD    %s\n' '$@'
	$(Q)$(LINK) $(filter %.o,$^) -o $@

# What it makes, unit tests use as well.
$(BUILD)/tests/tools/craft: $(patsubst %.c,$(BUILD)/%.o, \
	$(wildcard tests/lib/craft*.c))

$(PRELOAD): $(BUILD)/%.so: %.c $(BUILD)/flags.stamp
	@mkdir -p $(@D); printf '  CC    %s\n' '$<'
	$(Q)$(CC) $(OWN_CPPFLAGS) $(CPPFLAGS) -std=c17 $(WARN) -O1 -g -fPIC \
		-MMD -MP -shared $< -o $@ -ldl

# Tests reach their own headers as "lib/scratch.h".
$(TEST_OBJ): private OWN_CPPFLAGS += -Itests
$(UNIT_OBJ): $(BUILD)/check.stamp
$(BUILD)/tests/unit/main.o: $(SUITES_H)

$(BUILD)/check.stamp: | $(BUILD)/flags.stamp
	@tools/need-modules '$(PKG_CONFIG)' check
	@touch $@

# tests/unit/util/test_strbuf.c holds suite_strbuf().
$(SUITES_H): $(BUILD)/suites.stamp
	@mkdir -p $(@D)
	@printf 'SUITE(%s)\n' \
		$(patsubst test_%.c,%,$(notdir $(UNIT_SRC))) >$@

$(BUILD)/suites.stamp: FORCE
	$(call stamp,$(UNIT_SRC))

-include $(PRELOAD:.so=.d)
