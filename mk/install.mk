# SPDX-License-Identifier: MIT
# Install, uninstall, and the source tarball.

PREFIX  ?= /usr/local
DESTDIR ?=
INSTALL ?= install

bindir  ?= $(PREFIX)/bin
mandir  ?= $(PREFIX)/share/man
docdir  ?= $(PREFIX)/share/doc/catalog
bashdir ?= $(PREFIX)/share/bash-completion/completions
zshdir  ?= $(PREFIX)/share/zsh/site-functions
fishdir ?= $(PREFIX)/share/fish/vendor_completions.d

MAN  := $(sort $(wildcard man/*.1 man/*.5))
CONTRIB := $(sort $(wildcard contrib/*))
DOCS := LICENSE README.md CHANGELOG.md $(sort $(wildcard docs/*.md))

# One line per installed file: mode, source, destination.  install and
# uninstall both read it, so that they cannot disagree.
INSTALLED = 755:$(PROGRAM):$(bindir)/catalog \
	$(foreach m,$(MAN),644:$m:$(mandir)/man$(subst .,,$(suffix \
		$m))/$(notdir $m)) \
	$(foreach d,$(wildcard $(DOCS)),644:$d:$(docdir)/$(notdir $d)) \
	$(foreach c,$(CONTRIB),644:$c:$(docdir)/$c) \
	$(patsubst %,644:%:$(bashdir)/catalog, \
		$(wildcard completions/catalog.bash)) \
	$(patsubst %,644:%:$(zshdir)/_catalog, \
		$(wildcard completions/_catalog)) \
	$(patsubst %,644:%:$(fishdir)/catalog.fish, \
		$(wildcard completions/catalog.fish))

.PHONY: install uninstall check-install dist distcheck

## install           into DESTDIR$(PREFIX), by default /usr/local
install: $(PROGRAM)
	@INSTALL='$(INSTALL)' tools/install add '$(DESTDIR)' '$(PREFIX)' \
		$(INSTALLED)

## uninstall         remove what install put there, and nothing else
uninstall:
	@tools/install remove '$(DESTDIR)' '$(PREFIX)' $(INSTALLED)

## check-install     install and uninstall leave nothing behind
check-install: $(PROGRAM)
	@MAKE='$(MAKE)' MODE='$(MODE)' BUILD='$(BUILD)' tools/check-install

DIST := catalog-$(VERSION)

## dist              catalog-VERSION.tar.gz, the same bytes every time
dist:
	@tools/dist $(DIST)

## distcheck         build, test and install from that tarball
distcheck: dist
	@MAKE='$(MAKE)' tools/distcheck $(DIST)
