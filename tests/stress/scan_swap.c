/* SPDX-License-Identifier: MIT */
/*
 * Scan a tree while it is pulled about: directories are swapped for symbolic
 * links that lead outside, renamed, removed and made again.  Nothing outside
 * the tree is ever catalogued, and whenever it has come to rest one more scan
 * knows it as it is.
 *
 *   DIR/root/{0..7}/{real,link}   real: a directory with `inside`; link: to
 *                                 DIR/outside, which holds `secret`
 *   DIR/root/come/...             comes and goes
 */
#include "scan/scan.h"
#include "store/rows.h"
#include "store/store.h"
#include "util/thread.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define N_SWAPPED 8
#define N_COMING 40
#define SECONDS 3

static atomic_bool done;
static int root_fd;

#define check(condition)                                                       \
	do {                                                                   \
		if (!(condition)) {                                            \
			(void)fprintf(stderr, "%s:%d: %s\n", __FILE__,         \
				__LINE__, #condition);                         \
			abort();                                               \
		}                                                              \
	} while (0)

static void
put(int dir, const char *name)
{
	int fd = openat(dir, name, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);

	check(fd >= 0);
	check(close(fd) == 0);
}

static int
make_directory(int dir, const char *name)
{
	int fd;

	check(mkdirat(dir, name, 0755) == 0);
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	check(fd >= 0);
	return fd;
}

/* Every directory's two names change places, again and again. */
static void
swap(void *arg)
{
	char real[32];
	char link[32];
	unsigned long n = 0;

	(void)arg;
	while (!atomic_load(&done) || n % 2 != 0) {
		for (int i = 0; i < N_SWAPPED; i++) {
			(void)snprintf(real, sizeof(real), "%d/real", i);
			(void)snprintf(link, sizeof(link), "%d/link", i);
			check(renameat2(root_fd, real, root_fd, link,
				      RENAME_EXCHANGE) == 0);
		}
		n++;
		/* Now in a hurry, now slow enough for a walk in between. */
		if (n % 2048 == 0)
			(void)usleep(60000);
	}
}

/* A directory grows, vanishes, and is a file for a while. */
static void
come_and_go(void *arg)
{
	char name[32];
	int come;

	(void)arg;
	while (!atomic_load(&done)) {
		come = make_directory(root_fd, "come");
		for (int i = 0; i < N_COMING; i++) {
			(void)snprintf(name, sizeof(name), "d%d", i);
			(void)close(make_directory(come, name));
		}
		for (int i = 0; i < N_COMING; i++) {
			(void)snprintf(name, sizeof(name), "d%d", i);
			check(unlinkat(come, name, AT_REMOVEDIR) == 0);
		}
		(void)close(come);
		check(unlinkat(root_fd, "come", AT_REMOVEDIR) == 0);
		put(root_fd, "come");
		check(unlinkat(root_fd, "come", 0) == 0);
	}
}

static int64_t
ask(struct store *store, const char *sql)
{
	struct error err = ERROR_INIT;
	struct rows *rows;
	int64_t n;

	check(rows_open_sql(&rows, store, sql, NULL, &err) >= 0);
	check(rows_next(rows, &err) > 0);
	n = rows_i64(rows, 0);
	rows_close(rows);
	return n;
}

static void
must_not_leak(struct store *store)
{
	check(ask(store,
		      "SELECT count(*) FROM files"
		      " WHERE name IN ('secret', 'deeper')") == 0);
	check(ask(store,
		      "SELECT count(*) FROM directories"
		      " WHERE name = 'below'") == 0);
}

static enum scan_status
scan_once(struct store *store, const char *dir, unsigned int jobs)
{
	const struct scan_options options = { .dirs = &dir,
		.n_dirs = 1,
		.jobs = jobs };
	struct scan_result *results = NULL;
	struct error err = ERROR_INIT;
	enum scan_status status;
	size_t n = 0;

	if (scan_run(store, &options, &results, &n, &err) < 0) {
		(void)fprintf(stderr, "scan_swap: %s\n", err.text);
		abort();
	}
	check(n == 1);
	status = results[0].status;
	check(status == SCAN_COMPLETE || status == SCAN_INCOMPLETE);
	scan_results_free(results, n);
	return status;
}

static void
plant(int base)
{
	int outside = make_directory(base, "outside");
	int below = make_directory(outside, "below");
	int dir;
	int real;
	char name[32];

	root_fd = make_directory(base, "root");
	put(outside, "secret");
	put(below, "deeper");
	for (int i = 0; i < N_SWAPPED; i++) {
		(void)snprintf(name, sizeof(name), "%d", i);
		dir = make_directory(root_fd, name);
		real = make_directory(dir, "real");
		put(real, "inside");
		check(symlinkat("../../outside", dir, "link") == 0);
		(void)close(real);
		(void)close(dir);
	}
	(void)close(below);
	(void)close(outside);
}

/* Now few scans, now some, while everything is pulled about. */
static unsigned long
scan_in_a_storm(struct store *store, const char *root, unsigned long round)
{
	struct thread *threads[2];
	unsigned long n = 1 + round % 4;

	atomic_store(&done, false);
	check(thread_start(&threads[0], swap, NULL) == 0);
	check(thread_start(&threads[1], come_and_go, NULL) == 0);
	for (unsigned long i = 0; i < n; i++) {
		(void)scan_once(store, root, (round + i) % 2 ? 1 : 4);
		must_not_leak(store);
	}
	atomic_store(&done, true);
	thread_join(threads[0]);
	thread_join(threads[1]);
	return n;
}

static void
scan_at_rest(struct store *store, const char *root)
{
	check(scan_once(store, root, 4) == SCAN_COMPLETE);
	must_not_leak(store);
	check(ask(store,
		      "SELECT count(*) FROM files"
		      " WHERE name = 'inside' AND path LIKE '%/real/%'") ==
		N_SWAPPED);
	check(ask(store,
		      "SELECT files * 1000 + directories FROM directories"
		      " WHERE path LIKE '%/root'") ==
		2 * N_SWAPPED * 1000 + 2 * N_SWAPPED);
	check(ask(store, "SELECT count(*) FROM problem") == 0);
}

static void
run(const char *dir)
{
	struct error err = ERROR_INIT;
	struct store *store;
	time_t end = time(NULL) + SECONDS;
	unsigned long rounds = 0;
	unsigned long n = 0;
	char root[512];
	char db[512];

	(void)snprintf(root, sizeof(root), "%s/root", dir);
	(void)snprintf(db, sizeof(db), "%s/catalog.db", dir);
	check(store_open(&store, db, STORE_WRITE, &err) == 0);
	while (time(NULL) <= end) {
		n += scan_in_a_storm(store, root, rounds++);
		scan_at_rest(store, root);
	}
	store_close(store);
	(void)printf("  %lu storms, %lu scans\n", rounds, n + rounds);
}

int
main(void)
{
	const char *tmp = getenv("TMPDIR");
	char dir[256];
	char command[300];
	int base;

	(void)snprintf(dir, sizeof(dir), "%s/catalog-swap-XXXXXX",
		tmp ? tmp : "/tmp");
	check(mkdtemp(dir));
	base = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	check(base >= 0);
	plant(base);
	run(dir);
	(void)close(base);
	(void)close(root_fd);
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	check(system(command) == 0); /* NOLINT(cert-env33-c) */
	return 0;
}
