/* SPDX-License-Identifier: MIT */
/* Archives that were put together by hand: formats that nothing here writes,
 * and archives that nobody would. */
#include "archive/child.h"
#include "archive/recognise.h"

#include "lib/archives.h"
#include "lib/craft.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/io.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a reader that hangs gets here; others get the usual time, for machines
 * are slow. */
#define SHORT_NS (NS_PER_SECOND / 4)
/* Until then it was ended, however slow the machine. */
#define LATE_NS (20 * NS_PER_SECOND)

static struct archive_limits
limits_of(size_t len, unsigned int levels)
{
	return archive_limits_for((int64_t)len, levels);
}

/* --- formats that nothing here writes ------------------------------------- */

struct known {
	const char *name;
	const char *expected;
	const char *format;
};

static const struct known known[] = {
	{ "rar4", "1 f dir/one 6\n", "RAR" },
	{ "rar5", "1 f dir/one 6\n", "RAR5" },
	{ "cab", "1 f dir/one 6\n", "CAB 1.3 (NONE)" },
	{ "lha", "1 f dir/one 6\n", "lha -lh0-" },
	{ "rpm", "1 f ./dir/one 6\n", "ASCII cpio (SVR4 with no CRC), rpm" },
};

/* The list but for times, which some have in local time. */
static void
strip_times(struct strbuf *list)
{
	char *t;

	while ((t = strstr(list->buf, " t=")) != NULL)
		memmove(t, t + 3 + strspn(t + 3, "0123456789"),
			strlen(t + 3 + strspn(t + 3, "0123456789")) + 1);
}

START_TEST(reads_what_nothing_here_writes)
{
	const struct known *k = &known[_i];
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	struct archive_result result;
	struct bytes b = { 0 };
	struct archive_limits limits;

	craft(&b, k->name);
	limits = limits_of(b.len, 1);
	ck_assert_int_eq(archive_recognise(b.buf, b.len), GUESS_YES);
	archives_list(&got, &result, b.buf, b.len, "x", &limits);
	strip_times(&got);
	ck_assert_str_eq(got.buf, k->expected);
	ck_assert_str_eq(result.text, "");
	ck_assert_str_eq(result.format, k->format);
	ck_assert_int_eq(result.state, ARCHIVE_COMPLETE);
	craft_clear(&b);
}
END_TEST

START_TEST(an_encrypted_list_is_told)
{
	static const char *const secrets[] = { "secret.rar4", "secret.rar5" };
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	struct archive_result result;
	struct bytes b = { 0 };
	struct archive_limits limits;

	craft(&b, secrets[_i]);
	limits = limits_of(b.len, 1);
	archives_list(&got, &result, b.buf, b.len, "x", &limits);
	ck_assert_str_eq(result.text, "the list of its members is encrypted");
	ck_assert_int_eq(result.state, ARCHIVE_ENCRYPTED);
	craft_clear(&b);
}
END_TEST

/* --- archives without an end ---------------------------------------------- */

/* libarchive may know better by now; but it must end, and be told. */
START_TEST(a_loop_is_ended)
{
	static const char *const loops[] = { "loop.iso", "loop.xar",
		"quine.gz" };
	const int64_t start_ns = clock_monotonic_ns();
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	struct archive_result result;
	struct bytes b = { 0 };
	struct archive_limits limits;

	craft(&b, loops[_i]);
	limits = limits_of(b.len, 3);
	limits.time_ns = SHORT_NS;
	archives_list(&got, &result, b.buf, b.len, "x", &limits);
	ck_assert(result.state == ARCHIVE_LIMITED ||
		result.state == ARCHIVE_DAMAGED);
	ck_assert_str_ne(result.text, "");
	if (result.state == ARCHIVE_LIMITED)
		ck_assert_str_eq(result.text,
			"limit of time: it was not read within 0 seconds");
	ck_assert_int_lt(clock_monotonic_ns() - start_ns, LATE_NS);
	craft_clear(&b);
}
END_TEST

START_TEST(a_zip_within_itself_ends)
{
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	struct archive_result result;
	struct bytes b = { 0 };
	struct archive_limits limits;

	craft(&b, "quine.zip");
	limits = limits_of(b.len, (unsigned int)_i);
	archives_list(&got, &result, b.buf, b.len, "x", &limits);
	ck_assert_int_eq(result.n_members, _i);
	if (_i == 1) {
		ck_assert_int_eq(result.state, ARCHIVE_COMPLETE);
	} else {
		char text[64];

		(void)snprintf(text, sizeof(text),
			"limit of nesting: archives within are deeper than %d",
			_i);
		ck_assert_str_eq(result.text, text);
		ck_assert_int_eq(result.state, ARCHIVE_LIMITED);
	}
	craft_clear(&b);
}
END_TEST

/* --- many bombs, each of which is small ----------------------------------- */

START_TEST(bombs_add_up)
{
	const size_t len = 1 << 20;
	char *same = malloc(len);
	const struct packed much = { "x", same, len, 0, NULL };
	struct packed bombs[20];
	struct strbuf bomb, a;
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	struct archive_result result;
	struct archive_limits limits;

	ck_assert_ptr_nonnull(same);
	memset(same, 'x', len);
	bomb = archives_pack("raw", "gzip", NULL, &much, 1);
	for (int i = 0; i < 20; i++)
		bombs[i] = (struct packed){ "bomb.gz", bomb.buf, bomb.len, 0,
			NULL };
	a = archives_pack("ustar", NULL, NULL, bombs, 20);
	limits = archive_limits_for((int64_t)a.len, 2);
	limits.expansion = 20;
	limits.expansion_from = 4 << 20;
	archives_list(&got, &result, a.buf, a.len, "x", &limits);
	ck_assert_str_eq(result.text,
		"limit of expansion: it grows to more than 20 times its size");
	ck_assert_int_eq(result.state, ARCHIVE_LIMITED);
	/* Four of them and what they hold, and the one that was too much. */
	ck_assert_uint_ge(result.n_members, 8);
	ck_assert_uint_le(result.n_members, 10);
	free(same);
	strbuf_clear(&bomb);
	strbuf_clear(&a);
}
END_TEST

