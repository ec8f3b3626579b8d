/* SPDX-License-Identifier: MIT */
/*
 * Both ends of the pipe.  A member's payload is 32 bytes and its path:
 *
 *	0 level  1 flags  2 nothing  4 mode  8 CRC  12 nothing
 *	16 size  24 time  32 path ...
 *
 * A digest's is 28 bytes: 0 place, 4 size, 12 digest.
 * The end's is 12 bytes and a sentence: 0 state, 4 errno, 8 members.
 *
 * The parser holds at most one frame, whose length is checked before a byte of
 * it is kept.  All that it hands on was compared with what it may be.
 */
#include "archive/wire.h"

#include "util/alloc.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define HEAD_SIZE 5u
#define MEMBER_SIZE 32u
#define END_SIZE 12u
#define DIGEST_SIZE (12u + DIGEST_BYTES)
#define PAYLOAD_MAX (MEMBER_SIZE + MEMBER_PATH_MAX)

enum {
	FLAG_MTIME = 1u << 0,
	FLAG_CRC = 1u << 1,
	FLAG_ENCRYPTED = 1u << 2,
	FLAGS_ALL = FLAG_MTIME | FLAG_CRC | FLAG_ENCRYPTED,
};

/* --- writing ------------------------------------------------------------- */

static void
add_head(struct strbuf *ret, char letter, size_t len)
{
	uint32_t n = htole32((uint32_t)len);

	strbuf_addc(ret, letter);
	strbuf_add(ret, &n, sizeof(n));
}

static void
put_u32(unsigned char *at, uint32_t n)
{
	n = htole32(n);
	memcpy(at, &n, sizeof(n));
}

static void
put_i64(unsigned char *at, int64_t n)
{
	uint64_t u = htole64((uint64_t)n);

	memcpy(at, &u, sizeof(u));
}

static bool
is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

static size_t
add_printable(struct strbuf *ret, const char *text, size_t max)
{
	size_t n = 0;

	for (; n < max && text[n]; n++)
		strbuf_addc(ret, is_printable(text[n]) ? text[n] : '?');
	return n;
}

void
wire_add_format(struct strbuf *ret, const char *format)
{
	add_head(ret, 'F', strnlen(format, WIRE_FORMAT_MAX));
	(void)add_printable(ret, format, WIRE_FORMAT_MAX);
}

void
wire_add_member(struct strbuf *ret, const struct member *m)
{
	unsigned char fixed[MEMBER_SIZE] = { 0 };

	fixed[0] = (unsigned char)m->level;
	fixed[1] = (unsigned char)((m->has_mtime ? FLAG_MTIME : 0) |
		(m->has_crc ? FLAG_CRC : 0) |
		(m->is_encrypted ? FLAG_ENCRYPTED : 0));
	put_u32(fixed + 4, m->mode);
	put_u32(fixed + 8, m->crc);
	put_i64(fixed + 16, m->size_bytes);
	put_i64(fixed + 24, m->mtime_ns);
	add_head(ret, 'M', sizeof(fixed) + m->path_len);
	strbuf_add(ret, fixed, sizeof(fixed));
	strbuf_add(ret, m->path, m->path_len);
}

void
wire_add_digest(struct strbuf *ret, const struct wire_digest *d)
{
	unsigned char fixed[DIGEST_SIZE];

	put_u32(fixed, d->place);
	put_i64(fixed + 4, d->size_bytes);
	memcpy(fixed + 12, d->digest, DIGEST_BYTES);
	add_head(ret, 'D', sizeof(fixed));
	strbuf_add(ret, fixed, sizeof(fixed));
}

void
wire_add_end(struct strbuf *ret, const struct wire_end *end)
{
	unsigned char fixed[END_SIZE] = { 0 };

	fixed[0] = (unsigned char)end->state;
	put_u32(fixed + 4, (uint32_t)end->error);
	put_u32(fixed + 8, end->n_members);
	add_head(ret, 'E', sizeof(fixed) + strnlen(end->text, WIRE_TEXT_MAX));
	strbuf_add(ret, fixed, sizeof(fixed));
	(void)add_printable(ret, end->text, WIRE_TEXT_MAX);
}

