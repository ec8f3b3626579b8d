/* SPDX-License-Identifier: MIT */
#include "hash/archive/packed.h"

#include "hash/access.h"
#include "store/scans.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/path.h"

#include <errno.h>
#include <stdlib.h>

void
packed_clear(struct packed *p)
{
	closep(&p->fd);
	free(p->list);
	strbuf_clear(&p->names);
}

void
packed_add_name(struct packed *p, int64_t dir_id, const char *name, size_t len)
{
	p->list = xgrow(p->list, p->n, sizeof(*p->list));
	p->list[p->n++] = (struct packed_name){ .dir_id = dir_id,
		.at = p->names.len,
		.len = len };
	strbuf_add(&p->names, name, len);
	strbuf_addc(&p->names, '\0');
}

const char *
packed_name(const struct packed *p, size_t i)
{
	return p->names.buf + p->list[i].at;
}

int
packed_check(struct packed *p, struct grounds *grounds, bool is_stuck)
{
	if (is_stuck)
		grounds_lose(grounds, p->volume_id);
	if (p->ground->fd >= 0)
		return access_check(p->ground, p->fd, &p->facts);
	p->fd = -1;
	return -ETIMEDOUT;
}

int
packed_open(struct packed *p, struct store *store,
	const struct grounds *grounds, int *ret_verdict, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf file = STRBUF_INIT;
	const char *rest;
	size_t place;
	int r = store_directory_within(store, &path, p->list[0].dir_id, err);

	if (r < 0)
		return r;
	*ret_verdict = 1;
	if (!grounds_find(grounds, p->volume_id, path.buf, &place, &rest))
		return 0;
	strbuf_adds(&file, rest);
	path_append(&file, packed_name(p, 0), p->list[0].len);
	p->ground = grounds_at(grounds, place);
	p->fd = access_open(p->ground, file.buf, file.len, &p->facts);
	*ret_verdict = p->fd < 0 ? p->fd : 0;
	return 0;
}

int
packed_put_problem(const struct packed *p, struct transaction *t,
	const char *stage, int code, const char *text, struct error *err)
{
	int r = transaction_begin(t, err);

	for (size_t i = 0; i < p->n && r >= 0; i++)
		r = text ? store_put_problem(t->store, p->list[i].dir_id,
				   packed_name(p, i), p->list[i].len, stage,
				   code, text, err) :
			   store_clear_problems(t->store, p->list[i].dir_id,
				   packed_name(p, i), p->list[i].len, stage, 0,
				   err);
	return r;
}

int
packed_put_unread(const struct packed *p, struct transaction *t,
	const char *stage, int code, struct error *err)
{
	struct error problem = ERROR_INIT;

	if (code == -ESTALE)
		(void)error_set(&problem, ESTALE,
			"changed since it was scanned");
	else
		(void)error_errno(&problem, -code, "cannot read");
	return packed_put_problem(p, t, stage, -code, problem.text, err);
}
