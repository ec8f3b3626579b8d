/* SPDX-License-Identifier: MIT */
/*
 * A file that may be an archive, through what a child does with it, in this
 * process.  What it says of it, a parent understands: no byte of it is
 * nonsense, there is an end, and no limit was overstepped.
 *
 * The libraries that read formats are not built for a fuzzer; this is about
 * our code around them, and about what they hand to it.
 */
#include "archive/decode.h"
#include "archive/libraries.h"
#include "archive/wire.h"

#include "util/cleanup.h"
#include "util/io.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PIECE 4096
#define MEMBERS 512

static void
must(bool yes)
{
	if (!yes)
		abort();
}

static int
on_member(void *arg, const struct member *m, struct error *err)
{
	const struct archive_limits *limits = arg;

	(void)err;
	must(m->level <= limits->levels);
	return 0;
}

static int
on_digest(void *arg, const struct wire_digest *d, struct error *err)
{
	(void)arg;
	(void)err;
	must(d->size_bytes >= 0);
	return 0;
}

/* --- a digest that is none: is it asked for in the right order? ----------- */

static bool is_begun[WIRE_LEVEL_MAX + 1];

static void
begin(void *arg, unsigned int level)
{
	(void)arg;
	is_begun[level] = true;
}

static void
add(void *arg, unsigned int level, const void *bytes, size_t len)
{
	(void)arg;
	(void)bytes;
	(void)len;
	must(is_begun[level]);
}

static void
end(void *arg, unsigned int level, unsigned char ret[DIGEST_BYTES])
{
	(void)arg;
	must(is_begun[level]);
	is_begun[level] = false;
	memset(ret, 1, DIGEST_BYTES);
}

/* What was said, as a parent hears it. */
static void
check(int said, const struct archive_limits *limits)
{
	_cleanup_(wire_freep) struct wire *w =
		wire_new(limits->levels, limits->members);
	struct archive_limits heard = *limits;
	const struct wire_events events = { .on_member = on_member,
		.on_digest = on_digest,
		.arg = &heard };
	struct wire_end how;
	char piece[PIECE];
	int64_t at = 0;
	ssize_t n;

	while ((n = io_pread_full(said, piece, sizeof(piece), at)) > 0) {
		must(wire_feed(w, piece, (size_t)n, &events, NULL) == 0);
		at += n;
	}
	must(n == 0 && wire_ended(w, &how));
	must(how.n_members <= limits->members);
	must((how.state == ARCHIVE_COMPLETE) == (how.text[0] == '\0'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char odd[MEMBERS / 8] = { 0x55, 0xff, 0x0f };
	const struct archive_wanted wanted = {
		.bits = odd,
		.n = MEMBERS,
		.digester = { .begin = begin, .add = add, .end = end },
	};
	const struct archive_limits limits = {
		.wanted = &wanted,
		.levels = 3,
		.members = MEMBERS,
		.unpack_bytes = 4 << 20,
		.expansion = 100,
		.expansion_from = 1 << 20,
	};
	_cleanup_(closep) int in = memfd_create("archive", MFD_CLOEXEC);
	_cleanup_(closep) int out = memfd_create("said", MFD_CLOEXEC);

	must(in >= 0 && out >= 0);
	must(io_write_full(in, data, size) == 0 && lseek(in, 0, SEEK_SET) == 0);
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	must(libraries_load(NULL) == 0);
	must(decode(in, out, "name.gz", &limits));
	check(out, &limits);
	return 0;
}
