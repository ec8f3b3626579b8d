/* SPDX-License-Identifier: MIT */
/* The progress line, on a pseudo terminal that stands in for stderr. */
#include "output/progress.h"

#include "output/width.h"
#include "util/log.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define CLEAR "\r\033[K"
#define WIDTH 40
#define SENTINEL "$"

struct terminal {
	int master;
	int slave;
	int kept_stderr;
};

static void
terminal_open(struct terminal *t)
{
	struct winsize size = { .ws_row = 24, .ws_col = WIDTH };
	struct termios mode;

	t->master = posix_openpt(O_RDWR | O_NOCTTY);
	ck_assert_int_ge(t->master, 0);
	ck_assert_int_eq(grantpt(t->master), 0);
	ck_assert_int_eq(unlockpt(t->master), 0);
	t->slave = open(ptsname(t->master), O_RDWR | O_NOCTTY);
	ck_assert_int_ge(t->slave, 0);
	ck_assert_int_eq(tcgetattr(t->slave, &mode), 0);
	cfmakeraw(&mode);
	ck_assert_int_eq(tcsetattr(t->slave, TCSANOW, &mode), 0);
	ck_assert_int_eq(ioctl(t->slave, TIOCSWINSZ, &size), 0);
	t->kept_stderr = dup(STDERR_FILENO);
	ck_assert_int_eq(dup2(t->slave, STDERR_FILENO), STDERR_FILENO);
}

/* What arrived on the terminal; it is closed. */
static void
terminal_close(struct terminal *t, char *ret_text, size_t size)
{
	size_t len = 0;

	/* What was written before the sentinel has arrived when it has. */
	ck_assert_int_eq(write(t->slave, SENTINEL, 1), 1);
	do {
		ssize_t n = read(t->master, ret_text + len, size - 1 - len);

		ck_assert_int_gt(n, 0);
		len += (size_t)n;
	} while (ret_text[len - 1] != SENTINEL[0]);
	ret_text[len - 1] = '\0';
	ck_assert_int_eq(dup2(t->kept_stderr, STDERR_FILENO), STDERR_FILENO);
	(void)close(t->kept_stderr);
	(void)close(t->slave);
	(void)close(t->master);
}

static void
set_term(const char *value)
{
	ck_assert_int_eq(setenv("TERM", value, 1), 0);
}

START_TEST(draws_and_clears)
{
	struct terminal t;
	struct progress *p;
	char got[1024];

	set_term("xterm");
	terminal_open(&t);
	p = progress_new("Scanning", false, false);
	progress_update(p, 1234, 5000, "/a");
	progress_update(p, 1235, 5000, "/too/soon");
	progress_free(p);
	terminal_close(&t, got, sizeof(got));
	ck_assert_str_eq(got,
		CLEAR "Scanning  1,234 of 5,000 (24 %)  /a" CLEAR);
}
END_TEST

START_TEST(fits_and_escapes)
{
	struct terminal t;
	struct progress *p;
	char got[1024];
	const char *line = got + strlen(CLEAR);

	set_term("xterm");
	terminal_open(&t);
	p = progress_new("Hashing", true, false);
	progress_update(p, 1536, 0, "/some/where\n\033[2J/far/away/x.jpg");
	terminal_close(&t, got, sizeof(got));
	progress_free(p);
	ck_assert_mem_eq(got, CLEAR, strlen(CLEAR));
	ck_assert_mem_eq(line, "Hashing  1.5 KiB  ", 18);
	ck_assert_uint_lt(width_of(line, strlen(line)), WIDTH);
	ck_assert_ptr_null(strchr(line, '\n'));
	ck_assert_ptr_null(strchr(line, '\033'));
	ck_assert_ptr_nonnull(strstr(line, "/x.jpg"));
}
END_TEST

START_TEST(a_message_clears_the_line)
{
	struct terminal t;
	struct progress *p;
	char got[1024];

	set_term("xterm");
	terminal_open(&t);
	p = progress_new("Scanning", false, false);
	progress_update(p, 1, 0, NULL);
	log_error("oh");
	log_error("no");
	progress_update(p, 2, 0, NULL); /* at once: there is no line */
	progress_free(p);
	log_error("end");
	terminal_close(&t, got, sizeof(got));
	ck_assert_str_eq(got,
		CLEAR "Scanning  1" CLEAR "catalog: oh\ncatalog: no\n" CLEAR
		      "Scanning  2" CLEAR "catalog: end\n");
}
END_TEST

static const struct {
	const char *term;
	bool quiet;
} silences[] = { { "xterm", true }, { "dumb", false }, { "", false } };

START_TEST(silent_where_it_would_disturb)
{
	struct terminal t;
	struct progress *p;
	char got[1024];

	set_term(silences[_i].term);
	terminal_open(&t);
	p = progress_new("Scanning", false, silences[_i].quiet);
	progress_update(p, 1, 2, "/a");
	progress_clear(p);
	progress_free(p);
	terminal_close(&t, got, sizeof(got));
	ck_assert_str_eq(got, "");
}
END_TEST

START_TEST(silent_without_a_terminal)
{
	int kept = dup(STDERR_FILENO);
	int fds[2];
	struct progress *p;
	char byte;

	set_term("xterm");
	ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
	ck_assert_int_eq(dup2(fds[1], STDERR_FILENO), STDERR_FILENO);
	p = progress_new("Scanning", false, false);
	progress_update(p, 1, 2, "/a");
	progress_free(p);
	ck_assert_int_eq(dup2(kept, STDERR_FILENO), STDERR_FILENO);
	ck_assert_int_eq(close(kept), 0);
	ck_assert_int_eq(close(fds[1]), 0);
	ck_assert_int_eq(read(fds[0], &byte, 1), 0);
	ck_assert_int_eq(close(fds[0]), 0);
}
END_TEST

Suite *suite_progress(void);

Suite *
suite_progress(void)
{
	Suite *s = suite_create("progress");
	TCase *t = tcase_create("progress");

	tcase_add_test(t, draws_and_clears);
	tcase_add_test(t, fits_and_escapes);
	tcase_add_test(t, a_message_clears_the_line);
	tcase_add_loop_test(t, silent_where_it_would_disturb, 0, 3);
	tcase_add_test(t, silent_without_a_terminal);
	suite_add_tcase(s, t);
	return s;
}
