/* SPDX-License-Identifier: MIT */
#include "scan/root.h"

#include "store/entries.h"

#include <stdio.h>

struct root_entry {
	int64_t parent_id;
	struct entry entry; /* as it is */
	enum directory_state state;
	uint64_t seal;
	bool is_known;
	struct known_entry known;
	char top[24]; /* its name, if it is the volume's own root */
};

static int
read_entry(struct root_entry *ret, const struct target *t, struct store *store,
	struct error *err)
{
	struct directory dir = { 0 };
	int code = store_directory(store, &dir, t->walk.dir_id, err);

	if (code < 0)
		return code;
	ret->state = dir.state;
	ret->seal = dir.seal;
	ret->parent_id = dir.parent_id;
	entry_from_stat(&ret->entry, dir.name, dir.name_len, &t->stat);
	if (dir.parent_id == 0) {
		ret->entry.name_len = (size_t)snprintf(ret->top,
			sizeof(ret->top), "%lld", (long long)t->volume_id);
		ret->entry.name = ret->top;
	}
	code = store_entry(store, &ret->known, dir.parent_id, ret->entry.name,
		ret->entry.name_len, err);
	ret->is_known = code > 0;
	return code < 0 ? code : 0;
}

int
root_record(struct target *t, struct store *store, struct error *err)
{
	struct trust trust = trust_of_volume(&t->place.volume);
	struct root_entry root;

	if (read_entry(&root, t, store, err) < 0)
		return err->code;
	t->walk.known = root.state != DIRECTORY_WAY || root.is_known;
	t->walk.state = root.state;
	t->walk.seal = root.seal;
	t->walk.is_first = root.state == DIRECTORY_WAY;
	if (root.is_known && root.known.entry.mode != 0)
		return 0;
	t->result.row.added++;
	trust_normalise(&trust, &root.entry);
	if (!root.is_known)
		return store_add_entry(store, root.parent_id, &root.entry,
			t->walk.dir_id, err);
	return store_change_entry(store, root.parent_id, &root.known,
		&root.entry, t->walk.dir_id, err);
}

int
root_update(const struct target *t, struct store *store,
	const struct trust *trust, struct error *err)
{
	struct root_entry root;

	if (read_entry(&root, t, store, err) < 0)
		return err->code;
	trust_normalise(trust, &root.entry);
	if (!root.is_known)
		return 0;
	trust_settle(trust, &root.entry, &root.known.entry);
	if (entry_same_facts(&root.known.entry, &root.entry))
		return 0;
	return store_change_entry(store, root.parent_id, &root.known,
		&root.entry, t->walk.dir_id, err);
}
