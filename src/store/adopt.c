/* SPDX-License-Identifier: MIT */
/*
 * A scan that was killed, or whose file system stopped answering, leaves
 * directories whose own entry was to be written with the rest of their
 * parent's: their rows and all below them are there.  They get an entry of
 * mode 0, as on the way to a root, so that the next scan finds their numbers
 * and nothing below them has to be read as new, or finds them gone.
 */
#include "store/internal.h"
#include "store/names/name_index.h"
#include "store/scans.h"

int
store_adopt_directories(struct store *store, struct error *err)
{
	static const struct entry nothing = { .mode = 0 };
	int64_t attribute_id;
	struct bind b;
	int r = attribute_put(store, &attribute_id, &nothing, err);

	if (r == 0)
		r = name_index_note_adopted(store, err);
	if (r < 0)
		return r;
	b = bind_begin(store, Q_DIRECTORY_ADOPT_UNSEAL);
	r = bind_run(&b, err);
	if (r < 0)
		return r;
	b = bind_begin(store, Q_DIRECTORY_ADOPT);
	bind_i64(&b, attribute_id);
	return bind_run(&b, err);
}
