/* SPDX-License-Identifier: MIT */
/* A few children at a time: each task has one, and is freed once. */
#include "hash/archive/children.h"

#include "lib/archives.h"
#include "util/cleanup.h"

#include <check.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define N_TASKS 7

struct bench;

struct task {
	struct bench *bench;
	uint32_t n_members;
	bool is_started;
	bool is_over;
	int n_freed;
};

struct bench {
	struct children children;
	struct transaction transaction; /* of no store: never open */
	struct task tasks[N_TASKS];
	size_t n_fed;
	size_t n_over;
	size_t n_most; /* at a time */
	int fd;
	size_t childless; /* the one that needs no child; N_TASKS: none */
	size_t stop_at;	  /* so many are over */
	size_t fail_at;	  /* likewise; then `take` fails */
	bool is_deaf;	  /* to what the first one says */
	int feed_code;	  /* what feeding the second answers, if not 0 */
	int n_shown;
};

static int
feed(void *arg, struct error *err)
{
	struct bench *b = arg;
	struct archive_limits limits = archive_limits_for(1 << 20, 1);
	struct task *task;
	int r;

	if (b->n_fed == N_TASKS)
		return 0;
	if (b->n_fed == 1 && b->feed_code)
		return error_set(err, -b->feed_code, "cannot feed");
	task = &b->tasks[b->n_fed++];
	if (b->n_fed - 1 == b->childless)
		return 1;
	r = children_start(&b->children, task, b->fd, "a.tar", &limits, err);
	ck_assert_int_eq(r, 0);
	task->is_started = true;
	if (b->children.n_busy > b->n_most)
		b->n_most = b->children.n_busy;
	return 1;
}

static int
ignore(void *arg, const struct member *member, struct error *err)
{
	(void)arg;
	(void)member;
	(void)err;
	return 0;
}

static int
take(void *arg, struct archive_reader *reader, struct error *err)
{
	const struct wire_events events = { .on_member = ignore };
	struct task *task = arg;
	struct archive_result result;
	int r;

	ck_assert(!task->is_over);
	ck_assert_int_eq(task->n_freed, 0);
	if (task->bench->n_over == task->bench->fail_at)
		return error_set(err, EIO, "cannot take");
	if (task->bench->is_deaf && task == task->bench->tasks)
		return 1;
	r = archive_reader_take(reader, &events, &result, err);
	if (r == 0) {
		task->is_over = true;
		task->n_members = result.n_members;
		task->bench->n_over++;
	}
	return r;
}

static void
note_free(void *arg)
{
	((struct task *)arg)->n_freed++;
}

static bool
should_stop(void *arg)
{
	const struct bench *b = arg;

	return b->n_over >= b->stop_at;
}

static void
show(void *arg)
{
	((struct bench *)arg)->n_shown++;
}

static const struct children_ops ops = { .feed = feed,
	.take = take,
	.free = note_free,
	.should_stop = should_stop,
	.on_progress = show };

static void
bench_init(struct bench *b, unsigned int n_jobs)
{
	const struct packed members[] = {
		{ "one", "hello\n", 6, 0, NULL },
		{ "two", "hello\n", 6, 0, NULL },
	};
	struct strbuf a = archives_pack("ustar", NULL, NULL, members, 2);

	*b = (struct bench){ .childless = N_TASKS,
		.stop_at = SIZE_MAX,
		.fail_at = SIZE_MAX,
		.fd = memfd_create("archive", MFD_CLOEXEC) };
	ck_assert_int_ge(b->fd, 0);
	ck_assert_int_eq(write(b->fd, a.buf, a.len), (ssize_t)a.len);
	strbuf_clear(&a);
	for (size_t i = 0; i < N_TASKS; i++)
		b->tasks[i].bench = b;
	children_init(&b->children, &ops, b, &b->transaction, n_jobs);
}

