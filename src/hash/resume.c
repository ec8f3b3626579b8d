/* SPDX-License-Identifier: MIT */
#include "hash/resume.h"

#include "hash/steps.h"
#include "store/content/checkpoints.h"

/* The names of an inode come in any order: look for each. */
static int
find_state(struct store *store, const struct job *job, struct strbuf *ret,
	struct error *err)
{
	struct entry facts = job->facts;
	int64_t dir_id;
	size_t at = 0;
	int r = 0;

	while (r == 0 &&
		job_next_name(job, &at, &dir_id, &facts.name, &facts.name_len))
		r = store_find_checkpoint(store, ret, dir_id, &facts,
			job->is_fresh, err);
	return r;
}

int
resume_find(struct store *store, const struct job *job, struct reading **ret,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf state = STRBUF_INIT;
	int r;

	*ret = NULL;
	if (!steps_has_checkpoints(job->facts.size_bytes))
		return 0;
	r = find_state(store, job, &state, err);
	if (r > 0)
		*ret = reading_restore(state.buf, state.len);
	return r < 0 ? r : 0;
}

int
resume_keep(struct store *store, const struct job *job, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf state = STRBUF_INIT;
	struct entry facts = job->facts;
	int64_t dir_id;
	size_t at = 0;

	if (!job->reading || !steps_has_checkpoints(facts.size_bytes) ||
		reading_done(job->reading) == 0)
		return 0;
	reading_save(job->reading, &state);
	if (state.len == 0)
		return 0;
	(void)job_next_name(job, &at, &dir_id, &facts.name,
		&facts.name_len); /* there is one */
	return store_put_checkpoint(store, dir_id, &facts, job->is_fresh,
		&state, err);
}

int
resume_drop(struct store *store, const struct job *job, struct error *err)
{
	const char *name;
	int64_t dir_id;
	size_t len, at = 0;
	int r = 0;

	if (!steps_has_checkpoints(job->facts.size_bytes))
		return 0;
	while (r == 0 && job_next_name(job, &at, &dir_id, &name, &len))
		r = store_drop_checkpoint(store, dir_id, name, len, err);
	return r;
}

int
resume_tidy(struct store *store, struct error *err)
{
	int r = store_any_checkpoints(store, err);

	if (r <= 0)
		return r;
	r = store_begin(store, err);
	if (r == 0)
		r = store_tidy_checkpoints(store, err);
	if (r == 0)
		return store_commit(store, err);
	(void)store_rollback(store, NULL); /* r says why */
	return r;
}