/* --- parsing -------------------------------------------------------------- */

struct wire {
	unsigned int levels;
	uint32_t max_members;
	uint32_t n_members;
	struct strbuf held; /* less than a frame */
	unsigned int level; /* of the last member; 0: there was none */
	/* Is the last member of a level a file?  Only that holds others. */
	bool is_file[WIRE_LEVEL_MAX + 1];
	bool is_over;
	struct wire_end end;
	char format[WIRE_FORMAT_MAX + 1];
	char text[WIRE_TEXT_MAX + 1];
};

struct wire *
wire_new(unsigned int levels, uint32_t members)
{
	struct wire *w = xcalloc(1, sizeof(*w));

	w->levels = levels < WIRE_LEVEL_MAX ? levels : WIRE_LEVEL_MAX;
	w->max_members = members;
	w->held = (struct strbuf)STRBUF_INIT;
	return w;
}

void
wire_free(struct wire *w)
{
	if (!w)
		return;
	strbuf_clear(&w->held);
	free(w);
}

static uint32_t
get_u32(const unsigned char *at)
{
	uint32_t n;

	memcpy(&n, at, sizeof(n));
	return le32toh(n);
}

static int64_t
get_i64(const unsigned char *at)
{
	uint64_t u;

	memcpy(&u, at, sizeof(u));
	return (int64_t)le64toh(u);
}

static int
broken(struct error *err, const char *what)
{
	return error_set(err, EPROTO,
		"what was to read the archive said nonsense (%s)", what);
}

/* Into a buffer that has room for max bytes and a NUL. */
static bool
take_text(char *ret, size_t max, const unsigned char *bytes, size_t len)
{
	if (len > max)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_printable((char)bytes[i]))
			return false;
	memcpy(ret, bytes, len);
	ret[len] = '\0';
	return true;
}

static bool
is_known_type(uint32_t mode)
{
	switch (mode & (uint32_t)S_IFMT) {
	case S_IFREG:
	case S_IFDIR:
	case S_IFLNK:
	case S_IFIFO:
	case S_IFSOCK:
	case S_IFCHR:
	case S_IFBLK:
		return (mode & ~((uint32_t)S_IFMT | 07777u)) == 0;
	default:
		return false;
	}
}

/* Is the member where it can be: beside the last one, in it, or above? */
static bool
is_in_place(const struct wire *w, unsigned int level)
{
	if (level == 0 || level > w->levels || level > w->level + 1)
		return false;
	return level == 1 || w->is_file[level - 1];
}

static int
take_member(struct wire *w, const unsigned char *p, size_t len,
	const struct wire_events *events, struct error *err)
{
	struct member m = { 0 };

	if (len <= MEMBER_SIZE || (p[1] & ~(unsigned int)FLAGS_ALL) != 0)
		return broken(err, "a member");
	m.level = p[0];
	m.has_mtime = (p[1] & FLAG_MTIME) != 0;
	m.has_crc = (p[1] & FLAG_CRC) != 0;
	m.is_encrypted = (p[1] & FLAG_ENCRYPTED) != 0;
	m.mode = get_u32(p + 4);
	m.crc = get_u32(p + 8);
	m.size_bytes = get_i64(p + 16);
	m.mtime_ns = get_i64(p + 24);
	m.path = (const char *)p + MEMBER_SIZE;
	m.path_len = len - MEMBER_SIZE;
	if (m.size_bytes < -1 || !is_known_type(m.mode) ||
		memchr(m.path, '\0', m.path_len))
		return broken(err, "a member's facts");
	if (!is_in_place(w, m.level))
		return broken(err, "a member's place");
	if (w->n_members >= w->max_members)
		return broken(err, "too many members");
	w->n_members++;
	w->level = m.level;
	w->is_file[m.level] = S_ISREG(m.mode);
	return events->on_member(events->arg, &m, err);
}