/* Nothing is at work any more, and what was begun is freed once. */
static void
bench_end(struct bench *b)
{
	children_stop(&b->children);
	ck_assert_uint_eq(b->children.n_busy, 0);
	for (size_t i = 0; i < N_TASKS; i++)
		ck_assert_int_eq(b->tasks[i].n_freed, b->tasks[i].is_started);
	(void)close(b->fd);
}

/* One at a time: children share the offset of the file here. */
START_TEST(every_task_has_its_turn)
{
	struct error err = ERROR_INIT;
	struct bench b;

	bench_init(&b, 1);
	b.childless = 3;
	ck_assert_int_eq(children_run(&b.children, &err), 0);
	ck_assert_uint_eq(b.children.n_busy, 0);
	ck_assert_uint_eq(b.n_most, 1);
	ck_assert_uint_eq(b.n_over, N_TASKS - 1);
	ck_assert_int_ge(b.n_shown, 1);
	for (size_t i = 0; i < N_TASKS; i++)
		ck_assert_uint_eq(b.tasks[i].n_members, i == 3 ? 0 : 2);
	bench_end(&b);
}
END_TEST

START_TEST(a_few_at_a_time)
{
	struct error err = ERROR_INIT;
	struct bench b;

	bench_init(&b, 3);
	ck_assert_int_eq(children_run(&b.children, &err), 0);
	ck_assert_uint_eq(b.n_over, N_TASKS);
	ck_assert_uint_gt(b.n_most, 1);
	ck_assert_uint_le(b.n_most, 3);
	bench_end(&b);
}
END_TEST

START_TEST(never_more_than_suit)
{
	struct children c;

	children_init(&c, &ops, NULL, NULL, 99);
	ck_assert_uint_eq(c.n_max, CHILDREN_MAX);
	children_init(&c, &ops, NULL, NULL, 0);
	ck_assert_uint_ge(c.n_max, 1);
	ck_assert_uint_le(c.n_max, CHILDREN_MAX);
}
END_TEST

START_TEST(a_stop_leaves_children)
{
	struct error err = ERROR_INIT;
	struct task *task;
	struct bench b;
	size_t n_left = 0;

	bench_init(&b, 2);
	b.stop_at = 1;
	b.is_deaf = true;
	ck_assert_int_eq(children_run(&b.children, &err), 0);
	ck_assert_uint_ge(b.n_over, 1);
	n_left = b.children.n_busy;
	ck_assert_uint_ge(n_left, 1);
	ck_assert_uint_eq(n_left, b.n_fed - b.n_over);
	while ((task = children_kill(&b.children))) {
		ck_assert(task->is_started && !task->is_over);
		ck_assert_int_eq(task->n_freed, 0);
		note_free(task);
		n_left--;
	}
	ck_assert_uint_eq(n_left, 0);
	bench_end(&b);
}
END_TEST

START_TEST(a_failure_ends_it)
{
	struct error err = ERROR_INIT;
	struct bench b;

	bench_init(&b, 2);
	b.fail_at = _i == 0 ? 1 : SIZE_MAX;
	b.feed_code = _i == 0 ? 0 : -ENOSPC;
	ck_assert_int_eq(children_run(&b.children, &err),
		_i == 0 ? -EIO : -ENOSPC);
	ck_assert_str_eq(err.text, _i == 0 ? "cannot take" : "cannot feed");
	bench_end(&b);
}
END_TEST

Suite *suite_children(void);
Suite *
suite_children(void)
{
	Suite *s = suite_create("children");
	TCase *tc = tcase_create("children");

	tcase_add_test(tc, every_task_has_its_turn);
	tcase_add_test(tc, a_few_at_a_time);
	tcase_add_test(tc, never_more_than_suit);
	tcase_add_test(tc, a_stop_leaves_children);
	tcase_add_loop_test(tc, a_failure_ends_it, 0, 2);
	suite_add_tcase(s, tc);
	return s;
}
