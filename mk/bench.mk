# SPDX-License-Identifier: MIT
# Benchmarks and fuzzing.  Neither is part of `make check`, but every input
# a fuzzer ever tripped over is kept in tests/fuzz/corpus/NAME/ and replayed
# there, through the same function and without clang.

FUZZ_SRC     := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_NAMES   := $(FUZZ_SRC:tests/fuzz/fuzz_%.c=%)
FUZZ_OBJ     := $(FUZZ_SRC:%.c=$(BUILD)/%.o)
FUZZ_REPLAY  := $(FUZZ_SRC:%.c=$(BUILD)/%)
FUZZ_PROGRAM := $(FUZZ_NAMES:%=build/fuzz/fuzz_%)
FUZZ_SECONDS ?= 60
REPLAY_OBJ   := $(BUILD)/tests/fuzz/replay.o

.PHONY: bench fuzz fuzz-programs

# slow_fs needs libfuse3; without it what it measures is left out, by name.
BENCH_FUSE := $(shell $(PKG_CONFIG) --exists fuse3 && echo $(BUILD)/bench/slow_fs)
BENCH_PROGRAM := $(patsubst bench/%.c,$(BUILD)/bench/%, \
	$(sort $(wildcard bench/*.c)))
SLOW_FS_SRC := $(sort $(wildcard bench/slow_fs/*.c))

## bench             measure against other tools
bench: $(PROGRAM) $(BENCH_PROGRAM) $(BENCH_FUSE)
	@CATALOG_UNDER_TEST='$(ABS)/catalog' BENCH_TOOLS='$(BUILD)/bench' \
		bench/run

$(BENCH_PROGRAM): $(BUILD)/bench/%: $(BUILD)/bench/%.o $(LIB)
	@printf '  LD    %s\n' '$@'
	$(Q)$(LINK) $< $(LIB) $(LIBS) -lm -o $@

$(BUILD)/bench/slow_fs: $(SLOW_FS_SRC) $(wildcard bench/slow_fs/*.h)
	@mkdir -p $(@D); printf '  CCLD  %s\n' '$@'
	$(Q)$(CC) $(OWN_CPPFLAGS) $(CPPFLAGS) $(OWN_CFLAGS) $(CFLAGS) \
		$$($(PKG_CONFIG) --cflags fuse3) \
		$(SLOW_FS_SRC) $$($(PKG_CONFIG) --libs fuse3) -lm -o $@

## fuzz              run each fuzzer for FUZZ_SECONDS (60); needs clang
fuzz:
	@$(MAKE) --no-print-directory CC=clang MODE=asan BUILD=build/fuzz \
		CFLAGS='$(CFLAGS) -fsanitize=fuzzer-no-link' fuzz-programs
	@mkdir -p build/fuzz/corpus
	@for name in $(FUZZ_NAMES); do \
		printf '== %s\n' "$$name"; \
		mkdir -p build/fuzz/corpus/$$name tests/fuzz/corpus/$$name; \
		$(SANITIZE) build/fuzz/fuzz_$$name -print_final_stats=1 \
			-max_total_time=$(FUZZ_SECONDS) -timeout=10 \
			-artifact_prefix=tests/fuzz/corpus/$$name/ \
			build/fuzz/corpus/$$name tests/fuzz/corpus/$$name \
			|| exit 1; \
	done

fuzz-programs: $(FUZZ_PROGRAM)

$(FUZZ_PROGRAM): build/fuzz/%: $(BUILD)/tests/fuzz/%.o $(LIB)
	@printf '  LD    %s\n' '$@'
	$(Q)$(LINK) -fsanitize=fuzzer $< $(LIB) $(LIBS) -o $@

check-fuzz: $(FUZZ_REPLAY)
	@for t in $(FUZZ_REPLAY); do \
		name=$${t##*/fuzz_}; \
		$(SANITIZE) $$t tests/fuzz/corpus/$$name/* || exit 1; done

$(FUZZ_REPLAY): $(BUILD)/%: $(BUILD)/%.o $(REPLAY_OBJ) $(LIB)
	@printf '  LD    %s\n' '$@'
	$(Q)$(LINK) $< $(REPLAY_OBJ) $(LIB) $(LIBS) -o $@

-include $(FUZZ_OBJ:.o=.d) $(REPLAY_OBJ:.o=.d)
