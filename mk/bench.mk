# SPDX-License-Identifier: MIT
# Benchmarks and fuzzing.  Neither is part of `make check`, but every input
# a fuzzer ever tripped over is kept and replayed there.

.PHONY: bench fuzz

## bench             measure against other tools
bench: $(PROGRAM)
	@CATALOG_UNDER_TEST=$(abspath $(PROGRAM)) bench/run

FUZZ_SRC    := $(sort $(wildcard tests/fuzz/fuzz_*.c))
