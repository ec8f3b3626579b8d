/* SPDX-License-Identifier: MIT */
/*
 * What lstat of a volume's files can be trusted for.  Some file systems invent
 * inode numbers anew at each mount, keep times to two seconds, or in the local
 * time of a zone that nobody wrote down.
 */
#ifndef CATALOG_MODEL_TRUST_H
#define CATALOG_MODEL_TRUST_H

#include "model/entry.h"
#include "model/volume.h"

struct trust {
	bool inodes_stable;	/* inode numbers outlive a remount */
	bool ctime_ignored;	/* ctime is invented at each mount, too */
	int64_t granularity_ns; /* of time stamps */
	int64_t shift_ns;	/* what lstat says is so much later than what
				 * the catalogue holds */
};

struct trust trust_of_volume(const struct volume *volume);

/* From the times of lstat to those of the catalogue. */
void trust_normalise(const struct trust *t, struct entry *seen);

/* Is the one seen (normalised) the time known, or what is left of that when
 * it is cut to the volume's granularity? */
bool trust_same_time(const struct trust *t, int64_t known_ns, int64_t seen_ns);

/*
 * One name, as it is known and as it was seen now (normalised).  Where they
 * differ only in what the volume cannot be trusted for, the seen one takes
 * over what is known: then nothing has changed.
 */
void trust_settle(const struct trust *t, struct entry *seen,
	const struct entry *known);

#endif
