/* SPDX-License-Identifier: MIT */
#include "hash/digester.h"

#include "hash/holes.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Of a hole between two looks at whether to stop: a millisecond. */
#define HOLE_PART (INT64_C(16) << 20)

/* Some milliseconds of a slow disk. */
#define TELL_BYTES (INT64_C(1) << 20)

_Static_assert(DIGEST_BYTES == sizeof(XXH128_canonical_t), "XXH3-128");
_Static_assert(DIGEST_WHOLE < (int64_t)BUFFER_BYTES, "one more than whole");

struct digester *
digester_new(struct digest_watch *watch)
{
	struct digester *d = xcalloc(1, sizeof(*d));

	d->watch = watch;
	d->passing = &d->own;
	d->buffer = xcalloc(1, BUFFER_BYTES);
	d->state = XXH3_createState();
	if (!d->state)
		abort(); /* as xcalloc() does */
	return d;
}

void
digester_free(struct digester *d)
{
	if (!d)
		return;
	digester_tell(d);
	(void)XXH3_freeState(d->state);
	free(d->buffer);
	free(d);
}

void
digester_set(struct digest *ret, XXH128_hash_t hash, int64_t covered)
{
	XXH128_canonical_t canonical;

	XXH128_canonicalFromHash(&canonical, hash);
	memcpy(ret->bytes, canonical.digest, DIGEST_BYTES);
	ret->covered = covered;
}

/* --- bytes as they come -------------------------------------------------- */

struct stream_digest {
	XXH3_state_t *state;
};

struct stream_digest *
stream_digest_new(void)
{
	struct stream_digest *s = xcalloc(1, sizeof(*s));

	s->state = XXH3_createState();
	if (!s->state)
		abort(); /* as xcalloc() does */
	return s;
}

void
stream_digest_free(struct stream_digest *s)
{
	if (!s)
		return;
	(void)XXH3_freeState(s->state);
	free(s);
}

void
stream_digest_begin(struct stream_digest *s)
{
	(void)XXH3_128bits_reset(s->state);
}

void
stream_digest_add(struct stream_digest *s, const void *bytes, size_t len)
{
	(void)XXH3_128bits_update(s->state, bytes, len);
}

void
stream_digest_end(struct stream_digest *s, uint8_t ret[DIGEST_BYTES])
{
	struct digest digest;

	digester_set(&digest, XXH3_128bits_digest(s->state), 0);
	memcpy(ret, digest.bytes, DIGEST_BYTES);
}

void
digest_memory(uint64_t ret[2], const void *bytes, size_t len)
{
	XXH128_hash_t hash = XXH3_128bits(bytes, len);

	ret[0] = hash.low64;
	ret[1] = hash.high64;
}

void
digester_begin(struct digester *d, int64_t size)
{
	passing_begin(&d->own, size);
	d->passing = &d->own;
}

bool
digester_should_stop(const struct digester *d)
{
	return interrupt_pending() != 0 ||
		atomic_load_explicit(&d->watch->stop, memory_order_relaxed);
}

void
digester_tell(struct digester *d)
{
	(void)atomic_fetch_add_explicit(&d->watch->bytes_read, d->untold,
		memory_order_relaxed);
	d->untold = 0;
}

static ssize_t
note_read(struct digester *d, ssize_t n)
{
	if (n <= 0)
		return n;
	d->untold += n;
	/* Who reads slowly shows that it goes on. */
	if (d->untold >= TELL_BYTES || budget_is_paced(d->watch->budget))
		digester_tell(d);
	budget_pace(d->watch->budget, n, &d->watch->stop);
	return n;
}

/* passing_read() into the buffer at `at`, counted. */
static ssize_t
read_at(struct digester *d, int fd, size_t at, size_t count, int64_t offset)
{
	return note_read(d,
		passing_read(d->passing, fd, d->buffer + at, count, offset));
}

/* All of a file that fits the buffer, by one read that would see more.  When
 * it sees no more, that is the end: whoever wrote behind it since, changed
 * the size that access_check() looks at again. */
static int
digest_whole(struct digester *d, struct digest *ret, int fd, int64_t size)
{
	ssize_t n = note_read(d,
		io_pread_enough(fd, d->buffer, (size_t)size + 1, (size_t)size,
			0));

	if (n < 0)
		return (int)n;
	if (n != size)
		return -ESTALE;
	digester_set(ret, XXH3_128bits(d->buffer, (size_t)size), size);
	return 0;
}

