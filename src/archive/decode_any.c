/* SPDX-License-Identifier: MIT */
/*
 * By libarchive, which reads from front to back and jumps where the format and
 * the source allow it.  It asks for bytes through callbacks; that is where
 * what was fetched is compared with what became of it.
 */
#include "archive/decode.h"

#include "archive/functions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What libarchive is fed with. */
#define BLOCK_BYTES 65536
/* So many warnings about the same bytes are an error. */
#define TRIES 4

/* One archive that is being read. */
struct reading {
	struct decoder *d;
	const struct source *source;
	struct archive *archive;
	unsigned int level;
	int64_t packed; /* bytes fetched */
	int64_t read;	/* of members, for their digests */
	int64_t rest;	/* of this member, where its reader has no end */
	bool is_lost;	/* 3.6.2 crashes behind what is bad in a cab */
	bool is_blank;	/* it begins like the end of a tar: see decode_any() */
	char block[BLOCK_BYTES];
};

static bool
is_too_much(const struct reading *r)
{
	return decode_is_too_much(r->d, r->packed,
		lib.archive_filter_bytes(r->archive, 0));
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
		lib.archive_set_error(a, errno, "cannot read");
		return ARCHIVE_FATAL;
	}
	r->packed += n;
	if (is_too_much(r)) {
		lib.archive_set_error(a, EFBIG, "too much");
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
	(void)lib.archive_read_support_filter_gzip(a);
	(void)lib.archive_read_support_filter_bzip2(a);
	(void)lib.archive_read_support_filter_xz(a);
	(void)lib.archive_read_support_filter_zstd(a);
	(void)lib.archive_read_support_filter_lz4(a);
	(void)lib.archive_read_support_filter_lzma(a);
	(void)lib.archive_read_support_filter_lzip(a);
	(void)lib.archive_read_support_filter_compress(a);
	(void)lib.archive_read_support_filter_rpm(a);
	(void)lib.archive_read_support_format_raw(a);
}

/* mtree only where it says so: to libarchive any list of words is one. */
static void
support_formats(struct archive *a, bool has_mtree)
{
	(void)lib.archive_read_support_format_7zip(a);
	(void)lib.archive_read_support_format_ar(a);
	(void)lib.archive_read_support_format_cab(a);
	(void)lib.archive_read_support_format_cpio(a);
	(void)lib.archive_read_support_format_iso9660(a);
	(void)lib.archive_read_support_format_lha(a);
	(void)lib.archive_read_support_format_rar(a);
	(void)lib.archive_read_support_format_rar5(a);
	(void)lib.archive_read_support_format_tar(a);
	(void)lib.archive_read_support_format_warc(a);
	(void)lib.archive_read_support_format_xar(a);
	(void)lib.archive_read_support_format_zip(a);
	if (has_mtree)
		(void)lib.archive_read_support_format_mtree(a);
}

/* libarchive 3.6.2 takes the two empty lines that end a record of a WARC for
 * a part of it. */
static size_t
within_rest(const struct reading *r, size_t len)
{
	if (lib.archive_format(r->archive) == ARCHIVE_FORMAT_WARC &&
		r->rest < (int64_t)len)
		return (size_t)r->rest;
	return len;
}

/* To look into.  A warning comes instead of the data, which is there for who
 * asks again. */
static ssize_t
read_data(void *arg, void *buffer, size_t len)
{
	struct reading *r = arg;
	la_ssize_t n = ARCHIVE_WARN;

	for (int i = 0; i < TRIES && (n == ARCHIVE_WARN || n == ARCHIVE_RETRY);
		i++)
		n = lib.archive_read_data(r->archive, buffer,
			within_rest(r, len));
	if (n > 0) {
		r->d->unpacked += n;
		r->rest -= n;
	}
	r->is_lost =
		n < 0 && lib.archive_format(r->archive) == ARCHIVE_FORMAT_CAB;
	if (n < 0)
		errno = EIO;
	return n < 0 ? -1 : (ssize_t)n;
}

/* Of a member that is read for its digest.  What libarchive's filters unpack
 * counts where they are fed; what its formats do counts here. */
static ssize_t
read_whole(void *arg, void *buffer, size_t len)
{
	struct reading *r = arg;
	la_ssize_t n =
		lib.archive_read_data(r->archive, buffer, within_rest(r, len));

	if (n > 0) {
		r->read += n;
		r->rest -= n;
	}
	r->is_lost =
		n < 0 && lib.archive_format(r->archive) == ARCHIVE_FORMAT_CAB;
	if (n < 0 || decode_is_too_much(r->d, r->packed, r->read)) {
		errno = n < 0 ? EIO : EFBIG;
		return -1;
	}
	return (ssize_t)n;
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
	while ((code = lib.archive_read_data_block(r->archive, &block, &len,
			&at)) == ARCHIVE_OK &&
		!is_too_much(r))
		*ret = at + (la_int64_t)len;
	return code == ARCHIVE_EOF;
}

/* A file that is compressed and no archive: its only member. */
static bool
list_raw(struct reading *r, struct archive_entry *entry, const char *name)
{
	struct member m = decode_entry(entry, r->level);
	const struct source data = { .read = read_whole, .arg = r };
	struct content c = { .level = r->level };
	bool is_wanted = decode_wants(r->d, 1);
	bool is_whole;
	int64_t size;

	if (is_wanted)
		content_begin(&c, r->d, &data, r->d->n_members + 1);
	is_whole = is_wanted ? content_drain(&c) : measure(r, &size);
	if (is_wanted)
		size = c.size;

	m.path = name;
	m.path_len = decode_stem(name);
	m.mode = S_IFREG | 0644;
	m.size_bytes = is_whole ? size : -1;
	if (!decode_tell(r->d, &m) ||
		(is_wanted && is_whole && !content_tell(&c)))
		return false;
	return is_whole ||
		decode_trouble(r->d, ARCHIVE_DAMAGED, "%s",
			lib.archive_error_string(r->archive) ?
				lib.archive_error_string(r->archive) :
				"what is compressed in it is damaged");
}

