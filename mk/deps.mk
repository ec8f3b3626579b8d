# SPDX-License-Identifier: MIT
# Libraries we need, and the targets that install them.

MODULES := sqlite3 libxxhash mount blkid smartcols libutf8proc jansson \
	libpcre2-8
# Not linked: src/archive/libraries.c loads them when they are needed.
LOADED_MODULES := libarchive libzip

# pkg-config is asked once, when the first recipe needs the answer: after
# `make deps` has run in `make deps check`, and not at all in `make clean`.
# Other people's headers are system headers: their warnings are not ours.
PKG_CPPFLAGS = $(eval PKG_CPPFLAGS := $$(patsubst -I%,-isystem %,$$(shell \
	$$(PKG_CONFIG) --cflags $$(MODULES) $$(LOADED_MODULES) \
	2>/dev/null)))$(PKG_CPPFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $$(shell \
	$$(PKG_CONFIG) --libs $$(MODULES) 2>/dev/null))$(PKG_LIBS)
# Tests make archives themselves.
CHECK_LIBS = $(eval CHECK_LIBS := $$(shell \
	$$(PKG_CONFIG) --libs check libarchive 2>/dev/null))$(CHECK_LIBS)

.PHONY: deps deps-build deps-lint quickstart

## deps              install what building and testing need (uses sudo)
deps:
	@tools/deps build test

## deps-build        install what building needs
deps-build:
	@tools/deps build

## deps-lint         install what `make lint` needs
deps-lint:
	@tools/deps build test lint

# value: a DIR with a `$` in it arrives as it was given.
quickstart: export QUICKSTART_DIR := $(value DIR)

## quickstart DIR=~/Pictures  install, build, scan DIR, show its duplicates
quickstart:
	@MAKE='$(MAKE)' tools/quickstart
