/* SPDX-License-Identifier: MIT */
/* What a run writes of its targets before it walks: volumes, roots, scans. */
#include "scan/targets.h"

#include "scan/root.h"
#include "store/scans.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "volume/identity.h"

static int
record_volume(struct target *t, struct store *store,
	const struct scan_options *options, struct error *err)
{
	struct volume *v = &t->place.volume;
	_cleanup_(freep) char *suggestion = volume_suggest_name(v);
	int code;

	if (options->name && !v->name)
		v->name = xstrdup(options->name);
	volume_read_space(v, t->place.fd);
	code = t->owner_id == 0 ?
		0 :
		store_identify_volume(store, t->owner_id, v->identity, err);
	if (code >= 0)
		t->type_granularity_ns = v->granularity_ns;
	code = store_put_volume(store, v, suggestion, err);
	if (code < 0)
		return code;
	t->volume_id = v->id;
	t->result.volume_name = xstrdup(v->name);
	return 0;
}

static int
record_target(struct target *t, size_t index, struct store *store,
	const struct scan_options *options, struct error *err)
{
	_cleanup_(freep) char *json = store_root_options_print(&t->options);
	int64_t dir_id;

	if (record_volume(t, store, options, err) < 0)
		return err->code;
	if (store_make_directory(store, &dir_id, t->volume_id, t->place.within,
		    err) < 0)
		return err->code;
	t->walk = (struct walk_root){ .index = index,
		.fd = t->place.fd,
		.within = t->place.within,
		.volume_id = t->volume_id,
		.dir_id = dir_id,
		.filter = t->filter,
		.mount_points = (const char *const *)t->mount_points,
		.n_mount_points = t->n_mount_points };
	if (root_record(t, store, err) < 0)
		return err->code;
	if (store_put_root(store, &t->root_id, dir_id, json, err) < 0)
		return err->code;
	t->result.row.root_id = t->root_id;
	t->result.row.volume_id = t->volume_id;
	t->result.row.root_path = t->result.path;
	t->result.row.started_ns = clock_now_ns();
	t->result.row.entries = 1; /* the root itself */
	t->result.row.directories = 1;
	return store_begin_scan(store, &t->result.row, err);
}

int
targets_record(struct targets *targets, struct store *store,
	const struct scan_options *options, struct error *err)
{
	int code = store_settle_killed(store, err);

	for (size_t i = 0; i < targets->n_targets && code >= 0; i++)
		if (target_is_walked(&targets->targets[i]))
			code = record_target(&targets->targets[i], i, store,
				options, err);
	return code;
}
