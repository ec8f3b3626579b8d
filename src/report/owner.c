/* SPDX-License-Identifier: MIT */
#include "report/owner.h"

#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>

/* A group of a large site has a long list of members. */
#define BUFFER_START ((size_t)1 << 12)
#define BUFFER_LIMIT ((size_t)1 << 20)

static char *
user_name(uint32_t uid, char *buffer, size_t size, int *ret_error)
{
	struct passwd space;
	struct passwd *found = NULL;

	*ret_error = getpwuid_r(uid, &space, buffer, size, &found);
	return found ? xstrdup(found->pw_name) : NULL;
}

static char *
group_name(uint32_t gid, char *buffer, size_t size, int *ret_error)
{
	struct group space;
	struct group *found = NULL;

	*ret_error = getgrgid_r(gid, &space, buffer, size, &found);
	return found ? xstrdup(found->gr_name) : NULL;
}

/* NULL if there is none, or nobody answers. */
static char *
look_up(uint32_t id, bool is_group)
{
	for (size_t size = BUFFER_START; size <= BUFFER_LIMIT; size *= 4) {
		_cleanup_(freep) char *buffer = xcalloc(1, size);
		int error = 0;
		char *name = is_group ? group_name(id, buffer, size, &error) :
					user_name(id, buffer, size, &error);

		if (name || error != ERANGE)
			return name;
	}
	return NULL;
}

static const struct owner_name *
find(struct owners *o, uint32_t id, bool is_group)
{
	struct strbuf number = STRBUF_INIT;
	struct owner_name *new;

	for (size_t i = 0; i < o->n; i++)
		if (o->list[i].id == id && o->list[i].is_group == is_group)
			return &o->list[i];
	o->list = xgrow(o->list, o->n, sizeof(o->list[0]));
	new = &o->list[o->n++];
	*new = (struct owner_name){ .id = id,
		.is_group = is_group,
		.name = look_up(id, is_group) };
	new->is_known = new->name != NULL;
	if (!new->name) {
		strbuf_addf(&number, "%u", (unsigned int)id);
		new->name = strbuf_detach(&number);
	}
	return new;
}

const char *
owners_user(struct owners *o, uint32_t uid)
{
	return find(o, uid, false)->name;
}

const char *
owners_group(struct owners *o, uint32_t gid)
{
	return find(o, gid, true)->name;
}

const char *
owners_user_known(struct owners *o, uint32_t uid)
{
	const struct owner_name *name = find(o, uid, false);

	return name->is_known ? name->name : NULL;
}

const char *
owners_group_known(struct owners *o, uint32_t gid)
{
	const struct owner_name *name = find(o, gid, true);

	return name->is_known ? name->name : NULL;
}

void
owners_clear(struct owners *o)
{
	for (size_t i = 0; i < o->n; i++)
		free(o->list[i].name);
	free(o->list);
	*o = (struct owners)OWNERS_INIT;
}
