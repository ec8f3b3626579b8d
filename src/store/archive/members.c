/* SPDX-License-Identifier: MIT */
/*
 * An archive says whole paths, in any order; the catalogue has a tree.  So the
 * directories met so far are kept in an open hash table, (parent, name) to
 * number: memory grows with the directories of one archive, and those are as
 * limited as its members are.
 *
 * Names come from strangers.  The hash begins with a number of this run, so
 * that nobody can choose names that all fall into one slot.
 */
#include "store/archive/members.h"

#include "store/internal.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

/* As deep as archives in archives go at most (archive/wire.h). */
#define LEVELS_MAX 16

struct slot {
	uint64_t hash;
	int64_t parent;
	int64_t number; /* 0: free */
	size_t name_at;
	size_t name_len;
};

struct members {
	struct store *store;
	int64_t archive_id;
	int64_t last; /* number given */
	int64_t told; /* members that came */
	uint64_t seed;
	struct slot *slots;
	size_t n_slots; /* a power of two */
	size_t n_used;
	struct strbuf names;
	int64_t within[LEVELS_MAX + 1]; /* the last file of each level */
	struct members_sums sums;
};

struct members *
members_new(struct store *store, int64_t archive_id)
{
	struct members *m = xcalloc(1, sizeof(*m));

	m->store = store;
	m->archive_id = archive_id;
	m->names = (struct strbuf)STRBUF_INIT;
	m->n_slots = 64;
	m->slots = xcalloc(m->n_slots, sizeof(*m->slots));
	if (getrandom(&m->seed, sizeof(m->seed), GRND_NONBLOCK) < 0)
		m->seed = (uint64_t)(uintptr_t)m;
	return m;
}

void
members_free(struct members *m)
{
	if (!m)
		return;
	strbuf_clear(&m->names);
	free(m->slots);
	free(m);
}

const struct members_sums *
members_sums(const struct members *m)
{
	return &m->sums;
}

/* --- directories ------------------------------------------------------- */

static uint64_t
hash_of(const struct members *m, int64_t parent, const char *name, size_t len)
{
	uint64_t h = m->seed ^ (uint64_t)parent * UINT64_C(0x9e3779b97f4a7c15);

	for (size_t i = 0; i < len; i++) {
		h ^= (unsigned char)name[i];
		h *= UINT64_C(0xff51afd7ed558ccd);
		h ^= h >> 32;
	}
	return h;
}

static void
grow(struct members *m)
{
	struct slot *old = m->slots;
	size_t n = m->n_slots;

	m->n_slots *= 2;
	m->slots = xcalloc(m->n_slots, sizeof(*m->slots));
	for (size_t i = 0; i < n; i++) {
		size_t at = old[i].hash & (m->n_slots - 1);

		if (old[i].number == 0)
			continue;
		while (m->slots[at].number != 0)
			at = (at + 1) & (m->n_slots - 1);
		m->slots[at] = old[i];
	}
	free(old);
}

/* That of the directory, or a free one that is its own now. */
static struct slot *
find(struct members *m, int64_t parent, const char *name, size_t len)
{
	uint64_t hash = hash_of(m, parent, name, len);
	struct slot *slot;
	size_t at;

	if (m->n_used * 2 >= m->n_slots)
		grow(m);
	for (at = hash & (m->n_slots - 1);; at = (at + 1) & (m->n_slots - 1)) {
		slot = &m->slots[at];
		if (slot->number == 0)
			break;
		if (slot->hash == hash && slot->parent == parent &&
			slot->name_len == len &&
			memcmp(m->names.buf + slot->name_at, name, len) == 0)
			return slot;
	}
	*slot = (struct slot){ .hash = hash,
		.parent = parent,
		.name_at = m->names.len,
		.name_len = len };
	strbuf_add(&m->names, name, len);
	m->n_used++;
	return slot;
}

/* --- rows -------------------------------------------------------------- */

static void
bind_time(struct bind *b, const struct member *member)
{
	if (member->has_mtime)
		bind_i64(b, member->mtime_ns);
	else
		bind_null(b);
}