static bool
list_entry(struct reading *r, struct archive_entry *entry)
{
	struct member m = decode_entry(entry, r->level);
	const struct source data = { .arg = r,
		.read = decode_goes_below(r->d, &m) ? read_data : read_whole };

	r->rest = m.size_bytes > 0 ? m.size_bytes : 0;
	if (m.is_encrypted)
		(void)decode_trouble(r->d, ARCHIVE_ENCRYPTED,
			"members are encrypted");
	if (m.path_len == 0) {
		/* A header that is torn comes with a warning only. */
		if (lib.archive_error_string(r->archive))
			(void)decode_trouble(r->d, ARCHIVE_DAMAGED, "%s",
				lib.archive_error_string(r->archive));
		return true;
	}
	return decode_tell(r->d, &m) && decode_content(r->d, &data, &m) &&
		!r->is_lost;
}

/* Is it worth going on after that answer of libarchive? */
static bool
is_next(struct reading *r, int code)
{
	const char *why = lib.archive_error_string(r->archive);

	if (code == ARCHIVE_OK || code == ARCHIVE_WARN || code == ARCHIVE_EOF)
		return code != ARCHIVE_EOF;
	if (r->d->error != 0)
		return decode_trouble(r->d, ARCHIVE_UNREAD, "cannot read");
	/* libarchive looks for who could tell without looking if there is. */
	if (lib.archive_format(r->archive) != 0 &&
		(lib.archive_read_has_encrypted_entries(r->archive) > 0 ||
			(why && strstr(why, "ncryption"))))
		return decode_trouble(r->d, ARCHIVE_ENCRYPTED,
			"the list of its members is encrypted");
	if (lib.archive_errno(r->archive) == ENOMEM)
		return decode_stop(r->d,
			"limit of memory: there is not enough");
	(void)decode_trouble(r->d, ARCHIVE_DAMAGED, "%s",
		why ? why : "it is damaged");
	/* A tar goes on behind a header that is none. */
	return code == ARCHIVE_RETRY;
}

static void
tell_format(struct reading *r)
{
	struct strbuf format = STRBUF_INIT;
	const char *name =
		lib.archive_format(r->archive) == ARCHIVE_FORMAT_RAW ?
		NULL :
		lib.archive_format_name(r->archive);

	if (name) /* libarchive has none for WARC */
		strbuf_adds(&format, name);
	else if (lib.archive_format(r->archive) == ARCHIVE_FORMAT_WARC)
		strbuf_adds(&format, "WARC");
	for (int i = lib.archive_filter_count(r->archive) - 2; i >= 0; i--)
		strbuf_addf(&format, "%s%s", format.len > 0 ? ", " : "",
			lib.archive_filter_name(r->archive, i));
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

static void
judge_end(struct reading *r)
{
	if (decode_is_torn(r->archive, r->source, r->packed))
		(void)decode_trouble(r->d, ARCHIVE_DAMAGED, "it is cut off");
}

static bool
is_bare(struct archive *a)
{
	return lib.archive_format(a) == ARCHIVE_FORMAT_RAW &&
		lib.archive_filter_count(a) < 2;
}

static void
list(struct reading *r, const char *name, enum archive_guess guess)
{
	struct archive_entry *entry;
	int code = lib.archive_read_next_header(r->archive, &entry);

	r->is_blank =
		code == ARCHIVE_EOF && lib.archive_filter_count(r->archive) > 1;
	if (code == ARCHIVE_EOF)
		judge_end(r);
	if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
		if (r->level == 1)
			judge_empty(r, code, guess);
		if (r->level == 1 && lib.archive_format(r->archive) != 0)
			tell_format(r);
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
	if (lib.archive_format(r->archive) == ARCHIVE_FORMAT_RAW) {
		(void)list_raw(r, entry, name);
		return;
	}
	while (!is_too_much(r) && is_next(r, code) &&
		(code == ARCHIVE_RETRY || list_entry(r, entry)))
		code = lib.archive_read_next_header(r->archive, &entry);
	if (code == ARCHIVE_EOF)
		judge_end(r);
}

/* One try, with all formats or with none but compressed files. */
static bool
try(struct decoder *d, const struct source *source, const char *name,
	unsigned int level, enum archive_guess guess, bool is_raw)
{
	struct reading *r = calloc(1, sizeof(*r));
	struct archive *a = lib.archive_read_new();
	bool is_blank;

	if (!r || !a)
		return decode_stop(d, "limit of memory: there is not enough");
	*r = (struct reading){ .d = d, .source = source, .level = level };
	r->archive = a;
	support_filters(a);
	if (!is_raw)
		support_formats(a, guess == GUESS_MTREE);
	(void)lib.archive_read_set_read_callback(a, on_read);
	(void)lib.archive_read_set_callback_data(a, r);
	if (source->seek) {
		(void)lib.archive_read_set_seek_callback(a, on_seek);
		(void)lib.archive_read_set_skip_callback(a, on_skip);
	}
	if (lib.archive_read_open1(a) == ARCHIVE_OK)
		list(r, name, guess);
	else if (level == 1)
		judge_empty(r, ARCHIVE_FATAL, guess);
	if (level > 1 && lib.archive_filter_count(a) > 1)
		d->unpacked += lib.archive_filter_bytes(a, 0);
	(void)lib.archive_read_free(a); /* what it says was said before */
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
