/* SPDX-License-Identifier: MIT */
/*
 * find's conditions.  Each option that is one has a row here, by its long
 * name, with what makes a filter of its value.
 */
#include "commands/condition.h"
#include "commands/mode.h"

#include "model/digest.h"
#include "util/alloc.h"
#include "util/fold.h"
#include "util/strbuf.h"
#include "util/when.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>

struct reader {
	const char *name; /* of the option */
	/* NULL: it has no value, and is this or, is_not, is not. */
	int (*read)(struct wanted **ret, const struct expression *e,
		const char *value, struct error *err);
	enum wanted_kind kind;
	bool is_not;
	bool is_choice;
};

/* --- patterns ------------------------------------------------------------- */

/* Letters behind a backslash are classes of a regular expression: \S, \W. */
static bool
regex_has_upper(const char *text)
{
	_cleanup_(strbuf_clear) struct strbuf letters = STRBUF_INIT;

	for (const char *c = text; *c; c++) {
		if (c[0] == '\\' && c[1])
			c++;
		else
			strbuf_addc(&letters, *c);
	}
	return fold_has_upper(letters.buf, letters.len);
}

/* Nobody looks for a star in a name without saying so. */
static bool
is_glob(const char *pattern)
{
	return strpbrk(pattern, "*?") != NULL;
}

/* "june/a*.jpg" may begin with any directory. */
static struct wanted *
glob_of(const char *text, bool on_path)
{
	_cleanup_(strbuf_clear) struct strbuf glob = STRBUF_INIT;

	if (on_path && text[0] != '/' && text[0] != '*')
		strbuf_adds(&glob, "*/");
	strbuf_adds(&glob, text);
	return wanted_new_text(WANTED_GLOB, glob.buf, glob.len);
}

static int
read_name(struct wanted **ret, const struct expression *e, const char *value,
	struct error *err)
{
	/* No name has a slash: whoever gives one means the path. */
	bool on_path = e->on_path || strchr(value, '/') != NULL;
	bool has_upper = fold_has_upper(value, strlen(value));

	(void)err;
	if (!*value)
		return 0; /* part of any name */
	if (e->regex) {
		*ret = wanted_new_text(WANTED_REGEX, value, strlen(value));
		has_upper = regex_has_upper(value);
	} else if (e->glob || is_glob(value)) {
		*ret = glob_of(value, on_path);
	} else {
		*ret = wanted_new_text(WANTED_SUBSTRING, value, strlen(value));
	}
	(*ret)->on_path = on_path;
	(*ret)->ignore_case = e->ignore_case || !has_upper;
	return 0;
}

/* Each of "jpg,.jpeg": *text moves on, false at the end. */
static bool
next_item(const char **text, size_t *ret_len)
{
	*text += strspn(*text, ",");
	*ret_len = strcspn(*text, ",");
	return *ret_len > 0;
}

static int
read_extensions(struct wanted **ret, const struct expression *e,
	const char *value, struct error *err)
{
	struct wanted *any = NULL;
	size_t len;

	(void)e;
	for (; next_item(&value, &len); value += len) {
		size_t dot = value[0] == '.' && len > 1;
		struct wanted *f = wanted_new_text(WANTED_EXTENSION,
			value + dot, len - dot);

		f->ignore_case = true;
		any = any ? wanted_or(any, f) : f;
	}
	if (!any)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"no extension given; jpg,png is two");
	*ret = any;
	return 0;
}

/* --- numbers and times ---------------------------------------------------- */

static int
read_size(struct wanted **ret, const struct expression *e, const char *value,
	struct error *err)
{
	struct size_range range;
	int r = parse_size_range(&range, value, err);

	(void)e;
	if (r == 0)
		*ret = wanted_new_range(WANTED_SIZE, range.min, range.max);
	return r;
}

static int
read_time(struct wanted **ret, enum wanted_kind kind,
	const struct expression *e, const char *value, struct error *err)
{
	struct when_range range;
	int r = parse_when_range(&range, value, e->now_ns, err);

	if (r == 0)
		*ret = wanted_new_range(kind, range.min_ns, range.max_ns);
	return r;
}

