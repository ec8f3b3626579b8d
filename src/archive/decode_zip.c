/* SPDX-License-Identifier: MIT */
/*
 * A zip by its central directory, with libzip: that is the only way to the
 * CRC-32 of a member without unpacking it, and costs one seek a zip instead of
 * one a member.
 *
 * Names are taken as bytes.  The time of a member is the one of the extra
 * field "UT" (seconds, UTC); without, the one in the directory (two seconds,
 * local time of nobody knows where).
 */
#include "archive/decode.h"

#include "archive/functions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXTRA_UT 0x5455

/* What libzip calls to get at the bytes. */
struct origin {
	const struct source *source;
	struct decoder *d;
	zip_error_t error;
};

static zip_int64_t
origin_seek(struct origin *o, void *data, zip_uint64_t len)
{
	const zip_source_args_seek_t *args = data;

	/* ZIP_SOURCE_GET_ARGS() would want the library to be linked. */
	if (len < sizeof(*args)) {
		lib.zip_error_set(&o->error, ZIP_ER_INVAL, 0);
		return -1;
	}
	if (o->source->seek(o->source->arg, args->offset, args->whence) >= 0)
		return 0;
	lib.zip_error_set(&o->error, ZIP_ER_SEEK, errno);
	return -1;
}

static zip_int64_t
origin_stat(struct origin *o, void *data)
{
	zip_stat_t *st = data;
	int64_t at = o->source->seek(o->source->arg, 0, SEEK_CUR);
	int64_t end = o->source->seek(o->source->arg, 0, SEEK_END);

	if (at < 0 || end < 0 ||
		o->source->seek(o->source->arg, at, SEEK_SET) < 0) {
		lib.zip_error_set(&o->error, ZIP_ER_SEEK, errno);
		return -1;
	}
	lib.zip_stat_init(st);
	st->size = (zip_uint64_t)end;
	st->valid |= ZIP_STAT_SIZE;
	return (zip_int64_t)sizeof(*st);
}

static zip_int64_t
origin_read(struct origin *o, void *data, zip_uint64_t len)
{
	ssize_t n = o->source->read(o->source->arg, data, (size_t)len);

	if (n < 0)
		lib.zip_error_set(&o->error, ZIP_ER_READ, errno);
	return n;
}

static zip_int64_t
on_zip(void *arg, void *data, zip_uint64_t len, zip_source_cmd_t what)
{
	struct origin *o = arg;

	switch ((int)what) {
	case ZIP_SOURCE_OPEN:
		return o->source->seek(o->source->arg, 0, SEEK_SET) < 0 ? -1 :
									  0;
	case ZIP_SOURCE_CLOSE:
	case ZIP_SOURCE_FREE: /* it lives in decode_zip() */
		return 0;
	case ZIP_SOURCE_READ:
		return origin_read(o, data, len);
	case ZIP_SOURCE_SEEK:
		return origin_seek(o, data, len);
	case ZIP_SOURCE_TELL:
		return o->source->seek(o->source->arg, 0, SEEK_CUR);
	case ZIP_SOURCE_STAT:
		return origin_stat(o, data);
	case ZIP_SOURCE_ERROR:
		return lib.zip_error_to_data(&o->error, data, len);
	case ZIP_SOURCE_SUPPORTS:
		return ZIP_SOURCE_SUPPORTS_SEEKABLE;
	default:
		lib.zip_error_set(&o->error, ZIP_ER_OPNOTSUPP, 0);
		return -1;
	}
}

/* --- members -------------------------------------------------------------- */

static void
set_mode(struct member *m, zip_t *zip, zip_uint64_t i)
{
	zip_uint8_t system = ZIP_OPSYS_DOS;
	zip_uint32_t attributes = 0;
	bool is_directory = m->path_len > 0 && m->path[m->path_len - 1] == '/';

	m->mode = is_directory ? S_IFDIR | 0755 : S_IFREG | 0644;
	if (lib.zip_file_get_external_attributes(zip, i, ZIP_FL_UNCHANGED,
		    &system, &attributes) < 0 ||
		system != ZIP_OPSYS_UNIX || attributes >> 16 == 0)
		return;
	attributes >>= 16;
	switch (attributes & (zip_uint32_t)S_IFMT) {
	case S_IFLNK:
	case S_IFIFO:
	case S_IFSOCK:
	case S_IFCHR:
	case S_IFBLK:
		if (!is_directory)
			m->mode = attributes & ((zip_uint32_t)S_IFMT | 07777u);
		return;
	default:
		m->mode = (m->mode & (uint32_t)S_IFMT) | (attributes & 07777u);
	}
}

