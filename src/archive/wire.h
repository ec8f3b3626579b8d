/* SPDX-License-Identifier: MIT */
/*
 * What the child that reads an archive tells its parent, through a pipe.
 * Frames: a letter, the length of the payload (32 bits, little endian), the
 * payload.  F the format, M a member, D the digest of
 * one that was told before, E the end, which is the last.
 *
 * The writer is the child's.  The parser is the parent's and believes nothing:
 * the child has read something hostile and may not be itself any more.
 */
#ifndef CATALOG_ARCHIVE_WIRE_H
#define CATALOG_ARCHIVE_WIRE_H

#include "model/digest.h"
#include "model/member.h"
#include "util/cleanup.h"
#include "util/error.h"
#include "util/strbuf.h"

#define WIRE_FORMAT_MAX 64u /* bytes of the name of a format */
#define WIRE_TEXT_MAX 200u  /* and of a sentence */
#define WIRE_LEVEL_MAX 16u

/* How it ended, in the child's words. */
struct wire_end {
	enum archive_state state;
	int error; /* errno of ARCHIVE_UNREAD */
	uint32_t n_members;
	const char *text; /* printable, borrowed */
};

/* What is in a member. */
struct wire_digest {
	uint32_t place; /* it was the so manieth to be told, from 1 */
	int64_t size_bytes;
	unsigned char digest[DIGEST_BYTES];
};

/* --- writing ------------------------------------------------------------- */

/* Append a frame.  A format or a text is made printable and cut. */
void wire_add_format(struct strbuf *ret, const char *format);
void wire_add_member(struct strbuf *ret, const struct member *member);
void wire_add_digest(struct strbuf *ret, const struct wire_digest *digest);
void wire_add_end(struct strbuf *ret, const struct wire_end *end);

/* --- parsing -------------------------------------------------------------- */

struct wire_events {
	/* member is borrowed; a negative answer ends the parsing. */
	int (*on_member)(void *arg, const struct member *member,
		struct error *err);
	/* Likewise; NULL: none was asked for. */
	int (*on_digest)(void *arg, const struct wire_digest *digest,
		struct error *err);
	void *arg;
};

struct wire;

/* At most so many levels and members; less than WIRE_LEVEL_MAX. */
struct wire *wire_new(unsigned int levels, uint32_t members);
/*
 * The next bytes.  0, the negative code of on_member, or -EPROTO when they are
 * not what a child of ours says; then nothing more may be fed.
 */
int wire_feed(struct wire *w, const void *bytes, size_t len,
	const struct wire_events *events, struct error *err);
/* True when the end was there; *ret is borrowed from w. */
bool wire_ended(const struct wire *w, struct wire_end *ret);
/* Of the format, "" if it was not told. */
const char *wire_format(const struct wire *w);
uint32_t wire_n_members(const struct wire *w);
void wire_free(struct wire *w);
DEFINE_CLEANUP(struct wire *, wire_free);

#endif
