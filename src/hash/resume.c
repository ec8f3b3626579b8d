/* SPDX-License-Identifier: MIT */
#include "hash/run.h"

#include "store/checkpoints.h"

/* The names of an inode come in any order: look for each. */
static int
find_state(struct run *run, const struct job *job, struct strbuf *ret,
	struct error *err)
{
	struct entry facts = job->facts;
	int64_t dir_id;
	size_t at = 0;
	int r = 0;

	while (r == 0 &&
		job_next_name(job, &at, &dir_id, &facts.name, &facts.name_len))
		r = store_find_checkpoint(run->store, ret, dir_id, &facts, err);
	return r;
}

int
run_resume(struct run *run, struct job *job, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf state = STRBUF_INIT;
	struct reading *reading;
	int r;

	if (!job->walk || job->reading ||
		!steps_has_checkpoints(job->facts.size_bytes))
		return 0;
	r = find_state(run, job, &state, err);
	if (r <= 0)
		return r;
	reading = reading_restore(state.buf, state.len);
	if (reading && !steps_resume(job, reading))
		reading_free(reading);
	return 0;
}

int
run_keep(struct run *run, const struct job *job, struct error *err)
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
	return store_put_checkpoint(run->store, dir_id, &facts, &state, err);
}

int
run_drop_kept(struct run *run, const struct job *job, struct error *err)
{
	const char *name;
	int64_t dir_id;
	size_t len, at = 0;
	int r = 0;

	if (!steps_has_checkpoints(job->facts.size_bytes))
		return 0;
	while (r == 0 && job_next_name(job, &at, &dir_id, &name, &len))
		r = store_drop_checkpoint(run->store, dir_id, name, len, err);
	return r;
}

int
run_tidy_kept(struct run *run, struct error *err)
{
	int r = store_any_checkpoints(run->store, err);

	if (r <= 0)
		return r;
	r = store_begin(run->store, err);
	if (r == 0)
		r = store_tidy_checkpoints(run->store, err);
	if (r == 0)
		return store_commit(run->store, err);
	(void)store_rollback(run->store, NULL); /* r says why */
	return r;
}
