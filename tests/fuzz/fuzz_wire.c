/* SPDX-License-Identifier: MIT */
/*
 * What a child that is not itself any more might say: byte 0 is how many bytes
 * come at a time, the rest goes to the parser.  However it is cut, the parser
 * says the same; what it lets through is what a parent may rely on.
 */
#include "archive/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LEVELS 3
#define MEMBERS 100

/* What came through. */
struct heard {
	uint32_t n;
	unsigned int level;
	uint64_t sum;
	int code;
	bool is_over;
	struct wire_end end;
	char format[WIRE_FORMAT_MAX + 1];
	char text[WIRE_TEXT_MAX + 1];
};

static void
must(bool yes)
{
	if (!yes)
		abort();
}

static int
on_member(void *arg, const struct member *m, struct error *err)
{
	struct heard *h = arg;

	(void)err;
	must(m->level >= 1 && m->level <= LEVELS && m->level <= h->level + 1);
	must(m->path_len >= 1 && m->path_len <= MEMBER_PATH_MAX);
	must(!memchr(m->path, '\0', m->path_len));
	must(m->size_bytes >= -1);
	must((m->mode & ~((uint32_t)S_IFMT | 07777u)) == 0);
	h->level = m->level;
	h->n++;
	for (size_t i = 0; i < m->path_len; i++)
		h->sum = h->sum * 31 + (unsigned char)m->path[i];
	h->sum = h->sum * 31 + m->mode + m->crc + (uint64_t)m->size_bytes;
	return 0;
}

static int
on_digest(void *arg, const struct wire_digest *d, struct error *err)
{
	struct heard *h = arg;

	(void)err;
	must(d->place >= 1 && d->place <= h->n && d->size_bytes >= 0);
	for (size_t i = 0; i < sizeof(d->digest); i++)
		h->sum = h->sum * 31 + d->digest[i];
	h->sum = h->sum * 31 + d->place + (uint64_t)d->size_bytes;
	return 0;
}

static void
hear(struct heard *ret, const uint8_t *data, size_t size, size_t step)
{
	_cleanup_(wire_freep) struct wire *w = wire_new(LEVELS, MEMBERS);
	const struct wire_events events = { .on_member = on_member,
		.on_digest = on_digest,
		.arg = ret };
	struct error err = ERROR_INIT;

	for (size_t at = 0; at < size && ret->code == 0; at += step)
		ret->code = wire_feed(w, data + at,
			size - at < step ? size - at : step, &events, &err);
	must(ret->code == 0 || (ret->code == -EPROTO && err.text[0]));
	must(wire_n_members(w) == ret->n && ret->n <= MEMBERS);
	ret->is_over = ret->code == 0 && wire_ended(w, &ret->end);
	if (ret->is_over) {
		must(ret->end.n_members == ret->n);
		must(ret->end.state < ARCHIVE_STATES);
		must(strlen(ret->end.text) <= WIRE_TEXT_MAX);
		memcpy(ret->text, ret->end.text, strlen(ret->end.text));
	}
	must(strlen(wire_format(w)) <= WIRE_FORMAT_MAX);
	memcpy(ret->format, wire_format(w), strlen(wire_format(w)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct heard whole = { 0 }, cut = { 0 };

	if (size < 2)
		return 0;
	hear(&whole, data + 1, size - 1, size);
	hear(&cut, data + 1, size - 1, 1u + data[0]);
	must(whole.code == cut.code && whole.is_over == cut.is_over);
	must(whole.n == cut.n && whole.sum == cut.sum);
	must(strcmp(whole.format, cut.format) == 0);
	must(strcmp(whole.text, cut.text) == 0);
	must(whole.end.state == cut.end.state);
	return 0;
}
