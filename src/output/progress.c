/* SPDX-License-Identifier: MIT */
/*
 * The progress line.  It is built whole and written with one write(), and its
 * width is asked for at each redraw, so that a resized terminal needs no
 * signal handler.
 */
#include "output/progress.h"

#include "output/human.h"
#include "output/width.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/escape.h"
#include "util/io.h"
#include "util/log.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define REDRAW_NS (NS_PER_SECOND / 10)
/* Before that a rate is a guess and an ETA a joke. */
#define SETTLE_NS NS_PER_SECOND
#define CLEAR_LINE "\r\033[K"
#define DEFAULT_WIDTH 80
/* A path shorter than this says nothing. */
#define DETAIL_MIN 8

struct progress {
	char *verb;
	bool is_bytes;
	bool is_shown; /* stderr is a terminal and nobody asked for silence */
	bool is_drawn; /* there is a line to clear */
	int64_t started_ns;
	int64_t drawn_ns;
};

/*
 * The line on the terminal belongs to the process, and the hook that clears
 * it before a message has no argument: hence this one pointer.
 */
static struct progress *on_screen;

static void
clear_on_screen(void)
{
	if (on_screen)
		progress_clear(on_screen);
}

static bool
is_terminal(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && term && *term &&
		strcmp(term, "dumb") != 0;
}

struct progress *
progress_new(const char *verb, bool unit_is_bytes, bool quiet)
{
	struct progress *p = xcalloc(1, sizeof(*p));

	p->verb = xstrdup(verb);
	p->is_bytes = unit_is_bytes;
	p->is_shown = !quiet && is_terminal();
	p->started_ns = clock_monotonic_ns();
	if (p->is_shown) {
		on_screen = p;
		log_line_hook(clear_on_screen);
	}
	return p;
}

static size_t
terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return DEFAULT_WIDTH;
	return size.ws_col;
}

static void
add_count(struct strbuf *ret, const struct progress *p, int64_t count)
{
	if (p->is_bytes)
		human_size(ret, count);
	else
		human_number(ret, count);
}

/* "Scanning  12,345 of 200,000 (6 %)  8,000/s  0:24 left" */
static void
add_figures(struct strbuf *ret, const struct progress *p, int64_t done,
	int64_t total, int64_t elapsed_ns)
{
	double rate =
		elapsed_ns > 0 ? (double)done * 1e9 / (double)elapsed_ns : 0.0;

	escape_bytes(ret, p->verb, strlen(p->verb));
	strbuf_adds(ret, "  ");
	add_count(ret, p, done);
	if (total > 0) {
		/* An estimate may be passed; more than all is nonsense. */
		double part = done < total ? (double)done / (double)total : 1.0;

		strbuf_adds(ret, " of ");
		add_count(ret, p, total > done ? total : done);
		strbuf_addf(ret, " (%d %%)", (int)(part * 100.0));
	}
	if (elapsed_ns < SETTLE_NS || rate < 1.0)
		return;
	strbuf_adds(ret, "  ");
	add_count(ret, p, (int64_t)rate);
	strbuf_adds(ret, "/s");
	if (total > done) {
		double left = (double)(total - done) / rate;

		/* Beyond a year nobody waits, and the cast stays defined. */
		if (left < 3e7) {
			strbuf_adds(ret, "  ");
			human_duration(ret, (int64_t)(left * 1e9));
			strbuf_adds(ret, " left");
		}
	}
}

static void
add_detail(struct strbuf *ret, const char *detail, size_t room)
{
	_cleanup_(strbuf_clear) struct strbuf safe = STRBUF_INIT;

	if (room < DETAIL_MIN)
		return;
	escape_bytes(&safe, detail, strlen(detail));
	strbuf_adds(ret, "  ");
	width_shorten(ret, safe.buf, safe.len, room - 2, true);
}

void
progress_update(struct progress *p, int64_t done, int64_t total,
	const char *detail)
{
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf line = STRBUF_INIT;
	int64_t now;
	size_t width;
	size_t used;

	if (!p->is_shown)
		return;
	now = clock_monotonic_ns();
	if (p->is_drawn && now - p->drawn_ns < REDRAW_NS)
		return;
	/* The last column stays free: some terminals wrap when it is used. */
	width = terminal_width() - 1;
	add_figures(&text, p, done, total, now - p->started_ns);
	used = width_of(text.buf, text.len);
	if (detail && used < width)
		add_detail(&text, detail, width - used);
	strbuf_adds(&line, CLEAR_LINE);
	width_shorten(&line, text.buf, text.len, width, true);
	/* A terminal that went away is no reason to stop working. */
	(void)io_write_full(STDERR_FILENO, line.buf, line.len);
	p->is_drawn = true;
	p->drawn_ns = now;
}

void
progress_clear(struct progress *p)
{
	if (!p->is_drawn)
		return;
	/* As above. */
	(void)io_write_full(STDERR_FILENO, CLEAR_LINE, strlen(CLEAR_LINE));
	p->is_drawn = false;
}

void
progress_free(struct progress *p)
{
	if (!p)
		return;
	progress_clear(p);
	if (on_screen == p) {
		on_screen = NULL;
		log_line_hook(NULL);
	}
	free(p->verb);
	free(p);
}
