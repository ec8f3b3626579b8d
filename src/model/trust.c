/* SPDX-License-Identifier: MIT */
/*
 * The rules by which a name is the file that it was.
 *
 * Inode numbers that do not outlive a remount prove nothing: path, type, size
 * and mtime are the identity (DESIGN 4), and the catalogue keeps the number
 * it first saw.  ctime counts there all the same, since it alone tells of a
 * write whose mtime was set back, unless the volume was caught inventing it.
 *
 * Granularity: a time is the same if it is what was known, cut to a multiple
 * of the granularity, as happens to one that was still exact in a cache when
 * it was first seen.  Nothing else that is close will do: the next multiple,
 * or an exact time where a cut one was known, is somebody who wrote.
 *
 * Two writes within one granule leave one time stamp, and a scan between them
 * cannot see the second.  Git reads such a file again; here nobody has read it
 * yet: a new stamp clears the digests of the file, and before it is read for
 * new ones hash/access.c waits until its granule is over.  So no digest ever
 * rests on a stamp that a later write could leave as it is, and a scan need
 * not look twice at anything.
 *
 * A shift: FAT keeps local time, so with another time zone, or with daylight
 * saving, every time on the volume is off by the same amount.  The catalogue
 * keeps the times of the first scan and, for the volume, the shift from these
 * to what lstat says now.
 */
#include "model/trust.h"

static int64_t
minus(int64_t a, int64_t b)
{
	int64_t result;

	/* A time so far out is nobody's; it stays as it is. */
	return __builtin_sub_overflow(a, b, &result) ? a : result;
}

struct trust
trust_of_volume(const struct volume *volume)
{
	return (struct trust){
		.inodes_stable = volume->inodes_stable,
		.ctime_ignored = volume->ctime_ignored,
		.granularity_ns = volume->granularity_ns,
		.shift_ns = volume->clock_shift_ns,
	};
}

void
trust_normalise(const struct trust *t, struct entry *seen)
{
	if (t->shift_ns == 0)
		return;
	seen->mtime_ns = minus(seen->mtime_ns, t->shift_ns);
	seen->ctime_ns = minus(seen->ctime_ns, t->shift_ns);
}

bool
trust_same_time(const struct trust *t, int64_t known_ns, int64_t seen_ns)
{
	int64_t grain = t->granularity_ns;
	int64_t rest;

	if (known_ns == seen_ns)
		return true;
	if (grain <= 1)
		return false;
	rest = known_ns % grain;
	return minus(known_ns, rest < 0 ? rest + grain : rest) == seen_ns;
}

static bool
is_same(const struct trust *t, const struct entry *seen,
	const struct entry *known)
{
	return ((seen->mode ^ known->mode) & S_IFMT) == 0 &&
		seen->size_bytes == known->size_bytes &&
		trust_same_time(t, known->mtime_ns, seen->mtime_ns);
}

void
trust_settle(const struct trust *t, struct entry *seen,
	const struct entry *known)
{
	if (!t->inodes_stable && entry_is_directory(seen) &&
		entry_is_directory(known))
		seen->inode = known->inode; /* whatever became of its names */
	if (!is_same(t, seen, known))
		return;
	if (!t->inodes_stable) {
		seen->inode = known->inode;
		/* Counted by the driver as it looks around; had a directory
		 * come or gone, the mtime would tell. */
		if (entry_is_directory(seen))
			seen->nlink = known->nlink;
	}
	if (!t->ctime_ignored &&
		!trust_same_time(t, known->ctime_ns, seen->ctime_ns))
		return; /* touched, whatever was done to it */
	seen->mtime_ns = known->mtime_ns;
	seen->ctime_ns = known->ctime_ns;
}