static int
take_digest(struct wire *w, const unsigned char *p, size_t len,
	const struct wire_events *events, struct error *err)
{
	struct wire_digest d = { 0 };

	if (len != DIGEST_SIZE || !events->on_digest)
		return broken(err, "a digest");
	d.place = get_u32(p);
	d.size_bytes = get_i64(p + 4);
	memcpy(d.digest, p + 12, DIGEST_BYTES);
	if (d.place == 0 || d.place > w->n_members || d.size_bytes < 0)
		return broken(err, "whose digest it is");
	return events->on_digest(events->arg, &d, err);
}

static int
take_end(struct wire *w, const unsigned char *p, size_t len, struct error *err)
{
	if (len < END_SIZE || p[0] >= ARCHIVE_STATES ||
		get_u32(p + 8) != w->n_members ||
		!take_text(w->text, WIRE_TEXT_MAX, p + END_SIZE,
			len - END_SIZE))
		return broken(err, "the end");
	w->end.state = (enum archive_state)p[0];
	w->end.error = (int)(get_u32(p + 4) & 0xfff);
	w->end.n_members = w->n_members;
	w->end.text = w->text;
	w->is_over = true;
	return 0;
}

static int
take_frame(struct wire *w, char letter, const unsigned char *p, size_t len,
	const struct wire_events *events, struct error *err)
{
	switch (letter) {
	case 'F':
		return take_text(w->format, WIRE_FORMAT_MAX, p, len) ?
			0 :
			broken(err, "a format");
	case 'M':
		return take_member(w, p, len, events, err);
	case 'D':
		return take_digest(w, p, len, events, err);
	case 'E':
		return take_end(w, p, len, err);
	default:
		return broken(err, "an unknown frame");
	}
}

/* How long the frame at p is; 0: that is not known yet. */
static int
frame_size(const unsigned char *p, size_t len, size_t *ret, struct error *err)
{
	uint32_t payload;

	*ret = 0;
	if (len < HEAD_SIZE)
		return 0;
	payload = get_u32(p + 1);
	if (payload > PAYLOAD_MAX)
		return broken(err, "a length");
	*ret = HEAD_SIZE + payload;
	return 0;
}

/* Take the whole frames at p; *ret_used is what they were. */
static int
take_frames(struct wire *w, const unsigned char *p, size_t len,
	size_t *ret_used, const struct wire_events *events, struct error *err)
{
	size_t size;
	int r = 0;

	*ret_used = 0;
	while (r >= 0 && *ret_used < len) {
		const unsigned char *frame = p + *ret_used;

		if (w->is_over)
			return broken(err, "more behind the end");
		r = frame_size(frame, len - *ret_used, &size, err);
		if (r < 0 || size == 0 || size > len - *ret_used)
			return r;
		r = take_frame(w, (char)frame[0], frame + HEAD_SIZE,
			size - HEAD_SIZE, events, err);
		*ret_used += size;
	}
	return r < 0 ? r : 0;
}

int
wire_feed(struct wire *w, const void *bytes, size_t len,
	const struct wire_events *events, struct error *err)
{
	const unsigned char *p = bytes;
	size_t used;
	int r;

	if (w->held.len > 0) {
		strbuf_add(&w->held, bytes, len);
		p = (const unsigned char *)w->held.buf;
		len = w->held.len;
	}
	r = take_frames(w, p, len, &used, events, err);
	if (r < 0)
		return r;
	if (w->held.len == 0) {
		strbuf_add(&w->held, p + used, len - used);
		return 0;
	}
	memmove(w->held.buf, w->held.buf + used, len - used);
	strbuf_truncate(&w->held, len - used);
	return 0;
}

bool
wire_ended(const struct wire *w, struct wire_end *ret)
{
	if (w->is_over && w->held.len == 0)
		*ret = w->end;
	return w->is_over && w->held.len == 0;
}

const char *
wire_format(const struct wire *w)
{
	return w->format;
}

uint32_t
wire_n_members(const struct wire *w)
{
	return w->n_members;
}
