/* SPDX-License-Identifier: MIT */
/*
 * From an open file to the digest of its bytes.  Knows nothing of names, the
 * catalogue or whether the file changed: hash/access.h guards that.
 */
#ifndef CATALOG_HASH_DIGEST_H
#define CATALOG_HASH_DIGEST_H

#include "hash/budget.h"
#include "model/digest.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What the readers of one run share with the thread that runs them.  The
 * atomic fields are relaxed: a reader that sees a stop one buffer late does no
 * harm.
 */
struct digest_watch {
	atomic_bool stop;	 /* stop between two buffers */
	atomic_llong bytes_read; /* of all readers, see digester_tell() */
	struct budget *budget;	 /* how fast they may be; NULL: at will */
};

/* A buffer and a hash state; belongs to one thread for life. */
struct digester;

/* The watch has to be there until it is freed. */
struct digester *digester_new(struct digest_watch *watch);
void digester_free(struct digester *d);

/* The next file has this size: a large one is not to stay in the page cache,
 * unless it is there already (passing.h). */
void digester_begin(struct digester *d, int64_t size);

/* watch->bytes_read is exact from here on: it is raised now and then only, for
 * it is one for all readers. */
void digester_tell(struct digester *d);

/* Did watch->stop or an interrupt come? */
bool digester_should_stop(const struct digester *d);

/*
 * Read fd, whose fstat said size bytes (more than 0), and digest so many of
 * them: all, or its ends (model/digest.h).  *ret is set only on success.
 * Returns 0, or a negative errno: -ESTALE when the file does not end at size,
 * -EINTR when it should stop.
 */
int digest_fd(struct digester *d, struct digest *ret, int fd, int64_t size,
	int64_t covered);

/*
 * A file that is read in parts, of which no byte is read twice.  A new one has
 * read nothing.
 */
struct reading;

struct reading *reading_new(void);
void reading_free(struct reading *reading);
DEFINE_CLEANUP(struct reading *, reading_free);
/* As digest_fd(), of the ends; what is longer than DIGEST_WHOLE and not than
 * DIGEST_LONG can go on from there. */
int reading_begin(struct digester *d, struct reading *reading,
	struct digest *ret, int fd, int64_t size, int64_t covered);
/* On from where it is; the digest is of all bytes before `until`.  Whether the
 * file ends there is left to access_check(). */
int reading_go_on(struct digester *d, struct reading *reading,
	struct digest *ret, int fd, int64_t until);
int64_t reading_done(const struct reading *reading);
struct reading *reading_copy(const struct reading *reading);
/* Bytes that a later run can go on from, added to ret; none if the library is
 * another than this was compiled for. */
void reading_save(const struct reading *reading, struct strbuf *ret);
/* NULL unless this program on such a machine, with this version of the
 * library, saved them. */
struct reading *reading_restore(const void *bytes, size_t len);

/* Make it stand for what `before` stands for, too. */
void digest_chain(struct digest *digest, const struct digest *before);

/*
 * Are the bytes of two files of this size equal?  1 or 0, else as above.
 */
int digest_compare(struct digester *d, int fd_a, int fd_b, int64_t size);

/* Of bytes in memory; two numbers, for sums of such. */
void digest_memory(uint64_t ret[2], const void *bytes, size_t len);

/* A digest of bytes as they come: begin, add, add ..., end. */
struct stream_digest;

struct stream_digest *stream_digest_new(void);
void stream_digest_free(struct stream_digest *s);
void stream_digest_begin(struct stream_digest *s);
void stream_digest_add(struct stream_digest *s, const void *bytes, size_t len);
void stream_digest_end(struct stream_digest *s, uint8_t ret[DIGEST_BYTES]);

#endif
