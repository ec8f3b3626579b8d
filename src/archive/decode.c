/* SPDX-License-Identifier: MIT */
/*
 * An archive's members, one frame each.  A zip is asked for its central
 * directory (decode_zip.c), which is where the CRCs are and needs no look at
 * the members; everything else, and a zip that is not whole, goes to
 * libarchive, which reads from front to back and jumps where the format and
 * the source allow it.
 *
 * Archives in archives: the data of a member is a source like the file was,
 * only that it cannot be read twice.  What was looked at to recognise it is
 * handed on first (struct peeked).
 *
 * Limits.  Members are counted here (the parent counts, too), bytes wherever
 * compressed ones are fetched: that is the one place that every loop of a
 * decoder must come by, unless it hangs.  For that there is the parent's
 * clock.
 */
#include "archive/decode.h"

#include "util/alloc.h"
#include "util/io.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Frames are written in pieces of this size. */
#define FLUSH_BYTES 32768
/* What libarchive is fed with. */
#define BLOCK_BYTES 65536

/* --- telling --------------------------------------------------------------- */

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
decode_tell_format(struct decoder *d, const char *format)
{
	wire_add_format(&d->frames, format);
	return true;
}

bool
decode_is_too_much(struct decoder *d, int64_t packed, int64_t unpacked)
{
	int64_t most = d->limits->expansion_from;
	int64_t whole;

	if (__builtin_add_overflow(d->unpacked, unpacked, &whole))
		whole = INT64_MAX;
	if (whole > d->limits->unpack_bytes)
		return !decode_stop(d,
			"limit of bytes: more than %lld were unpacked to read "
			"its list",
			(long long)d->limits->unpack_bytes);
	if (packed < INT64_MAX / d->limits->expansion &&
		packed * d->limits->expansion > most)
		most = packed * d->limits->expansion;
	if (unpacked > most)
		return !decode_stop(d,
			"limit of expansion: it grows to more than %lld times "
			"its size",
			(long long)d->limits->expansion);
	return false;
}

/* --- libarchive ------------------------------------------------------------ */

/* One archive that is being read. */
struct reading {
	struct decoder *d;
	const struct source *source;
	struct archive *archive;
	unsigned int level;
	int64_t packed; /* bytes fetched */
	bool is_blank;	/* it begins like the end of a tar: see decode_any() */
	char block[BLOCK_BYTES];
};

static bool
is_too_much(const struct reading *r)
{
	return decode_is_too_much(r->d, r->packed,
		archive_filter_bytes(r->archive, 0));
}

static la_ssize_t
on_read(struct archive *a, void *arg, const void **ret)
{
	struct reading *r = arg;
	ssize_t n = r->source->read(r->source->arg, r->block, BLOCK_BYTES);

	*ret = r->block;
	if (n < 0) {
		if (r->level == 1)
			r->d->error = errno;
		archive_set_error(a, errno, "cannot read");
		return ARCHIVE_FATAL;
	}
	r->packed += n;
	if (is_too_much(r)) {
		archive_set_error(a, EFBIG, "too much");
		return ARCHIVE_FATAL;
	}
	return n;
}

static la_int64_t
on_seek(struct archive *a, void *arg, la_int64_t offset, int whence)
{
	struct reading *r = arg;
	int64_t at = r->source->seek(r->source->arg, offset, whence);

	(void)a; /* the error is told by the answer */
	return at < 0 ? ARCHIVE_FATAL : at;
}

static la_int64_t
on_skip(struct archive *a, void *arg, la_int64_t n)
{
	struct reading *r = arg;
	int64_t before, end, to;

	(void)a; /* to skip less is no error */
	before = r->source->seek(r->source->arg, 0, SEEK_CUR);
	end = r->source->seek(r->source->arg, 0, SEEK_END);
	if (before < 0 || end < 0)
		return 0;
	to = n > end - before ? end : before + n;
	to = r->source->seek(r->source->arg, to < before ? before : to,
		SEEK_SET);
	return to < before ? 0 : to - before;
}

