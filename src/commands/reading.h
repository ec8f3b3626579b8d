/* SPDX-License-Identifier: MIT */
/* What the commands that read contents have in common: hash, dupes, verify. */
#ifndef CATALOG_COMMANDS_READING_H
#define CATALOG_COMMANDS_READING_H

#include "cli/command.h"
#include "commands/session.h"
#include "hash/archive/members.h"
#include "hash/hash.h"
#include "util/strbuf.h"

struct reading_args {
	int64_t max_bytes;
	const char *max_time;
	int64_t bandwidth;
	int64_t jobs;
};

/* Rows of an option table; the args struct has a struct reading_args of this
 * name. */
#define READING_OPTIONS(field)                                                 \
	OPT_SIZE(0, "max-bytes", field.max_bytes, "SIZE",                      \
		"begin no other file when SIZE was read"),                     \
		OPT_STRING(0, "max-time", field.max_time, "TIME",              \
			"stop after TIME, such as 90s, 15m or 2h"),            \
		OPT_SIZE(0, "bandwidth", field.bandwidth, "SIZE",              \
			"read SIZE a second at most"),                         \
		OPT_NUMBER('j', "jobs", field.jobs, "N", 1, 64,                \
			"read N files of a volume at a time")

/* session_open_writing(), but of a catalogue that is there. */
int reading_open(struct session *s, const struct context *ctx,
	struct error *err);

int reading_limits(const struct reading_args *args, struct budget_limits *ret,
	struct error *err);

/* hash_run() with a line of progress.  An interrupt is ERROR_INTERRUPTED; what
 * was read is kept. */
int reading_run(struct session *s, const struct context *ctx,
	const struct hash_options *options, struct hash_stats *ret,
	struct error *err);

/* The same, but another will do the rest: an interrupt is its affair. */
int reading_begun(struct session *s, const struct context *ctx,
	const struct hash_options *options, struct hash_stats *ret,
	struct error *err);

/* The same for members of archives: members_find().  scope and sizes are those
 * of `options`. */
int reading_members(struct session *s, const struct context *ctx,
	const struct hash_options *options, struct members_stats *ret,
	struct hash_stats *ret_files, struct error *err);

/* Append "12 files", "1 file". */
void reading_add_count(struct strbuf *ret, int64_t n, const char *one,
	const char *many);
/* Append a size as the user wants sizes. */
void reading_add_size(struct strbuf *ret, const struct context *ctx,
	int64_t bytes);

#endif
