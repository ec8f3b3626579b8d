/* SPDX-License-Identifier: MIT */
/*
 * What the files of ls and tree share: browse.c walks, browse_rows.c prints a
 * row.  Private to them.
 */
#ifndef CATALOG_REPORT_BROWSE_ROWS_H
#define CATALOG_REPORT_BROWSE_ROWS_H

#include "report/browse.h"
#include "report/facts.h"
#include "report/listing.h"
#include "report/names.h"
#include "report/owner.h"

enum {
	C_VOLUME,
	C_PATH,
	C_TYPE,
	C_APPARENT,
	C_ALLOCATED,
	C_FILES,
	C_DIRECTORIES,
	C_MTIME,
	C_FACTS,
	C_DEPTH = C_FACTS + N_FACTS,
	C_T_MODE,
	C_T_NLINK,
	C_T_OWNER,
	C_T_GROUP,
	C_T_SIZE,
	C_T_ALLOCATED,
	C_T_SHARE,
	C_T_FILES,
	C_T_MTIME,
	C_T_NAME,
	N_BROWSE_COLUMNS
};

/* A directory, or what is in an archive as in one. */
struct frame {
	struct listing listing;
	size_t next;	 /* item */
	int64_t dir_id;	 /* whose items they are */
	bool is_inside;	 /* an archive */
	char *path;	 /* of it then, what its names are appended to */
	size_t name_len; /* of browse.name above them */
};

struct browse {
	const struct report_browse *options;
	const struct output_options *look;
	struct store *store;
	struct output *output;
	struct output_column columns[N_BROWSE_COLUMNS];
	struct names names;
	struct owners owners;
	struct inside_tree *tree; /* of the archive that is shown; or NULL */
	struct frame *frames;
	size_t n_frames;
	size_t room;
	struct strbuf name; /* of a row in the table, below the target */
	struct strbuf path;
	struct strbuf drawing;
	int64_t volume_id;
	bool online;
	int64_t whole; /* bytes of the target: what shares are of */
	/* The same unpacked, of a target in an archive; what is in archives
	 * elsewhere has no share.  -1: none. */
	int64_t whole_inside;
	int64_t n_rows;
};

/* Choose the columns of the table, and what fits into 80. */
void browse_choose_columns(struct browse *b, bool has_members);
/* One item of the last frame, or of none: the target, whose path is in b->path
 * already if it is in an archive. */
int browse_print(struct browse *b, const struct item *item, int64_t dir_id,
	struct error *err);
/* What a member adds to the path of where it is. */
void browse_append(struct strbuf *path, const struct frame *frame,
	const struct item *item);

#endif
