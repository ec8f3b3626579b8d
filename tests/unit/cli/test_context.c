/* SPDX-License-Identifier: MIT */
#include "cli/context.h"

#include "cli/command.h"
#include "cli/exit.h"
#include "cli/global.h"
#include "util/interrupt.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct command command = { .name = "x" };
static const struct command without = { .name = "y", .no_catalogue = true };

static const struct {
	const char *db, *catalog_db, *data, *home;
	const char *path; /* NULL: an error */
	int kind;
} places[] = {
	{ "a", "b", "/c", "/d", "a", 0 },
	{ NULL, "b", "/c", "/d", "b", 0 },
	{ NULL, "", "/c", "/d", "/c/catalog/catalog.db", 0 },
	{ NULL, NULL, "c", "/d", "/d/.local/share/catalog/catalog.db", 0 },
	{ NULL, NULL, "", "/", "/.local/share/catalog/catalog.db", 0 },
	{ NULL, NULL, NULL, NULL, NULL, ERROR_FAILED },
	{ NULL, NULL, NULL, "", NULL, ERROR_FAILED },
	{ "", "b", "/c", "/d", NULL, ERROR_USAGE },
};

static void
put(const char *name, const char *value)
{
	ck_assert_int_eq(value ? setenv(name, value, 1) : unsetenv(name), 0);
}

/* Tests may share a process: each leaves the environment as it was. */
static const char *const names[] = { "CATALOG_DB", "XDG_DATA_HOME", "HOME",
	"COLUMNS" };
#define N_NAMES (sizeof(names) / sizeof(names[0]))
static char *kept[N_NAMES];

static void
keep_environment(void)
{
	for (size_t i = 0; i < N_NAMES; i++) {
		const char *value = getenv(names[i]);

		kept[i] = value ? strdup(value) : NULL;
	}
}

static void
restore_environment(void)
{
	for (size_t i = 0; i < N_NAMES; i++) {
		put(names[i], kept[i]);
		free(kept[i]);
	}
}

START_TEST(finds_the_catalogue)
{
	struct global_args args = { .db = places[_i].db };
	struct context ctx = { .command = &command };
	struct error err = ERROR_INIT;
	int r;

	put("CATALOG_DB", places[_i].catalog_db);
	put("XDG_DATA_HOME", places[_i].data);
	put("HOME", places[_i].home);
	r = context_init(&ctx, &args, &err);
	if (places[_i].path) {
		ck_assert_int_eq(r, 0);
		ck_assert_str_eq(ctx.db_path, places[_i].path);
	} else {
		ck_assert_int_lt(r, 0);
		ck_assert_int_eq((int)err.kind, places[_i].kind);
		ck_assert_uint_gt(strlen(err.text), 0);
		ck_assert_ptr_null(ctx.db_path);
	}
	context_clear(&ctx);
}
END_TEST

START_TEST(help_needs_no_home)
{
	struct global_args args = { .db = NULL };
	struct context ctx = { .command = &without };

	put("CATALOG_DB", NULL);
	put("XDG_DATA_HOME", NULL);
	put("HOME", NULL);
	ck_assert_int_eq(context_init(&ctx, &args, NULL), 0);
	ck_assert_ptr_null(ctx.db_path);
}
END_TEST

static const struct {
	const char *columns;
	int width;
} width_cases[] = {
	{ "40", 40 },
	{ "10000", 10000 },
	/* stdout of the test below is no terminal: not known */
	{ NULL, 0 },
	{ "", 0 },
	{ "0", 0 },
	{ "-3", 0 },
	{ "wide", 0 },
	{ "99999999999999999999", 0 },
};

START_TEST(honours_columns)
{
	struct global_args args = { .quiet = true, .wait_seconds = -1 };
	struct context ctx = { .command = &without };
	int stdout_fd = dup(STDOUT_FILENO);
	int null_fd = open("/dev/null", O_WRONLY);
	int r;

	put("COLUMNS", width_cases[_i].columns);
	ck_assert_int_eq(dup2(null_fd, STDOUT_FILENO), STDOUT_FILENO);
	r = context_init(&ctx, &args, NULL);
	ck_assert_int_eq(dup2(stdout_fd, STDOUT_FILENO), STDOUT_FILENO);
	ck_assert_int_eq(close(stdout_fd), 0);
	ck_assert_int_eq(close(null_fd), 0);
	ck_assert_int_eq(r, 0);
	ck_assert_int_eq(ctx.output.width, width_cases[_i].width);
	ck_assert(!ctx.output.terminal && !ctx.output.color);
	ck_assert(ctx.quiet);
	ck_assert_int_eq(ctx.wait_seconds, -1);
}
END_TEST

static const struct {
	enum error_kind kind;
	int signal;
	int status;
} statuses[] = {
	{ ERROR_FAILED, 0, 4 },
	{ ERROR_USAGE, 0, 2 },
	{ ERROR_INCOMPLETE, 0, 3 },
	{ ERROR_LOCKED, 0, 75 },
	{ ERROR_INTERRUPTED, SIGTERM, 128 + SIGTERM },
	{ ERROR_INTERRUPTED, SIGHUP, 128 + SIGHUP },
	{ ERROR_INTERRUPTED, 0, 128 + SIGINT },
	{ ERROR_FAILED, SIGINT, 4 },
};

START_TEST(errors_become_statuses)
{
	struct error err = { .kind = statuses[_i].kind };

	interrupt_set(statuses[_i].signal);
	ck_assert_int_eq(exit_status_of(&err), statuses[_i].status);
	interrupt_set(0);
}
END_TEST

Suite *suite_context(void);

Suite *
suite_context(void)
{
	Suite *s = suite_create("context");
	TCase *t = tcase_create("context");
	int n_places = sizeof(places) / sizeof(places[0]);
	int n_widths = sizeof(width_cases) / sizeof(width_cases[0]);
	int n_statuses = sizeof(statuses) / sizeof(statuses[0]);

	tcase_add_checked_fixture(t, keep_environment, restore_environment);
	tcase_add_loop_test(t, finds_the_catalogue, 0, n_places);
	tcase_add_test(t, help_needs_no_home);
	tcase_add_loop_test(t, honours_columns, 0, n_widths);
	tcase_add_loop_test(t, errors_become_statuses, 0, n_statuses);
	suite_add_tcase(s, t);
	return s;
}
