/* SPDX-License-Identifier: MIT */
/*
 * find: random trees with random conditions against an evaluation that knows
 * nothing of SQL: fnmatch(3), regexec(3) and strcasestr(3) on a list.
 */
#include "store/find/find.h"

#include "lib/random.h"
#include "store/content/contents.h"
#include "store/find/wanted_sql.h"
#include "unit/store/find/facts.h"
#include "unit/store/fixture.h"
#include "util/alloc.h"

#include <errno.h>
#include <fnmatch.h>
#include <regex.h>
#include <stdlib.h>

/* --- a world -------------------------------------------------------------- */

#define N_NODES 160

/* An entry as the oracle knows it. */
struct node {
	char path[512];
	char name[16];
	struct entry e;
	int64_t volume; /* 0 or 1 */
	int64_t dir_id;
	int64_t child_id;
	int depth;
	int parent; /* -1: a volume's own root */
	bool is_hidden;
	bool has_children;
	int content; /* 0: none */
};

static struct node nodes[N_NODES];
static size_t n_nodes;
static int64_t volume_ids[2];

static struct node *
add_node(struct store *store, int parent, const char *name, bool is_directory)
{
	static const uint32_t modes[] = { S_IFREG | 0644, S_IFREG | 0755,
		S_IFLNK | 0777, S_IFREG | 04755, S_IFREG | 0600 };
	struct node *n = &nodes[n_nodes++];
	const struct node *up = &nodes[parent];
	size_t len;

	*n = (struct node){ .parent = parent, .volume = up->volume };
	(void)snprintf(n->name, sizeof(n->name), "%s", name);
	len = strlen(up->path);
	ck_assert_uint_lt(len + 1 + strlen(name), sizeof(n->path));
	memcpy(n->path, up->path, len);
	n->path[len] = '/';
	memcpy(n->path + len + 1, name, strlen(name) + 1);
	n->depth = up->depth + 1;
	n->dir_id = up->child_id;
	n->is_hidden = up->is_hidden || name[0] == '.';
	nodes[parent].has_children = true;
	n->e = file_entry(n->name, any(1000), any(4) * 1000);
	n->e.mtime_ns = (int64_t)any(5) * 1000;
	n->e.ctime_ns = (int64_t)any(5) * 1000;
	n->e.mode = is_directory ? S_IFDIR | 0755 : modes[any(5)];
	n->e.uid = any(3);
	n->e.gid = any(2);
	if (is_directory) {
		struct directory dir = { .parent_id = n->dir_id,
			.name = n->name,
			.name_len = strlen(name),
			.volume_id = volume_ids[n->volume],
			.state = DIRECTORY_COMPLETE };

		ok(store_last_directory_id(store, &dir.id, err));
		n->child_id = ++dir.id;
		ok(store_add_directory(store, &dir, err));
	}
	ok(store_add_entry(store, n->dir_id, &n->e, n->child_id, err));
	if (S_ISREG(n->e.mode) && n->e.size_bytes > 0 && any(2)) {
		struct digest digest = { .covered = n->e.size_bytes };
		int64_t id;

		n->content = 1 + (int)any(3);
		memset(digest.bytes, n->content * 0x51, DIGEST_BYTES);
		ok(store_put_digest(store, &id, n->dir_id, &n->e, &digest, 0,
			err));
	}
	return n;
}

static void
add_root(struct store *store, int volume, const char *identity,
	const char *mount_point)
{
	struct node *n = &nodes[n_nodes++];
	struct known_entry way;
	char key[24];

	*n = (struct node){ .parent = -1, .volume = volume };
	(void)snprintf(n->path, sizeof(n->path), "%s", mount_point);
	(void)snprintf(n->name, sizeof(n->name), "%s", mount_point + 1);
	volume_ids[volume] = add_volume(store, identity, mount_point);
	n->child_id = make_directory(store, volume_ids[volume], "");
	(void)snprintf(key, sizeof(key), "%lld", (long long)volume_ids[volume]);
	way = get_entry(store, 0, key);
	n->e = file_entry(key, 2, 4096);
	n->e.mode = S_IFDIR | 0755;
	ok(store_change_entry(store, 0, &way, &n->e, n->child_id, err));
	ok(store_set_directory_state(store, n->child_id, DIRECTORY_COMPLETE, 0,
		err));
	n->e.name = n->name;
}

static bool
is_taken(int parent, const char *name)
{
	for (size_t i = 0; i < n_nodes; i++)
		if (nodes[i].parent == parent &&
			strcmp(nodes[i].name, name) == 0)
			return true;
	return false;
}

