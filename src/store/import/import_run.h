/* SPDX-License-Identifier: MIT */
/* Private to store/: one import, shared by its files. */
#ifndef CATALOG_STORE_IMPORT_IMPORT_RUN_H
#define CATALOG_STORE_IMPORT_IMPORT_RUN_H

#include "model/trust.h"
#include "store/idmap.h"
#include "store/import/import.h"
#include "store/internal.h"
#include "store/volumes.h"

/* No scan: before every time. */
#define IMPORT_NEVER INT64_MIN

/* A root in one of the catalogues. */
struct import_root {
	int64_t dir_id;
	int64_t volume_id;
	int64_t time_ns; /* of its latest scan that ended, or IMPORT_NEVER */
	/* Of those that are taken over: */
	int64_t source_id; /* root.id there */
	int64_t scan_id;   /* its scan here, 0 while there is none */
	const struct root_row *row;
	int64_t added, removed, modified, moved;
};

struct import_roots {
	struct import_root *roots;
	size_t n;
	struct root_row *rows;
};

/* A directory whose entries are to be laid beside each other. */
struct import_frame {
	int64_t from_dir;
	int64_t to_dir;
	int64_t from_time;
	int64_t to_time;
	struct import_root *root; /* whose scan from_time is */
	bool is_gone;		  /* that scan proved that it is not there */
	bool is_whole;		  /* what is missing in it is not there */
};

/* A name that is to go once all that is new is known. */
struct import_removal {
	struct import_root *root;
	int64_t dir_id;
	size_t name;
	size_t name_len;
	bool has_history;
};

struct import {
	struct store *to;
	struct store *from;
	const struct import_options *options;
	struct import_result *result;
	struct import_roots from_roots;
	struct import_roots to_roots;
	int64_t next_dir_id;
	int64_t done;
	int64_t total;

	/* The volume at hand. */
	int64_t volume_id; /* here */
	const char *volume_name;
	struct trust trust; /* as it is here */
	int64_t shift_ns;   /* of the times there */
	bool is_known;	    /* it was here before */
	int64_t had;	    /* names here, before */
	int64_t lost;	    /* names that were replaced */
	struct import_frame *frames;
	size_t n_frames;
	size_t size_frames;
	struct import_removal *removals;
	size_t n_removals;
	size_t size_removals;
	struct strbuf names; /* of the removals */

	struct idmap archives; /* there -> int64_t, here */
};

static inline bool
import_frame_wins(const struct import_frame *f)
{
	return f->from_time > f->to_time;
}

/* --- import.c ---------------------------------------------------------- */

/* 1 and the cursor at the last scan of the root that ended, or 0. */
int import_last_scan(struct bind *ret, struct store *store, int64_t root_id,
	struct error *err);

/* --- import_settle.c --------------------------------------------------- */

/* The latest scan of the root's is recorded here, if it is not yet; sets
 * root->scan_id. */
int import_record_scan(struct import *im, struct import_root *root,
	int64_t to_dir, bool is_first, struct error *err);

/* What is gone, once all that is new is known; too much of it is refused. */
int import_apply_removals(struct import *im, struct error *err);
/* The scans of the volume's roots get their sums. */
int import_finish_roots(struct import *im, int64_t from_volume,
	struct error *err);

/* --- import_tree.c ----------------------------------------------------- */

/* A volume from its top down; its removals are noted only. */
int import_tree(struct import *im, int64_t from_top, int64_t from_volume,
	int64_t to_top, struct error *err);

/* --- import_write.c ---------------------------------------------------- */

/* Have the directory's turn come. */
int import_push(struct import *im, const struct import_frame *f,
	struct error *err);
/* If the directory of the frame is that of a root which wins: its scan. */
int import_scan(struct import *im, const struct import_frame *f,
	struct error *err);
int import_add_way(struct import *im, const struct import_frame *f,
	const struct entry *entry, int64_t *ret_id, struct error *err);
/* child: the frame of the name, if it is a directory without to_dir. */
int import_add(struct import *im, const struct import_frame *f,
	const struct known_entry *there, struct import_frame *child,
	struct error *err);
int import_change(struct import *im, const struct import_frame *f,
	const struct known_entry *was, const struct entry *is,
	const struct import_frame *child, struct error *err);
/* Something else takes the name. */
int import_remove_now(struct import *im, const struct import_frame *f,
	const struct known_entry *here, struct error *err);
/* It goes once all that is new is known. */
int import_remove_later(struct import *im, const struct import_frame *f,
	const struct entry *e, struct error *err);
/* It is no more than the way to roots that are scanned later. */
int import_make_way(struct import *im, const struct import_frame *f,
	const struct known_entry *here, struct error *err);

/* --- import_facts.c ---------------------------------------------------- */

/* What was read of the file there, if less was here. */
int import_digest(struct import *im, int64_t to_dir, const struct entry *entry,
	int64_t from_content, int64_t to_content, struct error *err);
/* What could not be read there, instead of what could not be here. */
int import_problems(struct import *im, const struct import_frame *f,
	struct error *err);

/* --- import_archive.c -------------------------------------------------- */

/* What is in the file, if nobody looked into it here; else what was read of its
 * members there and not here. */
int import_archive(struct import *im, int64_t from_dir, int64_t to_dir,
	const struct entry *entry, struct error *err);

#endif
