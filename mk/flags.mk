# SPDX-License-Identifier: MIT
# Compiler and linker flags.  OWN_* are ours; the user's come last and win.

CC         ?= cc
AR         ?= ar
PKG_CONFIG ?= pkg-config
WERROR     ?= 0

# The same answer on every machine: the order of files, sort, tr, [a-z].
export LC_ALL := C
# Kept for whoever reproduces a package; nothing of ours asks the clock.
export SOURCE_DATE_EPOCH

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wwrite-strings \
	-Wcast-qual -Wformat=2 -Wundef -Wvla -Wpointer-arith -Wswitch-enum \
	$(if $(filter 1,$(WERROR)),-Werror)

CFLAGS_debug   := -O0 -g3 -fPIE
CFLAGS_release := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 \
		  -fstack-protector-strong -fPIE
CFLAGS_asan    := -O1 -g -fno-omit-frame-pointer -fPIE \
		  -fsanitize=address,undefined -fno-sanitize-recover=all
CFLAGS_tsan    := -O1 -g -fno-omit-frame-pointer -fPIE -fsanitize=thread
CFLAGS_valgrind := -O1 -g -fno-omit-frame-pointer -fPIE

# What reads archives gives up more than these tools can do without.
NO_SANDBOX := -DCATALOG_SANDBOX=0
CFLAGS_asan += $(NO_SANDBOX)
CFLAGS_tsan += $(NO_SANDBOX)
CFLAGS_valgrind += $(NO_SANDBOX)

LDFLAGS_debug   := -pie
LDFLAGS_release := -pie -Wl,-z,relro -Wl,-z,now
LDFLAGS_asan    := -pie -fsanitize=address,undefined
LDFLAGS_tsan    := -pie -fsanitize=thread
LDFLAGS_valgrind := -pie

ifeq ($(CFLAGS_$(MODE)),)
$(error MODE=$(MODE) is not one of release, debug, asan, tsan, valgrind)
endif

OWN_CPPFLAGS = -D_GNU_SOURCE -DCATALOG_VERSION='"$(VERSION)"' \
	-Isrc -I$(BUILD)/gen $(PKG_CPPFLAGS)
OWN_CFLAGS  := -std=c17 -pthread $(WARN) $(CFLAGS_$(MODE)) \
	'-ffile-prefix-map=$(CURDIR)=.' -MMD -MP
OWN_LDFLAGS := -pthread $(LDFLAGS_$(MODE))

COMPILE = $(CC) $(OWN_CPPFLAGS) $(CPPFLAGS) $(OWN_CFLAGS) $(CFLAGS)
LINK    = $(CC) $(CFLAGS) $(OWN_LDFLAGS) $(LDFLAGS)
# glibc before 2.34 has dlopen() apart.
LIBS    = $(PKG_LIBS) -ldl $(LDLIBS)