static int
read_mtime(struct wanted **ret, const struct expression *e, const char *value,
	struct error *err)
{
	return read_time(ret, WANTED_MTIME, e, value, err);
}

static int
read_ctime(struct wanted **ret, const struct expression *e, const char *value,
	struct error *err)
{
	return read_time(ret, WANTED_CTIME, e, value, err);
}

/* A point in time, "3d" ago or a date; of a file the time it has now. */
static int
read_point(int64_t *ret_ns, const struct expression *e, const char *value,
	struct error *err)
{
	struct stat st;

	if (strchr(value, '/') && stat(value, &st) == 0) {
		*ret_ns = (int64_t)st.st_mtim.tv_sec * 1000000000 +
			st.st_mtim.tv_nsec;
		return 0;
	}
	return parse_when(ret_ns, value, e->now_ns, err);
}

static int
read_newer(struct wanted **ret, const struct expression *e, const char *value,
	struct error *err)
{
	int64_t ns;
	int r = read_point(&ns, e, value, err);

	if (r == 0)
		*ret = wanted_new_range(WANTED_MTIME,
			ns < INT64_MAX ? ns + 1 : ns, INT64_MAX);
	return r;
}

static int
read_older(struct wanted **ret, const struct expression *e, const char *value,
	struct error *err)
{
	int64_t ns;
	int r = read_point(&ns, e, value, err);

	if (r == 0)
		*ret = wanted_new_range(WANTED_MTIME, INT64_MIN,
			ns > INT64_MIN ? ns - 1 : ns);
	return r;
}

/* --- type, mode, owner ---------------------------------------------------- */

static int
read_type(struct wanted **ret, const struct expression *e, const char *value,
	struct error *err)
{
	static const char known[] = "fdlpscb";
	static const uint32_t modes[] = { S_IFREG, S_IFDIR, S_IFLNK, S_IFIFO,
		S_IFSOCK, S_IFCHR, S_IFBLK };
	int64_t types = 0;

	(void)e;
	for (const char *c = value; *c; c++) {
		const char *found = strchr(known, *c);

		if (found)
			types |= wanted_type(modes[found - known]);
		else if (*c != ',' || c == value)
			return error_kind(err, ERROR_USAGE, EINVAL,
				"'%s' is not a list of types: f d l p s c b, "
				"as in f,l",
				value);
	}
	if (types == 0)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"no type given; f is a regular file");
	*ret = wanted_new_range(WANTED_TYPE, types, 0);
	return 0;
}

static int
read_mode(struct wanted **ret, const struct expression *e, const char *value,
	struct error *err)
{
	uint32_t bits = 0;

	(void)e;
	if (!mode_parse(&bits, value + (*value == '-' || *value == '/')))
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s' is no mode; 644 or u=rw,go=r is exactly that, "
			"-022 or -go+w all of these bits, /022 any of them",
			value);
	*ret = wanted_new_range(*value == '-' ? WANTED_MODE_ALL :
			*value == '/'	      ? WANTED_MODE_ANY :
						WANTED_MODE,
		bits, 0);
	return 0;
}

/* A number stands for itself, whoever it is here. */
static bool
is_id(int64_t *ret, const char *value)
{
	return parse_number(ret, value, 0, UINT32_MAX, NULL) == 0;
}

static int
read_user(struct wanted **ret, const char *value, struct error *err)
{
	const struct passwd *user;
	int64_t id;

	if (!is_id(&id, value)) {
		user = getpwnam(value); /* NOLINT(concurrency-mt-unsafe) */
		if (!user)
			return error_kind(err, ERROR_USAGE, EINVAL,
				"this system knows no user '%s'; a number "
				"will do",
				value);
		id = user->pw_uid;
	}
	*ret = wanted_new_range(WANTED_UID, id, 0);
	return 0;
}

static int
read_group(struct wanted **ret, const struct expression *e, const char *value,
	struct error *err)
{
	const struct group *group;
	int64_t id;