static void
random_name(char *ret)
{
	static const char letters[] = "aAbB.-x";
	size_t len = 1 + any(4);

	for (size_t i = 0; i < len; i++)
		ret[i] = letters[any(7)];
	ret[len] = '\0';
}

/* Volumes "disk", which is online, and "disk-2". */
static struct store *
make_world(const char *path)
{
	struct store *store = open_store(path);
	const struct place place = { 1, "/mnt", "" };

	n_nodes = 0;
	ok(store_begin(store, err));
	add_root(store, 0, "uuid:1", "/mnt");
	add_root(store, 1, "uuid:2", "/old");
	while (n_nodes < N_NODES) {
		int parent = (int)any((unsigned int)n_nodes);
		char name[8];

		random_name(name);
		if (nodes[parent].child_id == 0 || is_taken(parent, name) ||
			strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
			nodes[parent].depth > 8)
			continue;
		(void)add_node(store, parent, name, any(3) == 0);
	}
	ok(store_commit(store, err));
	ok(store_set_places(store, &place, 1, err));
	return store;
}

/* By components: a directory, what is in it, then its sibling "a-". */
static int
compare_nodes(const void *a, const void *b)
{
	const struct node *p = *(const struct node *const *)a;
	const struct node *q = *(const struct node *const *)b;
	const char *s = p->path;
	const char *t = q->path;

	while (*s && *s == *t) {
		s++;
		t++;
	}
	if (*s == *t)
		return 0;
	if (*s == '\0' || *t == '\0')
		return *s ? 1 : -1;
	if (*s == '/' || *t == '/')
		return *s == '/' ? -1 : 1;
	return (unsigned char)*s < (unsigned char)*t ? -1 : 1;
}

/* --- the oracle ----------------------------------------------------------- */

static bool
like(const struct wanted *w, const char *text)
{
	regex_t regex;
	bool yes;

	if (w->kind == WANTED_SUBSTRING)
		return w->ignore_case ? strcasestr(text, w->text) != NULL :
					strstr(text, w->text) != NULL;
	if (w->kind == WANTED_GLOB)
		return fnmatch(w->text, text,
			       w->ignore_case ? FNM_CASEFOLD : 0) == 0;
	ck_assert_int_eq(regcomp(&regex, w->text,
				 REG_EXTENDED | REG_NOSUB |
					 (w->ignore_case ? REG_ICASE : 0)),
		0);
	yes = regexec(&regex, text, 0, NULL, 0) == 0;
	regfree(&regex);
	return yes;
}

static bool
has_extension(const struct node *n, const char *ext)
{
	const char *dot = strrchr(n->name, '.');

	return dot && dot != n->name && strcasecmp(dot + 1, ext) == 0;
}

static bool
has_digest(const struct node *n, const char *hex)
{
	char digits[3];

	(void)snprintf(digits, sizeof(digits), "%02x", n->content * 0x51);
	return n->content != 0 && strncmp(digits, hex, strlen(hex)) == 0;
}

static bool
judge(const struct wanted *w, const struct node *n)
{
	int64_t bits = n->e.mode & 07777;

	switch (w->kind) {
	case WANTED_AND:
		return judge(w->a, n) && judge(w->b, n);
	case WANTED_OR:
		return judge(w->a, n) || judge(w->b, n);
	case WANTED_NOT:
		return !judge(w->a, n);
	case WANTED_SUBSTRING:
	case WANTED_GLOB:
	case WANTED_REGEX:
		return like(w, w->on_path ? n->path : n->name);
	case WANTED_EXTENSION:
		return has_extension(n, w->text);
	case WANTED_HIDDEN:
		return n->is_hidden;
	case WANTED_SIZE:
		return n->e.size_bytes >= w->min && n->e.size_bytes <= w->max;
	case WANTED_MTIME:
		return n->e.mtime_ns >= w->min && n->e.mtime_ns <= w->max;
	case WANTED_CTIME:
		return n->e.ctime_ns >= w->min && n->e.ctime_ns <= w->max;
	case WANTED_TYPE:
		return (w->min & wanted_type(n->e.mode)) != 0;
	case WANTED_UID:
		return n->e.uid == (uint32_t)w->min;
	case WANTED_GID:
		return n->e.gid == (uint32_t)w->min;
	case WANTED_MODE:
		return bits == w->min;
	case WANTED_MODE_ALL:
		return (bits & w->min) == w->min;
	case WANTED_MODE_ANY:
		return w->min == 0 || (bits & w->min);
	case WANTED_EMPTY:
		return S_ISDIR(n->e.mode) ?
			!n->has_children :
			S_ISREG(n->e.mode) && n->e.size_bytes == 0;
	case WANTED_DIGEST:
		return has_digest(n, w->text);
	case WANTED_VOLUME:
		return volume_ids[n->volume] == w->min;
	case WANTED_ONLINE:
		return n->volume == 0;
	}
	ck_abort();
}

