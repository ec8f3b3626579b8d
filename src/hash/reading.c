/* SPDX-License-Identifier: MIT */
/* A file that is read in parts, and what is kept of it between them. */
#include "hash/digester.h"

#include "util/alloc.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

struct reading *
reading_new(void)
{
	struct reading *reading = xcalloc(1, sizeof(*reading));

	reading->state = XXH3_createState();
	if (!reading->state)
		abort(); /* as xcalloc() does */
	/* All of it may be saved, and the library fills it as it needs to. */
	memset(reading->state->buffer, 0, sizeof(reading->state->buffer));
	return reading;
}

void
reading_free(struct reading *reading)
{
	if (!reading)
		return;
	(void)XXH3_freeState(reading->state);
	free(reading);
}

int
reading_begin(struct digester *d, struct reading *reading, struct digest *ret,
	int fd, int64_t size, int64_t covered)
{
	int r = digest_fd(d, ret, fd, size, covered);

	if (r < 0 || size <= DIGEST_WHOLE)
		return r;
	(void)XXH3_128bits_reset(reading->state);
	reading->done = digest_head_bytes(size, covered);
	(void)XXH3_128bits_update(reading->state, d->buffer,
		(size_t)reading->done);
	return 0;
}

int
reading_go_on(struct digester *d, struct reading *reading, struct digest *ret,
	int fd, int64_t until)
{
	int64_t size = d->own.size;
	int r;

	if (reading->done == 0)
		(void)XXH3_128bits_reset(reading->state);
	if (until > DIGEST_LONG) /* a hint */
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	if (reading->passing.size != size)
		passing_begin(&reading->passing, size);
	d->passing = &reading->passing;
	r = digester_read_on(d, reading->state, fd, &reading->done, until);
	d->passing = &d->own;
	if (reading->done >= size)
		passing_end(&reading->passing, fd);
	if (r < 0)
		return r;
	digester_set(ret, XXH3_128bits_digest(reading->state), until);
	return 0;
}

int64_t
reading_done(const struct reading *reading)
{
	return reading->done;
}

struct reading *
reading_copy(const struct reading *reading)
{
	struct reading *copy = reading_new();

	XXH3_copyState(copy->state, reading->state);
	copy->done = reading->done;
	return copy;
}

/*
 * What of a state is not the same for all of them, as it is in memory.  The
 * library promises nothing about its fields from one version to the next, so
 * the version is part of it; so is the order of bytes, by the magic number.
 */
struct saved {
	uint64_t magic;
	uint32_t version;
	uint32_t n_buffered;
	uint64_t total;
	uint64_t n_stripes;
	XXH64_hash_t sums[8];
	uint8_t buffer[XXH3_INTERNALBUFFER_SIZE];
	uint64_t check; /* of all above */
};

#define SAVED_MAGIC UINT64_C(0x636b707431000001)

_Static_assert(sizeof(struct saved) ==
		sizeof(uint64_t) * 13 + XXH3_INTERNALBUFFER_SIZE,
	"no padding");
_Static_assert(sizeof(((XXH3_state_t *)0)->acc) ==
			sizeof(((struct saved *)0)->sums) &&
		sizeof(((XXH3_state_t *)0)->buffer) ==
			sizeof(((struct saved *)0)->buffer),
	"the fields of a state");

static uint64_t
check_of(const struct saved *saved)
{
	return XXH3_64bits(saved, offsetof(struct saved, check));
}

void
reading_save(const struct reading *reading, struct strbuf *ret)
{
	const XXH3_state_t *state = reading->state;
	struct saved saved = {
		.magic = SAVED_MAGIC,
		.version = XXH_VERSION_NUMBER,
		.n_buffered = state->bufferedSize,
		.total = state->totalLen,
		.n_stripes = state->nbStripesSoFar,
	};

	if (XXH_versionNumber() != XXH_VERSION_NUMBER)
		return;
	memcpy(saved.sums, state->acc, sizeof(saved.sums));
	memcpy(saved.buffer, state->buffer, sizeof(saved.buffer));
	saved.check = check_of(&saved);
	strbuf_add(ret, &saved, sizeof(saved));
}

struct reading *
reading_restore(const void *bytes, size_t len)
{
	struct reading *reading;
	struct saved saved;

	if (len != sizeof(saved) || XXH_versionNumber() != XXH_VERSION_NUMBER)
		return NULL;
	memcpy(&saved, bytes, sizeof(saved));
	if (saved.magic != SAVED_MAGIC || saved.version != XXH_VERSION_NUMBER ||
		saved.check != check_of(&saved) ||
		saved.n_buffered > sizeof(saved.buffer) ||
		saved.total > INT64_MAX)
		return NULL;
	reading = reading_new();
	(void)XXH3_128bits_reset(reading->state);
	memcpy(reading->state->acc, saved.sums, sizeof(saved.sums));
	memcpy(reading->state->buffer, saved.buffer, sizeof(saved.buffer));
	reading->state->bufferedSize = saved.n_buffered;
	reading->state->nbStripesSoFar = (size_t)saved.n_stripes;
	reading->state->totalLen = saved.total;
	reading->done = (int64_t)saved.total;
	return reading;
}