/* None that would start a program: lrzip, grzip, lzop. */
static void
support_filters(struct archive *a)
{
	(void)archive_read_support_filter_gzip(a);
	(void)archive_read_support_filter_bzip2(a);
	(void)archive_read_support_filter_xz(a);
	(void)archive_read_support_filter_zstd(a);
	(void)archive_read_support_filter_lz4(a);
	(void)archive_read_support_filter_lzma(a);
	(void)archive_read_support_filter_lzip(a);
	(void)archive_read_support_filter_compress(a);
	(void)archive_read_support_filter_rpm(a);
	(void)archive_read_support_format_raw(a);
}

/* mtree only where it says so: to libarchive any list of words is one. */
static void
support_formats(struct archive *a, bool has_mtree)
{
	(void)archive_read_support_format_7zip(a);
	(void)archive_read_support_format_ar(a);
	(void)archive_read_support_format_cab(a);
	(void)archive_read_support_format_cpio(a);
	(void)archive_read_support_format_iso9660(a);
	(void)archive_read_support_format_lha(a);
	(void)archive_read_support_format_rar(a);
	(void)archive_read_support_format_rar5(a);
	(void)archive_read_support_format_tar(a);
	(void)archive_read_support_format_warc(a);
	(void)archive_read_support_format_xar(a);
	(void)archive_read_support_format_zip(a);
	if (has_mtree)
		(void)archive_read_support_format_mtree(a);
}

static uint32_t
mode_of(struct archive_entry *entry)
{
	uint32_t mode = (uint32_t)archive_entry_mode(entry);

	switch (mode & (uint32_t)S_IFMT) {
	case S_IFDIR:
	case S_IFLNK:
	case S_IFIFO:
	case S_IFSOCK:
	case S_IFCHR:
	case S_IFBLK:
		return mode & ((uint32_t)S_IFMT | 07777u);
	default: /* hard links in a tar have no type */
		return S_IFREG | (mode & 07777u);
	}
}

static struct member
member_of(struct archive_entry *entry, unsigned int level)
{
	struct member m = { .level = level, .size_bytes = -1 };
	int64_t ns = 0;

	m.path = archive_entry_pathname(entry);
	if (!m.path)
		m.path = archive_entry_pathname_utf8(entry);
	m.path_len = m.path ? strlen(m.path) : 0;
	m.mode = mode_of(entry);
	if (S_ISREG(m.mode) && archive_entry_size_is_set(entry) &&
		archive_entry_size(entry) >= 0 &&
		!archive_entry_hardlink(entry))
		m.size_bytes = archive_entry_size(entry);
	if (archive_entry_mtime_is_set(entry) &&
		!__builtin_mul_overflow((int64_t)archive_entry_mtime(entry),
			INT64_C(1000000000), &ns) &&
		!__builtin_add_overflow(ns,
			(int64_t)archive_entry_mtime_nsec(entry), &ns)) {
		m.mtime_ns = ns;
		m.has_mtime = true;
	}
	m.is_encrypted = archive_entry_is_encrypted(entry) != 0;
	return m;
}

static ssize_t
read_data(void *arg, void *buffer, size_t len)
{
	struct reading *r = arg;
	la_ssize_t n = archive_read_data(r->archive, buffer, len);

	if (n > 0)
		r->d->unpacked += n;
	if (n < 0)
		errno = EIO;
	return n < 0 ? -1 : (ssize_t)n;
}

/* The size of what is only compressed is known when all of it was read. */
static bool
measure(struct reading *r, int64_t *ret)
{
	const void *block;
	size_t len;
	la_int64_t at;
	int code;

	*ret = 0;
	while ((code = archive_read_data_block(r->archive, &block, &len,
			&at)) == ARCHIVE_OK &&
		!is_too_much(r))
		*ret = at + (la_int64_t)len;
	return code == ARCHIVE_EOF;
}

static size_t
ends_in(const char *name, size_t len, const char *suffix)
{
	size_t n = strlen(suffix);

	return len > n && strcasecmp(name + len - n, suffix) == 0 ? n : 0;
}

/* "photo.tif.gz" -> "photo.tif"; what is no suffix of ours stays. */
static size_t
stem(const char *name)
{
	static const char *const suffixes[] = { ".gz", ".bz2", ".xz", ".zst",
		".lz4", ".lzma", ".lz", ".Z" };
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (ends_in(name, len, suffixes[i]))
			return len - ends_in(name, len, suffixes[i]);
	return len;
}