/* --- random conditions ---------------------------------------------------- */

static struct wanted *
random_pattern(void)
{
	static const char *const texts[3][6] = {
		{ "a", "ab", ".", "B", "/a", "b/" },
		{ "*a", "?b*", "*.*", "A*", "*/a*", "[!a]*" },
		{ "^a", "a.*b", "b$", "A|x", "/b", "[ab]{2}" },
	};
	unsigned int kind = any(3);
	const char *text = texts[kind][any(6)];
	struct wanted *w =
		wanted_new_text((enum wanted_kind)(WANTED_SUBSTRING + kind),
			text, strlen(text));

	w->on_path = any(3) == 0;
	w->ignore_case = any(2);
	return w;
}

static struct wanted *
random_condition(void)
{
	int64_t from = (int64_t)any(5) * 1000;
	int64_t to = (int64_t)any(5) * 1000;
	enum wanted_kind kind = (enum wanted_kind)(WANTED_SUBSTRING + any(18));
	struct wanted *w;

	switch ((int)kind) {
	case WANTED_SUBSTRING:
	case WANTED_GLOB:
	case WANTED_REGEX:
		return random_pattern();
	case WANTED_EXTENSION:
		w = wanted_new_text(kind, any(2) ? "a" : "B", 1);
		w->ignore_case = true;
		return w;
	case WANTED_DIGEST:
		return any(2) ? wanted_new_text(kind, "51", 1 + any(2)) :
				wanted_new_text(kind, "a", 1);
	case WANTED_TYPE:
		return wanted_new_range(kind,
			wanted_type(any(2) ? S_IFDIR : S_IFREG), 0);
	case WANTED_MODE:
	case WANTED_MODE_ALL:
	case WANTED_MODE_ANY:
		return wanted_new_range(kind,
			any(3) ? (any(2) ? 0644 : 0111) : 0, 0);
	case WANTED_UID:
	case WANTED_GID:
		return wanted_new_range(kind, any(3), 0);
	case WANTED_VOLUME:
		return wanted_new_range(kind, volume_ids[any(2)], 0);
	default:
		return wanted_new_range(kind, from, to);
	}
}

static struct wanted *
random_wanted(int depth)
{
	unsigned int n = depth > 0 ? any(6) : 0;

	if (n < 2)
		return random_condition();
	if (n == 2)
		return wanted_not(random_wanted(depth - 1));
	if (n < 5)
		return wanted_and(random_wanted(depth - 1),
			random_wanted(depth - 1));
	return wanted_or(random_wanted(depth - 1), random_wanted(depth - 1));
}

/* --- both ----------------------------------------------------------------- */

static bool
is_below(const struct node *n, const struct node *place)
{
	size_t len = strlen(place->path);

	return strncmp(n->path, place->path, len) == 0 &&
		(n->path[len] == '\0' || n->path[len] == '/');
}

/* What the oracle says, a path a line. */
static char *
expected(const struct find_options *o, const struct node *const *places)
{
	struct strbuf text = STRBUF_INIT;
	const struct node *sorted[N_NODES];

	for (size_t i = 0; i < n_nodes; i++)
		sorted[i] = &nodes[i];
	qsort(sorted, n_nodes, sizeof(*sorted), compare_nodes);
	for (size_t i = 0; i < n_nodes; i++) {
		const struct node *n = sorted[i];
		int64_t depth = o->n_places == 0 ? n->depth : -1;

		/* Of two places, one in the other, the outer one counts. */
		for (size_t p = 0; p < o->n_places; p++)
			if (is_below(n, places[p]) &&
				n->depth - places[p]->depth > depth)
				depth = n->depth - places[p]->depth;
		if (depth < o->min_depth || depth > o->max_depth ||
			(o->wanted && !judge(o->wanted, n)))
			continue;
		strbuf_addf(&text, "%s\n", n->path);
	}
	return strbuf_detach(&text);
}

/* For whoever has to find out why. */
static void
describe(struct strbuf *ret, const struct wanted *w)
{
	strbuf_addf(ret, "(%d %lld %lld '%s'%s%s", (int)w->kind,
		(long long)w->min, (long long)w->max, w->text ? w->text : "",
		w->on_path ? " path" : "", w->ignore_case ? " icase" : "");
	if (w->a)
		describe(ret, w->a);
	if (w->b)
		describe(ret, w->b);
	strbuf_addc(ret, ')');
}

