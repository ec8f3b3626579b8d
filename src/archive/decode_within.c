/* SPDX-License-Identifier: MIT */
/*
 * Archives in archives: the data of a member is a source like the file was,
 * only that it cannot be read twice.  What was looked at to recognise it is
 * handed on first (struct peeked).
 */
#include "archive/decode.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
	ssize_t n = 0;

	if (!p)
		return decode_stop(d, "limit of memory: there is not enough");
	p->source = source;
	while (p->len < sizeof(p->head) &&
		(n = source->read(source->arg, p->head + p->len,
			 sizeof(p->head) - p->len)) > 0)
		p->len += (size_t)n;
	if (n < 0 && !d->is_over)
		(void)decode_trouble(d, ARCHIVE_DAMAGED,
			"a member cannot be looked into");
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
