/* SPDX-License-Identifier: MIT */
/*
 * ages: when files were last modified, in steps of age or by calendar year.
 *
 * Either way the time line is cut at ascending points, and a file goes to the
 * last one that is not after it; a search among a few hundred numbers is much
 * cheaper than to make a date of each time.
 */
#include "report/names.h"
#include "report/sums.h"
#include "report/tally.h"

#include "output/bar.h"
#include "store/store.h"
#include "util/alloc.h"
#include "util/clock.h"

#include <stdlib.h>
#include <time.h>

#define NS_PER_DAY (INT64_C(86400) * NS_PER_SECOND)
/* Of the Gregorian calendar, in the mean. */
#define NS_PER_YEAR (INT64_C(31556952) * NS_PER_SECOND)
#define NS_PER_MONTH (NS_PER_YEAR / 12)
/* What nanoseconds since 1970 reach. */
#define YEAR_FIRST 1678
#define YEAR_LAST 2262

enum {
	C_AGE,
	C_FROM,
	C_FILES,
	C_SHARE = C_FILES + 3,
	C_OLDER,
	C_OLDER_SHARE,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "age", "MODIFIED", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "from", "FROM", OUTPUT_TIME, OUTPUT_MACHINE, false },
	SUM_COLUMNS,
	{ "or_before", "OR BEFORE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "or_before_share", "SHARE", OUTPUT_SHARE, OUTPUT_MACHINE, false },
};
/* clang-format on */

struct step {
	int64_t from_ns; /* to the next one's */
	struct strbuf name;
	struct sum sum;
};

struct ages {
	struct tally tally;
	int64_t newest_ns; /* what is newer does not count */
	struct step *steps;
	size_t n;
};

static void
ages_clear(struct ages *a)
{
	tally_clear(&a->tally);
	for (size_t i = 0; i < a->n; i++)
		strbuf_clear(&a->steps[i].name);
	free(a->steps);
}

/* --- the steps ------------------------------------------------------------ */

static struct step *
add_step(struct ages *a, int64_t from_ns)
{
	a->steps = xgrow(a->steps, a->n, sizeof(a->steps[0]));
	a->steps[a->n] =
		(struct step){ .from_ns = from_ns, .name = STRBUF_INIT };
	return &a->steps[a->n++];
}

static void
cut_by_age(struct ages *a, int64_t now_ns)
{
	/* Each is the age at which it begins; the oldest first. */
	static const struct {
		int64_t age_ns;
		const char *name;
	} steps[] = {
		{ 10 * NS_PER_YEAR, "5 to 10 years ago" },
		{ 5 * NS_PER_YEAR, "2 to 5 years ago" },
		{ 2 * NS_PER_YEAR, "1 to 2 years ago" },
		{ NS_PER_YEAR, "6 to 12 months ago" },
		{ 6 * NS_PER_MONTH, "1 to 6 months ago" },
		{ NS_PER_MONTH, "1 to 4 weeks ago" },
		{ 7 * NS_PER_DAY, "1 to 7 days ago" },
		{ NS_PER_DAY, "within a day" },
	};

	strbuf_adds(&add_step(a, INT64_MIN)->name, "over 10 years ago");
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		/* Not at the age itself: an hour of 7 days is 7 days. */
		strbuf_adds(&add_step(a, now_ns - steps[i].age_ns + 1)->name,
			steps[i].name);
	strbuf_adds(&add_step(a, now_ns + 1)->name, "in the future");
}

/* Years of local time, as people file their pictures. */
static void
cut_by_year(struct ages *a)
{
	strbuf_addf(&add_step(a, INT64_MIN)->name, "%d or before",
		YEAR_FIRST - 1);
	for (int year = YEAR_FIRST; year <= YEAR_LAST; year++) {
		struct tm tm = { .tm_year = year - 1900,
			.tm_mday = 1,
			.tm_isdst = -1 };

		strbuf_addf(&add_step(a, (int64_t)mktime(&tm) * NS_PER_SECOND)
				     ->name,
			"%d", year);
	}
}

