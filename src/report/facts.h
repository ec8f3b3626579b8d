/* SPDX-License-Identifier: MIT */
/*
 * What is known of an entry or of a member of an archive, as columns: find, ls,
 * tree and the rows of export have these in one order, under the same keys.
 * Private to src/report.
 */
#ifndef CATALOG_REPORT_FACTS_H
#define CATALOG_REPORT_FACTS_H

#include "output/output.h"

enum {
	FACT_MODE,
	FACT_UID,
	FACT_GID,
	FACT_INODE,
	FACT_NLINK,
	FACT_DIGEST,
	FACT_ONLINE,
	FACT_CRC,
	FACT_ENCRYPTED,
	N_FACTS
};

/* clang-format off: a column a line */
/* N_FACTS rows of a table of columns.  member: of those that only members of
 * archives have. */
#define FACT_COLUMNS(where, member)                                            \
	{ "mode", "MODE", OUTPUT_MODE, where, false },                         \
		{ "uid", "UID", OUTPUT_NUMBER, where, false },                 \
		{ "gid", "GID", OUTPUT_NUMBER, where, false },                 \
		{ "inode", "INODE", OUTPUT_UNSIGNED, where, false },           \
		{ "nlink", "LINKS", OUTPUT_NUMBER, where, false },             \
		{ "digest", "DIGEST", OUTPUT_HEX, where, false },              \
		{ "online", "ONLINE", OUTPUT_BOOL, where, false },             \
		{ "crc32", "CRC", OUTPUT_HEX, member, false },                 \
	{                                                                      \
		"encrypted", "ENCRYPTED", OUTPUT_BOOL, member, false           \
	}
/* clang-format on */

struct facts {
	uint32_t mode;
	uint32_t uid;
	uint32_t gid;
	int64_t inode;
	int64_t nlink;
	const void *digest; /* NULL: not known */
	size_t digest_len;
	bool is_online;
	/* Its archive says neither owner nor inode, and not always the rest. */
	bool is_member;
	bool has_mtime;
	bool has_crc;
	bool is_encrypted;
	uint32_t crc;
};

/* The values of the N_FACTS columns; they borrow the digest and crc until they
 * are printed. */
void facts_fill(struct output_value v[N_FACTS], const struct facts *facts,
	unsigned char crc[4]);

#endif
