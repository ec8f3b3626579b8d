/* SPDX-License-Identifier: MIT */
/*
 * Members whose digest is asked for.  What is read of such a member goes by
 * here, whoever reads it: if it is an archive that is to be looked into, that
 * comes first, and what that left is read behind it.
 *
 * A digest is told of a member that was read to its end, without an error, and
 * is as long as the archive says.  The checksums of the archive are checked by
 * the libraries on the way.
 */
#include "archive/decode.h"

#include "archive/wire.h"

#include <errno.h>

/* One read of a member. */
#define BLOCK_BYTES 65536

bool
decode_wants(const struct decoder *d, uint32_t ahead)
{
	const struct archive_wanted *w = d->limits->wanted;
	uint32_t i = d->n_members + ahead - 1;

	return w && i < w->n &&
		((unsigned int)w->bits[i / 8] >> (i % 8) & 1u) != 0;
}

void
content_begin(struct content *c, struct decoder *d, const struct source *source,
	uint32_t place)
{
	const struct archive_digester *to = &d->limits->wanted->digester;

	c->d = d;
	c->source = source;
	c->place = place;
	c->most = -1;
	c->size = 0;
	c->is_bad = false;
	to->begin(to->arg, c->level);
}

/* As read(2). */
static ssize_t
read_content(void *arg, void *buffer, size_t len)
{
	struct content *c = arg;
	const struct archive_digester *to = &c->d->limits->wanted->digester;
	ssize_t n =
		c->is_bad ? -1 : c->source->read(c->source->arg, buffer, len);

	if (n > 0 && c->most >= 0 && n > c->most - c->size) {
		errno = EFBIG;
		n = -1;
	}
	if (n < 0) {
		c->is_bad = true;
		return -1;
	}
	c->size += n;
	to->add(to->arg, c->level, buffer, (size_t)n);
	return n;
}

bool
content_drain(struct content *c)
{
	char block[BLOCK_BYTES];

	while (read_content(c, block, sizeof(block)) > 0)
		continue;
	return !c->is_bad;
}

bool
content_tell(struct content *c)
{
	const struct archive_digester *to = &c->d->limits->wanted->digester;
	struct wire_digest told = { .place = c->place, .size_bytes = c->size };

	to->end(to->arg, c->level, told.digest);
	return decode_tell_digest(c->d, &told);
}

static bool
finish(struct content *c, const struct member *member)
{
	if (content_drain(c) && (c->most < 0 || c->size == c->most))
		return content_tell(c);
	/* What can be read of the others is worth having. */
	if (!c->d->is_over)
		(void)decode_trouble(c->d, ARCHIVE_DAMAGED,
			member->is_encrypted ? "a member is encrypted" :
					       "a member cannot be read");
	return !c->d->is_over;
}

bool
decode_content(struct decoder *d, const struct source *source,
	const struct member *member)
{
	struct content c = { .level = member->level };
	const struct source seen = { .read = read_content, .arg = &c };
	bool is_wanted = decode_wants(d, 0);
	bool goes_on = true;

	if (is_wanted) {
		content_begin(&c, d, source, d->n_members);
		c.most = member->size_bytes;
	}
	if (decode_goes_below(d, member))
		goes_on = decode_member(d, is_wanted ? &seen : source,
			member->path, member->level);
	return is_wanted && goes_on ? finish(&c, member) : goes_on;
}