static int
add_row(struct members *m, int64_t parent, const char *name, size_t len,
	const struct member *member, struct error *err)
{
	struct bind b = bind_begin(m->store, Q_MEMBER_ADD);

	bind_i64(&b, m->archive_id);
	bind_i64(&b, parent);
	bind_i64(&b, ++m->last);
	bind_bytes(&b, name, len);
	bind_i64(&b, member->mode);
	if (member->size_bytes >= 0)
		bind_i64(&b, member->size_bytes);
	else
		bind_null(&b);
	bind_time(&b, member);
	if (member->has_crc)
		bind_i64(&b, member->crc);
	else
		bind_null(&b);
	bind_i64(&b, member->is_encrypted);
	bind_i64(&b, S_ISDIR(member->mode) ? 0 : m->told);
	return bind_run(&b, err);
}

/* What is known now of a directory that has a row. */
static int
tell_directory(struct members *m, const struct slot *slot,
	const struct member *member, struct error *err)
{
	struct bind b = bind_begin(m->store, Q_MEMBER_DIRECTORY);

	bind_i64(&b, m->archive_id);
	bind_i64(&b, slot->parent);
	bind_i64(&b, slot->number);
	bind_i64(&b, member->mode);
	bind_time(&b, member);
	return bind_run(&b, err);
}

/* *parent becomes the number of the directory in it; member: what is told of
 * it, or NULL. */
static int
enter(struct members *m, int64_t *parent, const char *name, size_t len,
	const struct member *member, struct error *err)
{
	const struct member implied = { .mode = S_IFDIR, .size_bytes = -1 };
	struct slot *slot = find(m, *parent, name, len);
	int r = 0;

	if (slot->number != 0) {
		if (member)
			r = tell_directory(m, slot, member, err);
	} else {
		r = add_row(m, *parent, name, len, member ? member : &implied,
			err);
		slot->number = m->last;
		m->sums.directories++;
	}
	*parent = slot->number;
	return r;
}

/* The next component of a path, which is behind *path then. */
static bool
next_component(const char **path, const char *end, const char **ret,
	size_t *ret_len)
{
	const char *slash;

	while (*path < end) {
		*ret = *path;
		slash = memchr(*path, '/', (size_t)(end - *path));
		*ret_len = (size_t)((slash ? slash : end) - *path);
		*path = slash ? slash + 1 : end;
		if (*ret_len > 0 && !(*ret_len == 1 && **ret == '.'))
			return true;
	}
	return false;
}

static int
add_file(struct members *m, int64_t parent, const char *name, size_t len,
	const struct member *member, struct error *err)
{
	int r = add_row(m, parent, name, len, member, err);

	if (r < 0)
		return r;
	m->within[member->level] = m->last;
	m->sums.files++;
	if (member->level == 1 && member->size_bytes > 0 &&
		__builtin_add_overflow(m->sums.bytes, member->size_bytes,
			&m->sums.bytes))
		m->sums.bytes = INT64_MAX;
	return 0;
}

int
members_add(struct members *m, const struct member *member, struct error *err)
{
	const char *at = member->path;
	const char *end = at + member->path_len;
	int64_t parent = m->within[member->level - 1];
	const char *name, *next;
	size_t len, next_len;
	bool goes_on;
	int r = 0;

	m->told++;
	if (*at == '/') /* an absolute name is below a directory without one */
		r = enter(m, &parent, "", 0, NULL, err);
	goes_on = next_component(&at, end, &name, &len);
	while (goes_on && r >= 0) {
		if (m->last >= MEMBERS_MAX)
			return 0;
		goes_on = next_component(&at, end, &next, &next_len);
		if (!goes_on && !S_ISDIR(member->mode)) {
			r = add_file(m, parent, name, len, member, err);
			break;
		}
		r = enter(m, &parent, name, len, goes_on ? NULL : member, err);
		name = next;
		len = next_len;
	}
	return r < 0 ? r : 1;
}