static void
compare(struct store *store, int world, int round)
{
	_cleanup_(wanted_freep) struct wanted *w = random_wanted(4);
	struct find_place places[2];
	const struct node *at[2];
	struct find_options o = { .wanted = w,
		.places = places,
		.n_places = any(3),
		.max_depth = any(4) ? INT64_MAX : any(5),
		.min_depth = any(4) ? 0 : any(3),
		.walk_first = any(2) ? 0 : 1 + any(20),
		.most_kept = any(2) ? 0 : 1 + any(2000) };
	_cleanup_(freep) char *want = NULL;
	_cleanup_(freep) char *got = NULL;
	_cleanup_(freep) char *backwards = NULL;
	_cleanup_(freep) char *turned = NULL;
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;
	int64_t n = 0, given_up = 0;

	for (size_t i = 0; i < o.n_places; i++) {
		at[i] = &nodes[any((unsigned int)n_nodes)];
		places[i].volume_id = volume_ids[at[i]->volume];
		places[i].within =
			at[i]->path + strlen("/mnt") + (at[i]->depth > 0);
	}
	want = expected(&o, at);
	got = found(store, &o);
	ok(store_find_count(store, &o, &n, &given_up, err));
	describe(&text, w);
	ck_assert_msg(strcmp(got, want) == 0,
		"round %d of world %d: %s\nexpected:\n%s\ngot:\n%s", round,
		world, text.buf, want, got);
	o.is_reverse = true;
	backwards = found(store, &o);
	turned = reversed(backwards);
	ck_assert_msg(strcmp(turned, want) == 0,
		"round %d of world %d: %s\nexpected:\n%s\nbackwards:\n%s",
		round, world, text.buf, want, backwards);
	for (const char *c = want; *c; c++)
		n -= *c == '\n';
	ck_assert_msg(n == 0, "round %d of world %d: %s\n%lld too many", round,
		world, text.buf, (long long)n);
}

START_TEST(finds_what_the_oracle_finds)
{
	struct store *store;

	random_seed = (uint64_t)_i * 7919 + 1;
	store = make_world(":memory:");
	for (int round = 0; round < 60; round++)
		compare(store, _i, round);
	store_close(store);
}
END_TEST

/* --- volumes -------------------------------------------------------------- */

/* Deep inside a filter as well as on top of it. */
static struct wanted *
wanted_on_volumes(void)
{
	struct wanted *w = any(4) ? random_wanted(2) : NULL;
	struct wanted *v =
		wanted_new_range(WANTED_VOLUME, volume_ids[any(2)], 0);

	for (unsigned int n = any(4); n > 0; n--) {
		struct wanted *other =
			wanted_new_range(WANTED_VOLUME, volume_ids[any(2)], 0);

		v = any(2) ? wanted_or(v, other) : wanted_and(other, v);
		if (any(3) == 0)
			v = wanted_not(v);
	}
	w = any(2) ? wanted_and(w, v) : wanted_and(v, w);
	for (unsigned int n = any(4); n > 0; n--)
		w = any(2) ? wanted_and(w, random_wanted(1)) :
			     wanted_and(random_wanted(1), w);
	return w;
}

static bool
is_only_volumes(const struct wanted *w)
{
	return w->kind == WANTED_VOLUME ||
		(w->a && is_only_volumes(w->a) &&
			(!w->b || is_only_volumes(w->b)));
}

/* What was taken and what is left are, together, what there was. */
START_TEST(volumes_are_taken_out_of_a_filter)
{
	struct store *store;

	random_seed = (uint64_t)_i * 7919 + 1;
	store = make_world(":memory:");
	for (int round = 0; round < 100; round++) {
		const bool must = any(4) > 0;
		uint64_t at = random_seed;
		_cleanup_(wanted_freep) struct wanted *all =
			must ? wanted_on_volumes() : random_wanted(3);
		_cleanup_(wanted_freep) struct wanted *rest = NULL;
		_cleanup_(wanted_freep) struct wanted *taken = NULL;

		random_seed = at;
		rest = must ? wanted_on_volumes() : random_wanted(3);
		taken = wanted_take_volumes(&rest);
		ck_assert(!must || taken);
		ck_assert(!taken || is_only_volumes(taken));
		for (size_t i = 0; taken && i < n_nodes; i++)
			ck_assert_int_eq(judge(taken, &nodes[i]),
				wanted_is_on(taken,
					volume_ids[nodes[i].volume]));
		for (size_t i = 0; i < n_nodes; i++)
			ck_assert_int_eq(judge(all, &nodes[i]),
				(!taken || judge(taken, &nodes[i])) &&
					(!rest || judge(rest, &nodes[i])));
	}
	store_close(store);
}
END_TEST
/* --- either way ----------------------------------------------------------- */

