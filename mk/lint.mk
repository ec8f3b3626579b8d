# SPDX-License-Identifier: MIT
# Everything that judges the source without running it.  Each step stands
# alone (`make lint-tidy`); `make lint` runs them all and fails at the end.

C_FILES  = $(sort $(wildcard src/*.[ch] src/*/*.[ch] src/*/*/*.[ch] \
	bench/*.[ch] bench/*/*.[ch] \
	tests/*/*.[ch] tests/*/*/*.[ch] tests/*/*/*/*.[ch]))
SH_FILES = $(sort $(shell grep -slE '^\#!/(bin/sh|usr/bin/env bash|bin/bash)' \
	$(wildcard tools/* tests/*/run bench/* .ci/*)) \
	$(wildcard tests/lib/*.sh))
CASES    = $(sort $(wildcard tests/cli/*/*.sh tests/fault/*/*.sh \
	tests/sync/*/*.sh))
TIDY_C   = $(filter src/%.c,$(C_FILES)) $(UNIT_SRC) $(TEST_LIB)

LINTS := lint-format lint-layers lint-banned lint-sizes lint-shell lint-man \
	lint-cppcheck lint-tidy

.PHONY: lint format $(LINTS)

## lint              judge the source (make deps-lint installs the tools)
lint: | $(DEPS_FIRST)
	@status=0; for step in $(LINTS); do \
		printf '== %s\n' "$$step"; \
		$(MAKE) --no-print-directory $$step || { status=1; \
			printf 'failed: %s\n' "$$step"; }; \
	done; exit $$status

## format            rewrite C files as .clang-format says
format:
	clang-format -i $(C_FILES)

lint-format:
	@clang-format --dry-run -Werror $(C_FILES)

lint-layers:
	@tools/check-layers

lint-banned:
	@tools/check-banned

lint-sizes:
	@tools/check-sizes

lint-shell:
	@shellcheck -e SC1091 $(SH_FILES)
	@$(if $(CASES),shellcheck -s bash -e SC1091 -e SC2154 $(CASES))

lint-man:
	@tools/check-man $(MAN)

# gcc's and clang's own warnings see more of the types; this one follows
# values across branches.  memleak: it does not know _cleanup_, and ASan does.
lint-cppcheck:
	@cppcheck --quiet --std=c11 --enable=warning,performance,portability \
		--inline-suppr --error-exitcode=1 \
		--suppress=missingIncludeSystem --suppress=unknownMacro --suppress=memleak \
		-D_GNU_SOURCE -Isrc -j 2 src

lint-tidy: compile_commands.json
	@printf '%s\0' $(TIDY_C) | xargs -0 -n 4 -P "$$(nproc)" \
		clang-tidy --quiet -p . 2>/dev/null