static void
cut(struct ages *a, const struct report_ages *options)
{
	if (options->years > 0)
		a->newest_ns = options->now_ns - options->years * NS_PER_YEAR;
	if (options->by_year)
		cut_by_year(a);
	else
		cut_by_age(a, options->now_ns);
}

static struct step *
step_of(const struct ages *a, int64_t mtime_ns)
{
	size_t low = 0;
	size_t high = a->n; /* the first one after it is in low+1 .. high */

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (a->steps[middle].from_ns <= mtime_ns)
			low = middle;
		else
			high = middle;
	}
	return &a->steps[low];
}

static void
visit(const struct stored_entry *e, void *arg)
{
	struct ages *a = arg;
	const struct survey_attribute *ignored;
	struct sum sum;

	if (e->mtime_ns <= a->newest_ns &&
		tally_take(&a->tally, e, &sum, &ignored))
		sum_add(&step_of(a, e->mtime_ns)->sum, &sum);
}

/* --- rows ----------------------------------------------------------------- */

struct row {
	const struct step *step;
	struct sum older; /* it and all before */
};

static int
compare(const void *a, const void *b, void *arg)
{
	const struct report_sums *options = arg;
	const struct row *x = a;
	const struct row *y = b;
	int r = sum_compare(options, &x->step->sum, &y->step->sum);

	if (r == 0) /* the newest first */
		r = x->step > y->step ? -1 : x->step < y->step;
	return options->reverse ? -r : r;
}

static int
print(const struct ages *a, const struct row *row, struct output *output,
	struct error *err)
{
	struct output_value v[N_COLUMNS];

	v[C_AGE] = value_strbuf(&row->step->name);
	v[C_FROM] = row->step->from_ns == INT64_MIN ?
		output_null() :
		output_number(row->step->from_ns);
	sum_fill(&v[C_FILES], &row->step->sum, &a->tally.total);
	v[C_OLDER] = output_number(row->older.bytes);
	v[C_OLDER_SHARE] =
		output_number(share_of(row->older.bytes, a->tally.total.bytes));
	return output_row(output, v, err);
}

static int
print_all(const struct ages *a, struct report_sums *options,
	struct output *output, int64_t *ret_rows, struct error *err)
{
	_cleanup_(freep) struct row *rows = xcalloc(a->n + 1, sizeof(*rows));
	struct sum older = { 0 };
	size_t n = 0;
	int r = 0;

	for (size_t i = 0; i < a->n; i++) {
		if (a->steps[i].sum.files == 0)
			continue;
		sum_add(&older, &a->steps[i].sum);
		rows[n++] = (struct row){ &a->steps[i], older };
	}
	qsort_r(rows, n, sizeof(rows[0]), compare, options);
	output_begin(output, columns, N_COLUMNS);
	for (size_t i = 0; i < n && r == 0; i++) {
		if (options->limit >= 0 && *ret_rows == options->limit)
			break;
		r = print(a, &rows[i], output, err);
		++*ret_rows;
	}
	return r < 0 ? r : output_end(output, err);
}

static int
look(struct store *store, const struct report_ages *options, struct ages *a,
	struct error *err)
{
	_cleanup_(ages_clear) struct ages second = { .newest_ns = INT64_MAX };
	struct pass pass = {
		.visit = visit,
		.is_scoped = options->sums.is_scoped,
		.first = a,
		.tally = &a->tally,
		.second = &second,
		.second_tally = &second.tally,
	};
	int r;

	cut(&second, options);
	r = tally_pass(store, &pass, err);
	sum_add(&a->tally.total, &second.tally.total);
	for (size_t i = 0; i < a->n; i++)
		sum_add(&a->steps[i].sum, &second.steps[i].sum);
	return r < 0 ? r : 0;
}

int
report_ages(struct store *store, const struct report_ages *options,
	struct output *output, int64_t *ret_rows, struct error *err)
{
	_cleanup_(ages_clear) struct ages a = { .newest_ns = INT64_MAX };
	struct report_sums how = options->sums;
	int r = tally_init(&a.tally, store, &options->sums, err);

	*ret_rows = 0;
	cut(&a, options);
	if (r >= 0)
		r = look(store, options, &a, err);
	return r < 0 ? r : print_all(&a, &how, output, ret_rows, err);
}
