/* SPDX-License-Identifier: MIT */
/*
 * An archive's members, one frame each.  A zip is asked for its central
 * directory (decode_zip.c), which is where the CRCs are and needs no look at
 * the members; everything else, and a zip that is not whole, goes to
 * libarchive (decode_any.c).  What a member may hold in turn is in
 * decode_within.c.
 *
 * Limits.  Members are counted here (the parent counts, too), bytes wherever
 * compressed ones are fetched: that is the one place that every loop of a
 * decoder must come by, unless it hangs.  For that there is the parent's
 * clock.
 */
#include "archive/decode.h"

#include "util/clock.h"
#include "util/io.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Frames are written in pieces of this size. */
#define FLUSH_BYTES 32768
/* What was digested is told so often: it is work, which is not to be lost. */
#define FLUSH_NS (NS_PER_SECOND / 5)

/* --- telling -------------------------------------------------------------- */

__attribute__((format(printf, 3, 0))) static void
note(struct decoder *d, enum archive_state state, const char *format,
	va_list ap)
{
	if (d->state != ARCHIVE_COMPLETE)
		return;
	d->state = state;
	(void)vsnprintf(d->text, sizeof(d->text), format, ap);
}

bool
decode_trouble(struct decoder *d, enum archive_state state, const char *format,
	...)
{
	va_list ap;

	va_start(ap, format);
	note(d, state, format, ap);
	va_end(ap);
	return false;
}

bool
decode_stop(struct decoder *d, const char *format, ...)
{
	va_list ap;

	d->is_over = true;
	va_start(ap, format);
	note(d, ARCHIVE_LIMITED, format, ap);
	va_end(ap);
	return false;
}

static bool
flush(struct decoder *d)
{
	int r = io_write_full(d->out, d->frames.buf, d->frames.len);

	strbuf_truncate(&d->frames, 0);
	return r == 0 || decode_stop(d, "nobody listens");
}

bool
decode_tell(struct decoder *d, const struct member *member)
{
	if (member->path_len == 0)
		return true;
	if (member->path_len > MEMBER_PATH_MAX) {
		(void)decode_trouble(d, ARCHIVE_DAMAGED,
			"a member's name is longer than %u bytes",
			MEMBER_PATH_MAX);
		return true;
	}
	if (d->n_members >= d->limits->members)
		return decode_stop(d, "limit of members: it has more than %lu",
			(unsigned long)d->limits->members);
	d->n_members++;
	wire_add_member(&d->frames, member);
	return d->frames.len < FLUSH_BYTES || flush(d);
}

bool
decode_tell_digest(struct decoder *d, const struct wire_digest *digest)
{
	int64_t now = clock_monotonic_ns();
	bool is_due = d->frames.len >= FLUSH_BYTES || now >= d->flush_at_ns;

	wire_add_digest(&d->frames, digest);
	if (!is_due)
		return true;
	d->flush_at_ns = now + FLUSH_NS;
	return flush(d);
}

bool
decode_tell_format(struct decoder *d, const char *format)
{
	wire_add_format(&d->frames, format);
	return true;
}

/* What so many bytes may become. */
static int64_t
most_of(const struct decoder *d, int64_t packed)
{
	int64_t most;

	if (__builtin_mul_overflow(packed, d->limits->expansion, &most))
		return INT64_MAX;
	return most > d->limits->expansion_from ? most :
						  d->limits->expansion_from;
}

bool
decode_is_too_much(struct decoder *d, int64_t packed, int64_t unpacked)
{
	int64_t whole;

	if (__builtin_add_overflow(d->unpacked, unpacked, &whole))
		whole = INT64_MAX;
	if (whole > d->limits->unpack_bytes)
		return !decode_stop(d,
			"limit of bytes: more than %lld were unpacked to read "
			"its list",
			(long long)d->limits->unpack_bytes);
	/* A part may not grow out of proportion, nor may all of them. */
	if (unpacked > most_of(d, packed) || whole > most_of(d, d->size))
		return !decode_stop(d,
			"limit of expansion: it grows to more than %lld times "
			"its size",
			(long long)d->limits->expansion);
	return false;
}

/* --- the file ------------------------------------------------------------- */

struct file {
	int fd;
	int64_t bytes_per_second; /* 0: at will */
	int64_t due_ns;		  /* when the next may be read */
};

static void
pace(struct file *file, int64_t bytes)
{
	int64_t now = clock_monotonic_ns();
	struct timespec due;

	if (file->bytes_per_second <= 0)
		return;
	file->due_ns = file->due_ns > now ? file->due_ns : now;
	file->due_ns += (int64_t)((double)bytes * (double)NS_PER_SECOND /
		(double)file->bytes_per_second);
	due = clock_to_timespec(file->due_ns);
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) ==
		EINTR)
		continue;
}

static ssize_t
read_file(void *arg, void *buffer, size_t len)
{
	struct file *file = arg;
	ssize_t n;

	do
		n = read(file->fd, buffer, len);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		pace(file, n);
	return n;
}

static int64_t
seek_file(void *arg, int64_t offset, int whence)
{
	return lseek(((const struct file *)arg)->fd, offset, whence);
}

static void
list_file(struct decoder *d, int fd, const char *name)
{
	struct file paced = { .fd = fd,
		.bytes_per_second = d->limits->bytes_per_second };
	const struct source file = { read_file, seek_file, &paced };
	char head[RECOGNISE_HEAD];
	ssize_t n = io_pread_full(fd, head, sizeof(head), 0);
	bool is_zip;
	enum archive_guess guess;

	if (n < 0) {
		d->error = (int)-n;
		(void)decode_trouble(d, ARCHIVE_UNREAD, "cannot read");
		return;
	}
	guess = archive_recognise(head, (size_t)n);
	is_zip = n > 2 && memcmp(head, "PK", 2) == 0;
	/* What it shows itself by may be behind a program. */
	if ((is_zip || guess == GUESS_PERHAPS) && decode_zip(d, &file, 1) != 0)
		return;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return;
	/* The caller looked further than the head. */
	(void)decode_any(d, &file, name, 1,
		guess == GUESS_NO ? GUESS_YES : guess);
	if (is_zip)
		(void)decode_trouble(d, ARCHIVE_DAMAGED,
			"its directory is missing or damaged");
}

bool
decode(int fd, int out, const char *name, const struct archive_limits *limits)
{
	struct decoder d = { .limits = limits,
		.out = out,
		.frames = STRBUF_INIT };
	struct wire_end end = { 0 };
	bool is_told;

	d.size = lseek(fd, 0, SEEK_END);
	list_file(&d, fd, name);
	end.state = d.state;
	end.error = d.error;
	end.n_members = d.n_members;
	end.text = d.text;
	wire_add_end(&d.frames, &end);
	is_told = flush(&d);
	strbuf_clear(&d.frames);
	return is_told;
}