/* The head, and of a long file the tail. */
static int
digest_ends(struct digester *d, struct digest *ret, int fd, int64_t size,
	int64_t covered)
{
	const int64_t head = digest_head_bytes(size, covered);
	const int64_t tail = covered - head;
	ssize_t n = read_at(d, fd, 0, (size_t)head, 0);

	if (n < 0)
		return (int)n;
	if (n != head)
		return -ESTALE;
	if (tail > 0) {
		n = read_at(d, fd, (size_t)head, (size_t)tail, size - tail);
		if (n < 0)
			return (int)n;
		if (n != tail)
			return -ESTALE;
	}
	digester_set(ret, XXH3_128bits(d->buffer, (size_t)covered), covered);
	return 0;
}

/* The next bytes are a hole: the first of them, as if they had been read. */
static void
skip_some(XXH3_state_t *state, int64_t *done, int64_t hole)
{
	static const uint8_t zeroes[BUFFER_BYTES];
	int64_t len = hole < HOLE_PART ? hole : HOLE_PART;

	*done += len;
	for (; len > 0; len -= (int64_t)BUFFER_BYTES)
		(void)XXH3_128bits_update(state, zeroes,
			len < (int64_t)BUFFER_BYTES ? (size_t)len :
						      BUFFER_BYTES);
}

int
digester_read_on(struct digester *d, XXH3_state_t *state, int fd, int64_t *done,
	int64_t end)
{
	struct holes holes;

	holes_init(&holes, fd);
	while (*done < end) {
		int64_t hole = holes_length(&holes, *done, end);
		size_t want = BUFFER_BYTES;
		ssize_t n;

		if (digester_should_stop(d))
			return -EINTR;
		if (hole > 0) {
			skip_some(state, done, hole);
			continue;
		}
		if (end - *done < (int64_t)want)
			want = (size_t)(end - *done);
		n = read_at(d, fd, 0, want, *done);
		if (n < 0)
			return (int)n;
		if ((size_t)n != want)
			return -ESTALE;
		(void)XXH3_128bits_update(state, d->buffer, want);
		*done += n;
	}
	return 0;
}

/* A hole at the end proves nothing about where that is. */
static int
digest_sparse(struct digester *d, struct digest *ret, int fd, int64_t size)
{
	int64_t done = 0;
	struct stat st;
	int r;

	(void)XXH3_128bits_reset(d->state);
	r = digester_read_on(d, d->state, fd, &done, size);
	if (r == 0 && fstat(fd, &st) < 0)
		r = -errno;
	if (r == 0 && st.st_size != size)
		r = -ESTALE;
	if (r == 0)
		digester_set(ret, XXH3_128bits_digest(d->state), size);
	return r;
}

static int
digest_all(struct digester *d, struct digest *ret, int fd, int64_t size)
{
	struct holes holes;
	int64_t done = 0;
	ssize_t n;

	holes_init(&holes, fd);
	if (holes.is_on)
		return digest_sparse(d, ret, fd, size);
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL); /* a hint */
	(void)XXH3_128bits_reset(d->state);
	do {
		if (digester_should_stop(d))
			return -EINTR;
		n = read_at(d, fd, 0, BUFFER_BYTES, done);
		if (n < 0)
			return (int)n;
		(void)XXH3_128bits_update(d->state, d->buffer, (size_t)n);
		done += n;
	} while ((size_t)n == BUFFER_BYTES && done <= size);
	passing_end(d->passing, fd);
	if (done != size)
		return -ESTALE;
	digester_set(ret, XXH3_128bits_digest(d->state), size);
	return 0;
}

int
digest_fd(struct digester *d, struct digest *ret, int fd, int64_t size,
	int64_t covered)
{
	if (digester_should_stop(d))
		return -EINTR;
	if (size <= DIGEST_WHOLE)
		return digest_whole(d, ret, fd, size);
	if (covered < size)
		return digest_ends(d, ret, fd, size, covered);
	return digest_all(d, ret, fd, size);
}

void
digest_chain(struct digest *digest, const struct digest *before)
{
	uint8_t both[2 * DIGEST_BYTES];

	memcpy(both, before->bytes, DIGEST_BYTES);
	memcpy(both + DIGEST_BYTES, digest->bytes, DIGEST_BYTES);
	digester_set(digest, XXH3_128bits(both, sizeof(both)), digest->covered);
}

int
digest_compare(struct digester *d, int fd_a, int fd_b, int64_t size)
{
	const size_t half = BUFFER_BYTES / 2;
	int64_t done = 0;

	while (done < size) {
		ssize_t a, b;

		if (digester_should_stop(d))
			return -EINTR;
		a = read_at(d, fd_a, 0, half, done);
		if (a < 0)
			return (int)a;
		b = read_at(d, fd_b, half, half, done);
		if (b < 0)
			return (int)b;
		if (a != b || a == 0)
			return -ESTALE;
		if (memcmp(d->buffer, d->buffer + half, (size_t)a) != 0)
			return 0;
		done += a;
	}
	return done == size ? 1 : -ESTALE;
}