/* Eight in each of eight in each of ... : it would be 299,593. */
START_TEST(a_tree_of_zips_is_limited)
{
	const struct packed leaf = { "x", "x", 1, 0, NULL };
	struct strbuf a = archives_pack("zip", NULL, NULL, &leaf, 1);
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	struct archive_result result;
	struct archive_limits limits;

	for (int level = 0; level < 6; level++) {
		struct packed many[8];
		struct strbuf outer;

		for (int i = 0; i < 8; i++)
			many[i] = (struct packed){ "again.zip", a.buf, a.len, 0,
				NULL };
		outer = archives_pack("zip", NULL, NULL, many, 8);
		strbuf_clear(&a);
		a = outer;
	}
	limits = limits_of(a.len, 7);
	limits.members = 500;
	archives_list(&got, &result, a.buf, a.len, "x", &limits);
	ck_assert_str_eq(result.text, "limit of members: it has more than 500");
	ck_assert_int_eq(result.state, ARCHIVE_LIMITED);
	limits.levels = 6;
	archives_list(&got, &result, a.buf, a.len, "x", &limits);
	ck_assert_str_eq(result.text,
		"limit of nesting: archives within are deeper than 6");
	strbuf_clear(&a);
}
END_TEST

/* --- a child that does nothing any more ----------------------------------- */

/* The only child of this process, or 0. */
static pid_t
only_child(void)
{
	char path[64], line[64] = "";
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/self/task/%d/children",
		(int)getpid());
	f = fopen(path, "re");
	if (!f)
		return 0;
	if (!fgets(line, sizeof(line), f))
		line[0] = '\0';
	(void)fclose(f);
	return (pid_t)strtol(line, NULL, 10);
}

static int
ignore_member(void *arg, const struct member *m, struct error *err)
{
	(void)arg;
	(void)m;
	(void)err;
	return 0;
}

/* No processor time passes; the clock on the wall does. */
START_TEST(a_standstill_is_ended)
{
	const struct wire_events events = { .on_member = ignore_member };
	_cleanup_(archive_reader_freep) struct archive_reader *reader = NULL;
	_cleanup_(closep) int fd = memfd_create("archive", MFD_CLOEXEC);
	struct archive_result result;
	struct archive_limits limits;
	struct bytes b = { 0 };
	int64_t start_ns = clock_monotonic_ns();
	int r;

	craft(&b, "loop.xar");
	limits = limits_of(b.len, 1);
	limits.time_ns = SHORT_NS;
	ck_assert_int_eq(io_write_full(fd, b.buf, b.len), 0);
	craft_clear(&b);
	ck_assert_int_eq(archive_reader_start(&reader, fd, "x", &limits, NULL),
		0);
	if (only_child() > 0)
		ck_assert_int_eq(kill(only_child(), SIGSTOP), 0);
	do {
		(void)usleep(1000);
		r = archive_reader_take(reader, &events, &result, NULL);
	} while (r > 0 && clock_monotonic_ns() - start_ns < LATE_NS);
	ck_assert_int_eq(r, 0);
	ck_assert_int_ne(result.state, ARCHIVE_COMPLETE);
	ck_assert_int_eq(only_child(), 0);
}
END_TEST

START_TEST(a_child_is_ended)
{
	int status = -1;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (_i == 0)
			_exit(7);
		for (;;)
			(void)pause();
	}
	while (_i == 0 &&
		waitid(P_PID, (id_t)pid, &(siginfo_t){ 0 }, WEXITED | WNOWAIT) <
			0)
		continue;
	ck_assert(child_end(pid, LATE_NS, &status));
	if (_i == 0)
		ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	else
		ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}
END_TEST

START_TEST(a_file_that_is_there_answers)
{
	int fd = memfd_create("file", MFD_CLOEXEC);

	ck_assert(child_finds_answer(fd, LATE_NS));
	(void)close(fd);
	/* Nor is a descriptor that is none a reason to wait. */
	ck_assert(child_finds_answer(fd, LATE_NS));
}
END_TEST

#define COUNT(x) (int)(sizeof(x) / sizeof(*(x)))

Suite *suite_crafted(void);
Suite *
suite_crafted(void)
{
	Suite *suite = suite_create("crafted");
	TCase *tc = tcase_create("formats");

	tcase_add_loop_test(tc, reads_what_nothing_here_writes, 0,
		COUNT(known));
	tcase_add_loop_test(tc, an_encrypted_list_is_told, 0, 2);
	suite_add_tcase(suite, tc);
	tc = tcase_create("endless");
	tcase_add_loop_test(tc, a_loop_is_ended, 0, 3);
	tcase_add_loop_test(tc, a_zip_within_itself_ends, 1, 6);
	tcase_add_test(tc, bombs_add_up);
	tcase_add_test(tc, a_tree_of_zips_is_limited);
	tcase_add_test(tc, a_standstill_is_ended);
	tcase_add_loop_test(tc, a_child_is_ended, 0, 2);
	tcase_add_test(tc, a_file_that_is_there_answers);
	suite_add_tcase(suite, tc);
	return suite;
}
