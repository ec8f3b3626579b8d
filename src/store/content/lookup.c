/* SPDX-License-Identifier: MIT */
#include "store/content/lookup.h"

#include "store/internal.h"
#include "store/survey/survey.h"
#include "util/cleanup.h"
#include "util/thread.h"

DEFINE_CLEANUP(struct store *, store_close);

static int
run(struct store *store, enum query query, struct error *err)
{
	struct bind b = bind_begin(store, query);

	return bind_run(&b, err);
}

int
store_lookup_clear(struct store *store, struct error *err)
{
	static const enum query queries[] = { Q_LOOKUP_CLEAR_SIZES,
		Q_LOOKUP_CLEAR_SAME, Q_LOOKUP_CLEAR_WANTED,
		Q_LOOKUP_CLEAR_FOUND, Q_LOOKUP_CLEAR_MEMBERS };
	int r = 0;

	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries) && r == 0;
		i++)
		r = run(store, queries[i], err);
	return r;
}

int
store_lookup_add_size(struct store *store, int64_t size, struct error *err)
{
	struct bind b = bind_begin(store, Q_LOOKUP_ADD_SIZE);

	bind_i64(&b, size);
	return bind_run(&b, err);
}

int
store_lookup_add_digest(struct store *store, const uint8_t digest[DIGEST_BYTES],
	struct error *err)
{
	struct bind b = bind_begin(store, Q_LOOKUP_ADD_DIGEST);

	bind_bytes(&b, digest, DIGEST_BYTES);
	return bind_run(&b, err);
}

int
store_lookup_run(struct store *store, struct error *err)
{
	int64_t any = 0;
	int r = query_i64(store, &any, Q_LOOKUP_ANY_SIZE, err);

	if (r == 0 && any)
		r = run(store, Q_LOOKUP_SIZES, err);
	if (r == 0 && any)
		r = run(store, Q_LOOKUP_MEMBERS, err);
	if (r == 0)
		r = query_i64(store, &any, Q_LOOKUP_N_DIGESTS, err);
	if (r == 0 && any)
		r = run(store,
			any == 1 ? Q_LOOKUP_ONE_DIGEST : Q_LOOKUP_DIGESTS, err);
	return r;
}

int
store_lookup_size(struct store *store, int64_t size, struct error *err)
{
	int64_t same = 0, unread = 0, loose = 0, full = 0, member = 0;
	unsigned int flags = 0;
	int r = query_i64_of(store, &same, Q_LOOKUP_HAS_SAME, size, err);

	if (r == 0)
		r = query_i64_of(store, &unread, Q_LOOKUP_HAS_UNREAD, size,
			err);
	if (r == 0)
		r = query_i64_of(store, &full, Q_CONTENT_OF_SIZE, size, err);
	if (r == 0)
		r = query_i64_of(store, &loose, Q_CONTENT_IS_LOOSE, size, err);
	if (r == 0)
		r = query_i64_of(store, &member, Q_LOOKUP_HAS_MEMBER, size,
			err);
	if (r < 0)
		return r;
	if (member)
		flags |= LOOKUP_MEMBER;
	if (same || full)
		flags |= LOOKUP_SAME;
	if (unread)
		flags |= LOOKUP_UNREAD;
	if (loose)
		flags |= LOOKUP_LOOSE;
	return (int)flags;
}

int
store_lookup_digest(struct store *store, int64_t *ret_content,
	int64_t *ret_size, const uint8_t digest[DIGEST_BYTES],
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_LOOKUP_DIGEST);
	int r;

	bind_bytes(&b, digest, DIGEST_BYTES);
	r = bind_next(&b, err);
	if (r > 0) {
		*ret_content = bind_get_i64(&b, 0);
		*ret_size = bind_get_i64(&b, 1);
	}
	return r;
}

int
store_lookup_member_digest(struct store *store, int64_t *ret_size,
	const uint8_t digest[DIGEST_BYTES], struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_LOOKUP_MEMBER_DIGEST);
	int r;

	bind_bytes(&b, digest, DIGEST_BYTES);
	r = bind_next(&b, err);
	if (r > 0)
		*ret_size = bind_get_i64(&b, 0);
	return r;
}

/* --- what was not read -------------------------------------------------------- */

struct part {
	struct store *store;
	enum query query;
	int64_t n;
	int result;
	struct error error;
};

static void
count_part(void *arg)
{
	struct part *part = arg;

	part->result =
		query_i64(part->store, &part->n, part->query, &part->error);
}

/* Names and contents side by side, if that can be. */
static void
count_both(struct part *names, struct part *contents, struct store *beside)
{
	struct thread *thread = NULL;
	struct store *store = names->store;

	if (beside)
		names->store = beside;
	if (!beside || thread_start(&thread, count_part, names) < 0) {
		names->store = store;
		count_part(names);
	}
	count_part(contents);
	thread_join(thread);
}

int
store_lookup_unread(struct store *store, int64_t *ret, struct error *err)
{
	_cleanup_(store_closep) struct store *beside = NULL;
	struct part names = { store, Q_LOOKUP_UNREAD, 0, 0, ERROR_INIT };
	struct part contents = { store, Q_LOOKUP_PARTLY, 0, 0, ERROR_INIT };
	const struct part *failed;
	int r = store_open_beside(&beside, store, err);

	if (r < 0)
		return r;
	count_both(&names, &contents, beside);
	failed = names.result < 0 ? &names : &contents;
	if (failed->result < 0) {
		if (err)
			*err = failed->error;
		return failed->result;
	}
	*ret = names.n + contents.n;
	return 0;
}