	(void)e;
	if (!is_id(&id, value)) {
		group = getgrnam(value); /* NOLINT(concurrency-mt-unsafe) */
		if (!group)
			return error_kind(err, ERROR_USAGE, EINVAL,
				"this system knows no group '%s'; a number "
				"will do",
				value);
		id = group->gr_gid;
	}
	*ret = wanted_new_range(WANTED_GID, id, 0);
	return 0;
}

/* "ann", "1000", "ann:users", ":users" */
static int
read_owner(struct wanted **ret, const struct expression *e, const char *value,
	struct error *err)
{
	_cleanup_(wanted_freep) struct wanted *user = NULL;
	const char *colon = strchr(value, ':');
	_cleanup_(freep) char *name = xmemdupz(value,
		colon ? (size_t)(colon - value) : strlen(value));
	struct wanted *group = NULL;
	int r = 0;

	if (*name || !colon)
		r = read_user(&user, name, err);
	if (r == 0 && colon && (colon[1] || !user))
		r = read_group(&group, e, colon + 1, err);
	if (r == 0)
		*ret = wanted_and(take_ptr(&user), group);
	return r;
}

/* --- the rest ------------------------------------------------------------- */

static int
read_digest(struct wanted **ret, const struct expression *e, const char *value,
	struct error *err)
{
	size_t len = strlen(value);

	(void)e;
	if (len == 0 || len > 2 * (size_t)DIGEST_BYTES ||
		strspn(value, "0123456789abcdefABCDEF") != len)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s' is no digest; the first hex digits of one will "
			"do, as in 9f86d081",
			value);
	*ret = wanted_new_text(WANTED_DIGEST, value, len);
	return 0;
}

static int
read_volume(struct wanted **ret, const struct expression *e, const char *value,
	struct error *err)
{
	(void)e;
	(void)err;
	*ret = wanted_new_text(WANTED_VOLUME, value, strlen(value));
	return 0;
}

static const struct reader readers[] = {
	{ .name = "name", .read = read_name },
	{ .name = "ext", .read = read_extensions, .is_choice = true },
	{ .name = "type", .read = read_type, .is_choice = true },
	{ .name = "size", .read = read_size },
	{ .name = "mtime", .read = read_mtime },
	{ .name = "ctime", .read = read_ctime },
	{ .name = "newer", .read = read_newer },
	{ .name = "older", .read = read_older },
	{ .name = "owner", .read = read_owner, .is_choice = true },
	{ .name = "group", .read = read_group, .is_choice = true },
	{ .name = "mode", .read = read_mode },
	{ .name = "empty", .kind = WANTED_EMPTY },
	{ .name = "hidden", .kind = WANTED_HIDDEN },
	{ .name = "digest", .read = read_digest, .is_choice = true },
	{ .name = "volume", .read = read_volume, .is_choice = true },
	{ .name = "online", .kind = WANTED_ONLINE },
	{ .name = "offline", .kind = WANTED_ONLINE, .is_not = true },
};

static const struct reader *
reader_of(const char *name)
{
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (strcmp(readers[i].name, name) == 0)
			return &readers[i];
	return NULL;
}

int
condition_parse(struct wanted **ret, const struct expression *e,
	const struct option_term *term, struct error *err)
{
	const char *name = term->spec ? term->spec->name : "name";
	const struct reader *reader = reader_of(name);
	int r;

	if (!reader->read) {
		*ret = wanted_new(reader->kind);
		if (reader->is_not)
			*ret = wanted_not(*ret);
		return 0;
	}
	r = reader->read(ret, e, term->value, err);
	if (r < 0 && term->spec)
		(void)error_prefix(err, "--%s", name); /* returns r again */
	if (r < 0 && err)
		err->kind = ERROR_USAGE; /* whoever wrote the text */
	return r;
}

bool
condition_is(const struct option_term *term, const char *name)
{
	if (term->spec)
		return strcmp(term->spec->name, name) == 0;
	if (term->is_quoted)
		return false;
	return strcmp(term->value, strcmp(name, "not") == 0 ? "!" : name) ==
		0 &&
		strlen(term->value) == 1;
}

bool
condition_is_choice(const struct option_term *term)
{
	const struct reader *reader =
		term->spec ? reader_of(term->spec->name) : NULL;

	return reader && reader->is_choice;
}