/* By the walk, and out of memory as soon as it can be. */
START_TEST(facts_are_the_same_either_way)
{
	struct store *store;
	_cleanup_(wanted_freep) struct wanted *w =
		wanted_new_range(WANTED_SIZE, 1, INT64_MAX);
	struct find_options o = { .wanted = w, .max_depth = INT64_MAX };
	_cleanup_(freep) char *walked = NULL;
	_cleanup_(freep) char *kept = NULL;
	int64_t dir_id = 0;

	random_seed = (uint64_t)_i * 104729 + 1;
	store = make_world(":memory:");
	ok(store_begin(store, err));
	for (int n = 0; n < 20; n++) {
		const struct node *node = &nodes[any((unsigned int)n_nodes)];
		struct entry e = { .name = "extra",
			.name_len = 5,
			.mode = S_IFREG | 04640,
			.uid = 7,
			.gid = 8,
			.size_bytes = INT64_MAX - n,
			.blocks = n,
			.mtime_ns = INT64_MIN + n,
			.ctime_ns = INT64_MAX - n,
			.inode = UINT64_MAX - (uint64_t)n,
			.nlink = UINT32_MAX };

		ok(store_find_directory(store, &dir_id,
			volume_ids[node->volume],
			node->path + strlen("/mnt") + (node->depth > 0), err));
		if (dir_id != 0)
			ok(store_add_entry(store, dir_id, &e, 0, err));
	}
	ok(store_commit(store, err));
	o.walk_first = SIZE_MAX;
	walked = facts(store, &o);
	o.walk_first = 1;
	kept = facts(store, &o);
	ck_assert_ptr_nonnull(strstr(walked, "extra"));
	ck_assert_str_eq(kept, walked);
	store_close(store);
}
END_TEST

/* --- plans ---------------------------------------------------------------- */

/* A level of the walk is a search by the key, in its order. */
START_TEST(a_filter_never_changes_the_plan)
{
	struct store *store;

	random_seed = 42;
	store = make_world(":memory:");
	for (int round = 0; round < 50; round++) {
		_cleanup_(wanted_freep) struct wanted *w = random_wanted(4);
		_cleanup_(wanted_sql_freep) struct wanted_sql *sql = NULL;
		struct strbuf path = STRBUF_INIT;
		struct wanted_context context = { .path = &path };
		sqlite3_stmt *stmt = NULL;
		char *text;

		ok(wanted_sql_new(&sql, store, w, WANTED_EXACT, &context, err));
		text = sqlite3_mprintf("EXPLAIN QUERY PLAN SELECT e.name"
				       " FROM entry AS e WHERE e.dir_id = ?1"
				       " AND e.name > ?2 AND"
				       " (e.child_id IS NOT NULL OR (%s))"
				       " ORDER BY e.name",
			wanted_sql_text(sql));
		ck_assert_int_eq(sqlite3_prepare_v2(store->db, text, -1, &stmt,
					 NULL),
			SQLITE_OK);
		ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
		ck_assert_str_eq((const char *)sqlite3_column_text(stmt, 3),
			"SEARCH e USING PRIMARY KEY (dir_id=? AND name>?)");
		while (sqlite3_step(stmt) == SQLITE_ROW) {
			const char *detail =
				(const char *)sqlite3_column_text(stmt, 3);

			ck_assert_ptr_null(strstr(detail, "SCAN"));
			ck_assert_ptr_null(strstr(detail, "TEMP B-TREE"));
		}
		(void)sqlite3_finalize(stmt);
		sqlite3_free(text);
	}
	store_close(store);
}
END_TEST

Suite *suite_find(void);

Suite *
suite_find(void)
{
	Suite *s = suite_create("find");
	TCase *tc = tcase_create("find");

	tcase_add_loop_test(tc, finds_what_the_oracle_finds, 0, 10);
	tcase_add_loop_test(tc, volumes_are_taken_out_of_a_filter, 0, 10);
	tcase_add_loop_test(tc, facts_are_the_same_either_way, 0, 5);
	tcase_add_test(tc, a_filter_never_changes_the_plan);
	suite_add_tcase(s, tc);
	return s;
}
