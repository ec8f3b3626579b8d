/* SPDX-License-Identifier: MIT */
#include "hash/archive/children.h"

#include "util/clock.h"

#include <errno.h>
#include <poll.h>
#include <sys/sysinfo.h>

#define PROGRESS_NS (NS_PER_SECOND / 5)
/* So often is an interrupt looked for, and the time of the children. */
#define POLL_MS 100

void
children_init(struct children *c, const struct children_ops *ops, void *arg,
	struct transaction *transaction, unsigned int n_jobs)
{
	unsigned int n = n_jobs ? n_jobs : (unsigned int)get_nprocs();

	*c = (struct children){ .ops = ops,
		.arg = arg,
		.transaction = transaction,
		.n_max = n < CHILDREN_MAX ? n : CHILDREN_MAX };
}

int
children_start(struct children *c, void *task, int fd, const char *name,
	const struct archive_limits *limits, struct error *err)
{
	struct child *child = c->list;
	int r;

	while (child->reader)
		child++;
	r = archive_reader_start(&child->reader, fd, name, limits, err);
	if (r < 0)
		return r;
	child->task = task;
	c->n_busy++;
	return 0;
}

/* The reader first: it needs the task's descriptor as long as it is there. */
static void *
end_child(struct children *c, struct child *child)
{
	void *task = child->task;

	archive_reader_free(child->reader);
	*child = (struct child){ 0 };
	c->n_busy--;
	return task;
}

void *
children_kill(struct children *c)
{
	for (size_t i = 0; i < c->n_max; i++)
		if (c->list[i].reader)
			return end_child(c, &c->list[i]);
	return NULL;
}

void
children_stop(struct children *c)
{
	void *task;

	while ((task = children_kill(c)))
		c->ops->free(task);
}

/* Wait for the children, at most so long, and take what they said. */
static int
attend(struct children *c, int wait_ms, struct error *err)
{
	struct pollfd polled[CHILDREN_MAX];

	for (size_t i = 0; i < c->n_max; i++)
		polled[i] = (struct pollfd){ .events = POLLIN,
			.fd = c->list[i].reader ?
				archive_reader_fd(c->list[i].reader) :
				-1 };
	if (poll(polled, c->n_max, wait_ms) < 0 && errno != EINTR)
		return error_errno(err, errno, "cannot wait");
	/* Those that say nothing are asked too: their time may be over. */
	for (size_t i = 0; i < c->n_max; i++) {
		struct child *child = &c->list[i];
		int r = child->reader ?
			c->ops->take(child->task, child->reader, err) :
			1;

		if (r < 0)
			return r;
		if (r == 0)
			c->ops->free(end_child(c, child));
	}
	return 0;
}

static void
show_progress(struct children *c)
{
	int64_t now = clock_monotonic_ns();

	if (now < c->progress_ns)
		return;
	c->progress_ns = now + PROGRESS_NS;
	c->ops->on_progress(c->arg);
}

int
children_run(struct children *c, struct error *err)
{
	bool is_fed = false;

	while ((!is_fed || c->n_busy > 0) && !c->ops->should_stop(c->arg)) {
		int r = 1;

		if (!is_fed && c->n_busy < c->n_max)
			r = c->ops->feed(c->arg, err);
		is_fed |= r == 0;
		if (r >= 0 && c->n_busy > 0) {
			bool can_feed = !is_fed && c->n_busy < c->n_max;

			r = attend(c, can_feed ? 0 : POLL_MS, err);
		}
		if (r < 0)
			return r;
		if (transaction_commit_if_due(c->transaction, err) < 0)
			return -EIO; /* err says why */
		show_progress(c);
	}
	return 0;
}
