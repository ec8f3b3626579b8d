/* SPDX-License-Identifier: MIT */
/*
 * Private to store/: what tests change about opening a catalogue.
 */
#ifndef CATALOG_STORE_SETUP_H
#define CATALOG_STORE_SETUP_H

#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>

/* SQL that brings a catalogue from version - 1 to version. */
struct migration {
	int version;
	const char *sql;
};

struct store_setup {
	const char *(*network_kind)(const char *path); /* netfs_kind */
	const char *schema;			       /* of a new file */
	const char *views;		    /* dropped and made again */
	int version;			    /* of both */
	int oldest_to_read;		    /* as it is, by STORE_READ */
	const struct migration *migrations; /* by version */
	size_t n_migrations;
	bool as_draft; /* a new file: see store_open_draft() */
};

/* To the versions from 2 to STORE_VERSION. */
extern const struct migration store_migrations[];

extern const struct store_setup store_setup_default;
int store_open_as(struct store **ret, const char *path, enum store_mode mode,
	const struct store_setup *setup, struct error *err);

/* Make the tables of a new file, or bring an older one up to date. */
int migrate(struct store *store, const struct store_setup *setup,
	struct error *err);

#endif