/* A file that is compressed and no archive: its only member. */
static bool
list_raw(struct reading *r, struct archive_entry *entry, const char *name)
{
	struct member m = member_of(entry, r->level);
	int64_t size;
	bool is_whole = measure(r, &size);

	m.path = name;
	m.path_len = stem(name);
	m.mode = S_IFREG | 0644;
	m.size_bytes = is_whole ? size : -1;
	if (!decode_tell(r->d, &m))
		return false;
	return is_whole ||
		decode_trouble(r->d, ARCHIVE_DAMAGED, "%s",
			archive_error_string(r->archive) ?
				archive_error_string(r->archive) :
				"what is compressed in it is damaged");
}

static bool
list_entry(struct reading *r, struct archive_entry *entry)
{
	const struct source data = { .read = read_data, .arg = r };
	struct member m = member_of(entry, r->level);

	if (m.is_encrypted)
		(void)decode_trouble(r->d, ARCHIVE_ENCRYPTED,
			"members are encrypted");
	if (m.path_len == 0) {
		/* A header that is torn comes with a warning only. */
		if (archive_error_string(r->archive))
			(void)decode_trouble(r->d, ARCHIVE_DAMAGED, "%s",
				archive_error_string(r->archive));
		return true;
	}
	if (!decode_tell(r->d, &m))
		return false;
	if (!decode_goes_below(r->d, &m))
		return true;
	return decode_member(r->d, &data, m.path, r->level);
}

/* Is it worth going on after that answer of libarchive? */
static bool
is_next(struct reading *r, int code)
{
	const char *why = archive_error_string(r->archive);

	if (code == ARCHIVE_OK)
		return true;
	if (code == ARCHIVE_EOF)
		return false;
	if (code == ARCHIVE_WARN)
		return true;
	if (r->d->error != 0)
		return decode_trouble(r->d, ARCHIVE_UNREAD, "cannot read");
	if (archive_read_has_encrypted_entries(r->archive) > 0)
		return decode_trouble(r->d, ARCHIVE_ENCRYPTED,
			"the list of its members is encrypted");
	return decode_trouble(r->d, ARCHIVE_DAMAGED, "%s",
		why ? why : "it is damaged");
}

static void
tell_format(struct reading *r)
{
	struct strbuf format = STRBUF_INIT;
	const char *name = archive_format(r->archive) == ARCHIVE_FORMAT_RAW ?
		NULL :
		archive_format_name(r->archive);

	if (name) /* libarchive has none for WARC */
		strbuf_adds(&format, name);
	else if (archive_format(r->archive) == ARCHIVE_FORMAT_WARC)
		strbuf_adds(&format, "WARC");
	for (int i = archive_filter_count(r->archive) - 2; i >= 0; i--)
		strbuf_addf(&format, "%s%s", format.len > 0 ? ", " : "",
			archive_filter_name(r->archive, i));
	(void)decode_tell_format(r->d, format.buf);
	strbuf_clear(&format);
}

/* Nothing was listed: was it an archive at all? */
static void
judge_empty(struct reading *r, int code, enum archive_guess guess)
{
	if (guess == GUESS_PERHAPS && code != ARCHIVE_EOF)
		(void)decode_trouble(r->d, ARCHIVE_NONE, "no archive");
	else
		(void)is_next(r, code); /* keeps the trouble */
}

static bool
is_bare(struct archive *a)
{
	return archive_format(a) == ARCHIVE_FORMAT_RAW &&
		archive_filter_count(a) < 2;
}

static void
list(struct reading *r, const char *name, enum archive_guess guess)
{
	struct archive_entry *entry;
	int code = archive_read_next_header(r->archive, &entry);

	r->is_blank =
		code == ARCHIVE_EOF && archive_filter_count(r->archive) > 1;
	if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
		if (r->level == 1)
			judge_empty(r, code, guess);
		return;
	}
	if (is_bare(r->archive)) {
		if (r->level == 1)
			(void)decode_trouble(r->d,
				guess >= GUESS_YES ? ARCHIVE_DAMAGED :
						     ARCHIVE_NONE,
				"its format is not recognised");
		return;
	}
	if (r->level == 1)
		tell_format(r);
	if (archive_format(r->archive) == ARCHIVE_FORMAT_RAW) {
		(void)list_raw(r, entry, name);
		return;
	}
	while (!is_too_much(r) && is_next(r, code) && list_entry(r, entry))
		code = archive_read_next_header(r->archive, &entry);
}

