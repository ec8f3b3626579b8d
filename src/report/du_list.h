/* SPDX-License-Identifier: MIT */
/*
 * The rows of du, as they are gathered: du.c has directories and files,
 * du_members.c archives.  Private to them.
 */
#ifndef CATALOG_REPORT_DU_LIST_H
#define CATALOG_REPORT_DU_LIST_H

#include "report/du.h"
#include "report/du_total.h"
#include "report/names.h"

struct place_of_size {
	int64_t dir_id;
	int64_t volume_id;
	int64_t key;
	size_t number; /* as they were found: ties stay in that order */
	char *name;    /* of a file in that directory, else NULL */
	size_t name_len;
	struct totals totals; /* of a file */
	/* What is in the archive of that name, from there on. */
	bool is_inside;
	struct inside inside;
	int64_t members;  /* in archives, of a directory: below it */
	int64_t unpacked; /* their bytes */
	char *path;	  /* only if that is what they are sorted by */
};

struct du {
	struct store *store;
	const struct report_du *options;
	struct names names;
	bool has_members; /* with columns for them */
	struct place_of_size *list;
	size_t n;
	size_t size;
	struct du_part *parts; /* one for each target */
	size_t n_parts;
	struct totals total; /* of all targets: what shares are of */
};

struct sums {
	struct totals now;
	struct totals then;
	bool is_then_known;
};

/* An archive, and what of it. */
struct du_archive {
	int64_t dir_id;
	int64_t volume_id;
	const char *name; /* borrowed */
	size_t name_len;
	struct inside inside;
};

/* A new row, whose place in the order these decide. */
struct place_of_size *du_add(struct du *du, int64_t dir_id, int64_t volume_id,
	const struct sums *sums);

/* What is in the archive that the file of a row is. */
int du_fill_archive(struct du *du, struct place_of_size *p, int64_t archive_id,
	struct error *err);
/*
 * What is in an archive, or in a part of it: a row, and one for each directory
 * in it that is no deeper than `levels`.
 */
int du_add_inside(struct du *du, const struct du_archive *archive,
	int64_t levels, struct error *err);
/* Those of the archives right in a directory. */
int du_add_archives(struct du *du, int64_t dir_id, int64_t volume_id,
	int64_t levels, struct error *err);
/* Sum up what is in archives for each directory in the list. */
int du_sum_archives(struct du *du, struct error *err);

#endif