static void
set_time(struct member *m, zip_t *zip, zip_uint64_t i, const zip_stat_t *st)
{
	zip_uint16_t len = 0;
	const zip_uint8_t *extra = lib.zip_file_extra_field_get_by_id(zip, i,
		EXTRA_UT, 0, &len, ZIP_FL_CENTRAL | ZIP_FL_UNCHANGED);
	int64_t seconds = 0;

	if (extra && len >= 5 && (extra[0] & 1) != 0) {
		uint32_t stored = (uint32_t)extra[1] | (uint32_t)extra[2] << 8 |
			(uint32_t)extra[3] << 16 | (uint32_t)extra[4] << 24;

		seconds = (int32_t)stored;
	} else if (st->valid & ZIP_STAT_MTIME)
		seconds = st->mtime;
	else
		return;
	m->has_mtime = !__builtin_mul_overflow(seconds, INT64_C(1000000000),
		&m->mtime_ns);
}

static ssize_t
read_member(void *arg, void *buffer, size_t len)
{
	zip_int64_t n = lib.zip_fread(arg, buffer, len);

	if (n < 0)
		errno = EIO;
	return (ssize_t)n;
}

/* What was unpacked counts, whoever unpacks it. */
struct counted {
	struct decoder *d;
	zip_file_t *file;
	int64_t packed;
	int64_t unpacked;
};

static ssize_t
read_counted(void *arg, void *buffer, size_t len)
{
	struct counted *c = arg;
	ssize_t n = read_member(c->file, buffer, len);

	if (n > 0) {
		c->unpacked += n;
		if (decode_is_too_much(c->d, c->packed, c->unpacked)) {
			errno = EFBIG;
			return -1;
		}
	}
	return n;
}

static bool
look_into(struct decoder *d, zip_t *zip, zip_uint64_t i, const zip_stat_t *st,
	const struct member *m)
{
	struct counted c = { .d = d, .file = lib.zip_fopen_index(zip, i, 0) };
	const struct source data = { .read = read_counted, .arg = &c };
	bool goes_on;

	if (!c.file) { /* packed in a way that libzip cannot unpack */
		(void)decode_trouble(d, ARCHIVE_DAMAGED,
			"a member cannot be unpacked");
		return true;
	}
	if (st->valid & ZIP_STAT_COMP_SIZE && st->comp_size <= INT64_MAX)
		c.packed = (int64_t)st->comp_size;
	goes_on = decode_content(d, &data, m);
	d->unpacked += c.unpacked;
	(void)lib.zip_fclose(c.file); /* its CRC is not asked for */
	return goes_on;
}

static bool
list_member(struct decoder *d, zip_t *zip, zip_uint64_t i, unsigned int level)
{
	struct member m = { .level = level, .size_bytes = -1 };
	zip_stat_t st;

	lib.zip_stat_init(&st);
	m.path = lib.zip_get_name(zip, i, ZIP_FL_ENC_RAW | ZIP_FL_UNCHANGED);
	if (!m.path || lib.zip_stat_index(zip, i, ZIP_FL_UNCHANGED, &st) < 0)
		return decode_trouble(d, ARCHIVE_DAMAGED,
			"a member of its directory cannot be read");
	m.path_len = strlen(m.path);
	set_mode(&m, zip, i);
	set_time(&m, zip, i, &st);
	if (S_ISREG(m.mode) && st.valid & ZIP_STAT_SIZE && st.size <= INT64_MAX)
		m.size_bytes = (int64_t)st.size;
	m.is_encrypted = st.valid & ZIP_STAT_ENCRYPTION_METHOD &&
		st.encryption_method != ZIP_EM_NONE;
	/* Of AES encrypted ones the CRC is 0, and may stand there. */
	m.has_crc =
		st.valid & ZIP_STAT_CRC && S_ISREG(m.mode) && !m.is_encrypted;
	m.crc = m.has_crc ? st.crc : 0;
	if (m.is_encrypted)
		(void)decode_trouble(d, ARCHIVE_ENCRYPTED,
			"members are encrypted");
	if (!decode_tell(d, &m))
		return false;
	return (!decode_goes_below(d, &m) && !decode_wants(d, 0)) ||
		look_into(d, zip, i, &st, &m);
}

static int
list(struct decoder *d, zip_t *zip, unsigned int level)
{
	zip_int64_t n = lib.zip_get_num_entries(zip, ZIP_FL_UNCHANGED);

	(void)decode_tell_format(d, "ZIP");
	for (zip_int64_t i = 0; i < n; i++)
		if (!list_member(d, zip, (zip_uint64_t)i, level))
			return -1;
	return 1;
}

int
decode_zip(struct decoder *d, const struct source *source, unsigned int level)
{
	struct origin origin = { .source = source, .d = d };
	zip_source_t *from;
	zip_t *zip;
	int r;

	lib.zip_error_init(&origin.error);
	from = lib.zip_source_function_create(on_zip, &origin, NULL);
	zip = from ? lib.zip_open_from_source(from, ZIP_RDONLY, NULL) : NULL;
	if (!zip) {
		if (from)
			lib.zip_source_free(from);
		return 0;
	}
	r = list(d, zip, level);
	lib.zip_discard(zip);
	return r;
}