/* One try, with all formats or with none but compressed files. */
static bool
try(struct decoder *d, const struct source *source, const char *name,
	unsigned int level, enum archive_guess guess, bool is_raw)
{
	struct reading *r = calloc(1, sizeof(*r));
	struct archive *a = archive_read_new();
	bool is_blank;

	if (!r || !a)
		return decode_stop(d, "limit of memory: there is not enough");
	*r = (struct reading){ .d = d, .source = source, .level = level };
	r->archive = a;
	support_filters(a);
	if (!is_raw)
		support_formats(a, guess == GUESS_MTREE);
	(void)archive_read_set_read_callback(a, on_read);
	(void)archive_read_set_callback_data(a, r);
	if (source->seek) {
		(void)archive_read_set_seek_callback(a, on_seek);
		(void)archive_read_set_skip_callback(a, on_skip);
	}
	if (archive_read_open1(a) == ARCHIVE_OK)
		list(r, name, guess);
	else if (level == 1)
		judge_empty(r, ARCHIVE_FATAL, guess);
	(void)archive_read_free(a); /* what it says was said before */
	is_blank = r->is_blank;
	free(r);
	return is_blank;
}

bool
decode_any(struct decoder *d, const struct source *source, const char *name,
	unsigned int level, enum archive_guess guess)
{
	/* Zeros are an empty tar; but they are the beginning of many a disk
	 * image as well, and the size of that is worth more. */
	if (try(d, source, name, level, guess, false) && !d->is_over &&
		source->seek && source->seek(source->arg, 0, SEEK_SET) == 0)
		(void)try(d, source, name, level, guess, true);
	return !d->is_over;
}

/* --- archives in archives ---------------------------------------------------- */

/* A source of which the beginning was read already. */
struct peeked {
	const struct source *source;
	size_t at;
	size_t len;
	char head[RECOGNISE_ALL];
};

static ssize_t
read_peeked(void *arg, void *buffer, size_t len)
{
	struct peeked *p = arg;

	if (p->at == p->len)
		return p->source->read(p->source->arg, buffer, len);
	if (len > p->len - p->at)
		len = p->len - p->at;
	memcpy(buffer, p->head + p->at, len);
	p->at += len;
	return (ssize_t)len;
}

bool
decode_goes_below(const struct decoder *d, const struct member *member)
{
	/* Who asked for archives in archives is told where that ended. */
	return d->limits->levels > 1 && S_ISREG(member->mode) &&
		member->size_bytes != 0 && !member->is_encrypted;
}

bool
decode_member(struct decoder *d, const struct source *source, const char *name,
	unsigned int level)
{
	struct peeked *p = calloc(1, sizeof(*p));
	const struct source whole = { .read = read_peeked, .arg = p };
	const char *slash = strrchr(name, '/');
	enum archive_guess guess;
	bool goes_on = true;
	ssize_t n;

	if (!p)
		return decode_stop(d, "limit of memory: there is not enough");
	p->source = source;
	while (p->len < sizeof(p->head) &&
		(n = source->read(source->arg, p->head + p->len,
			 sizeof(p->head) - p->len)) > 0)
		p->len += (size_t)n;
	guess = archive_recognise(p->head, p->len);
	if (guess >= GUESS_YES && level >= d->limits->levels)
		(void)decode_trouble(d, ARCHIVE_LIMITED,
			"limit of nesting: archives within are deeper than %u",
			d->limits->levels);
	else if (guess >= GUESS_YES)
		goes_on = decode_any(d, &whole, slash ? slash + 1 : name,
			level + 1, guess);
	free(p);
	return goes_on;
}

/* --- the file ------------------------------------------------------------------ */

static ssize_t
read_file(void *arg, void *buffer, size_t len)
{
	ssize_t n;

	do
		n = read(*(const int *)arg, buffer, len);
	while (n < 0 && errno == EINTR);
	return n;
}

static int64_t
seek_file(void *arg, int64_t offset, int whence)
{
	return lseek(*(const int *)arg, offset, whence);
}

static void
list_file(struct decoder *d, int fd, const char *name)
{
	const struct source file = { read_file, seek_file, &fd };
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
	if (is_zip && decode_zip(d, &file, 1) != 0)
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
