/* SPDX-License-Identifier: MIT */
/*
 * From what the user typed, or from the roots the catalogue remembers, to
 * directories that are open, belong to a volume and are walked once.
 */
#ifndef CATALOG_SCAN_TARGETS_H
#define CATALOG_SCAN_TARGETS_H

#include "scan/crew.h"
#include "scan/scan.h"
#include "store/volumes.h"
#include "volume/volume.h"

#include <sys/stat.h>

struct target {
	struct scan_result result; /* moved out at the end of the run */
	struct volume_place place; /* place.fd -1: not to be walked */
	struct root_options options;
	struct filter *filter;
	struct stat stat; /* of the directory */
	int64_t owner_id; /* the known volume whose identity is new, or 0 */
	int64_t volume_id;
	int64_t root_id;
	char **mount_points; /* below it, relative, for walk_root */
	size_t n_mount_points;
	struct walk_root walk;
	int64_t type_granularity_ns; /* as its name says */
	int64_t last_scan_ns;	     /* of its volume; 0 never */
	struct lessons *lessons; /* the first target of a volume owns them */
	bool is_hung;		 /* its file system stopped answering */
};

struct targets {
	struct target *targets;
	size_t n_targets;
	bool is_haunted; /* a thread that hangs still uses them */
};

/*
 * Find the targets of a run.  Those that cannot be walked have a result that
 * says why and no descriptor.  Only reads the catalogue.
 */
int targets_find(struct targets *ret, struct store *store,
	const struct mounts *mounts, const struct scan_options *options,
	struct error *err);
/* Write volumes, roots and scans of the walkable ones; in a transaction. */
int targets_record(struct targets *targets, struct store *store,
	const struct scan_options *options, struct error *err);
void targets_clear(struct targets *targets);

/* Is it walked, and no earlier one of the same volume is? */
bool targets_is_first_of_volume(const struct targets *targets, size_t index);

static inline bool
target_is_walked(const struct target *t)
{
	return t->place.fd >= 0;
}

#endif
