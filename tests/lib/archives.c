/* SPDX-License-Identifier: MIT */
#include "lib/archives.h"

#include "lib/scratch.h"
#include "model/entry.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PACKED_TIME 1600000000

static void
must(bool yes, const char *what)
{
	if (yes)
		return;
	perror(what);
	abort();
}

static la_ssize_t
take_bytes(struct archive *a, void *arg, const void *bytes, size_t len)
{
	(void)a;
	strbuf_add(arg, bytes, len);
	return (la_ssize_t)len;
}

static void
pack_one(struct archive *a, const struct packed *p)
{
	struct archive_entry *entry = archive_entry_new();
	uint32_t type = p->type;

	if (type == 0)
		type = p->bytes ? AE_IFREG : AE_IFDIR;
	archive_entry_copy_pathname(entry, p->path);
	archive_entry_set_filetype(entry, type);
	archive_entry_set_perm(entry, type == AE_IFDIR ? 0755 : 0644);
	archive_entry_set_size(entry,
		type == AE_IFREG ? (la_int64_t)p->len : 0);
	archive_entry_set_mtime(entry, PACKED_TIME, 0);
	if (p->target)
		archive_entry_copy_symlink(entry, p->target);
	if (archive_write_header(a, entry) >= ARCHIVE_WARN &&
		type == AE_IFREG && p->len > 0)
		must(archive_write_data(a, p->bytes, p->len) >= 0, p->path);
	archive_entry_free(entry);
}

struct strbuf
archives_pack(const char *format, const char *filter, const char *options,
	const struct packed *members, size_t n)
{
	struct archive *a = archive_write_new();
	struct strbuf out = STRBUF_INIT;

	/* Some formats have their names in another encoding. */
	must(setlocale(LC_CTYPE, "C.UTF-8"), "C.UTF-8");
	must(archive_write_set_format_by_name(a, format) == ARCHIVE_OK, format);
	if (filter)
		must(archive_write_add_filter_by_name(a, filter) == ARCHIVE_OK,
			filter);
	if (options)
		must(archive_write_set_options(a, options) == ARCHIVE_OK,
			options);
	must(archive_write_set_passphrase(a, "secret") == ARCHIVE_OK, "secret");
	must(archive_write_set_bytes_in_last_block(a, 1) == ARCHIVE_OK,
		"block");
	must(archive_write_open(a, &out, NULL, take_bytes, NULL) == ARCHIVE_OK,
		"open");
	for (size_t i = 0; i < n; i++)
		pack_one(a, &members[i]);
	must(archive_write_close(a) == ARCHIVE_OK, "close");
	must(archive_write_free(a) == ARCHIVE_OK, "free");
	return out;
}

static int
note_member(void *arg, const struct member *m, struct error *err)
{
	struct strbuf *out = arg;

	(void)err;
	strbuf_addf(out, "%u %c ", m->level, entry_type_letter(m->mode));
	strbuf_add(out, m->path, m->path_len);
	strbuf_addf(out, " %lld", (long long)m->size_bytes);
	if (m->has_crc)
		strbuf_addf(out, " crc=%08x", m->crc);
	if (m->has_mtime && m->mode / 4096 == 8 &&
		m->mtime_ns % 1000000000 == 0 &&
		m->mtime_ns / 1000000000 != PACKED_TIME)
		strbuf_addf(out, " t=%lld",
			(long long)(m->mtime_ns / 1000000000));
	if (m->is_encrypted)
		strbuf_adds(out, " encrypted");
	strbuf_addc(out, '\n');
	return 0;
}

void
archives_list(struct strbuf *ret, struct archive_result *ret_result,
	const void *bytes, size_t len, const char *name,
	const struct archive_limits *limits)
{
	static char format[256], text[256];
	const struct wire_events events = { .on_member = note_member,
		.arg = ret };
	struct archive_reader *reader;
	struct error err = ERROR_INIT;
	int fd = memfd_create("archive", MFD_CLOEXEC);
	int more = 1;

	must(fd >= 0 && write(fd, bytes, len) == (ssize_t)len &&
			lseek(fd, 0, SEEK_SET) == 0,
		"memfd");
	must(archive_reader_start(&reader, fd, name, limits, &err) == 0,
		err.text);
	while (more > 0) {
		struct pollfd p = { archive_reader_fd(reader), POLLIN, 0 };

		(void)poll(&p, 1, 20);
		more = archive_reader_take(reader, &events, ret_result, &err);
	}
	must(more == 0, err.text);
	(void)snprintf(format, sizeof(format), "%s", ret_result->format);
	(void)snprintf(text, sizeof(text), "%s", ret_result->text);
	ret_result->format = format;
	ret_result->text = text;
	archive_reader_free(reader);
	(void)close(fd);
}
