/* SPDX-License-Identifier: MIT */
/* What the tests of find compare: all that is found, as text. */
#ifndef CATALOG_TESTS_STORE_FIND_FACTS_H
#define CATALOG_TESTS_STORE_FIND_FACTS_H

#include "store/find/find.h"
#include "unit/store/fixture.h"
#include "util/strbuf.h"

/* All that is known of each, a line each. */
static inline char *
facts(struct store *store, const struct find_options *o)
{
	_cleanup_(store_find_closep) struct find *find = NULL;
	struct strbuf text = STRBUF_INIT;
	struct find_entry e;
	struct error error = ERROR_INIT;
	int r;

	ok(store_find_open(&find, store, o, err));
	while ((r = store_find_next(find, &e, &error)) > 0) {
		strbuf_addf(&text, "%.*s %s %d %lld %lld %lld", (int)e.path_len,
			e.path, e.volume, e.is_online, (long long)e.dir_id,
			(long long)e.child_id, (long long)e.depth);
		strbuf_addf(&text, " %.*s %o %u %u", (int)e.entry.name_len,
			e.entry.name, e.entry.mode, e.entry.uid, e.entry.gid);
		strbuf_addf(&text, " %lld %lld %lld %lld %llu %u",
			(long long)e.entry.size_bytes,
			(long long)e.entry.blocks, (long long)e.entry.mtime_ns,
			(long long)e.entry.ctime_ns,
			(unsigned long long)e.entry.inode, e.entry.nlink);
		for (size_t i = 0; i < e.digest_len; i++)
			strbuf_addf(&text, " %02x",
				((const unsigned char *)e.digest)[i]);
		strbuf_addc(&text, '\n');
	}
	ck_assert_msg(r == 0, "%s", error.text);
	return strbuf_detach(&text);
}

/* Its paths, a line each. */
static inline char *
found(struct store *store, const struct find_options *o)
{
	_cleanup_(store_find_closep) struct find *find = NULL;
	struct strbuf text = STRBUF_INIT;
	struct error error = ERROR_INIT;
	struct find_entry e;
	int r;

	ok(store_find_open(&find, store, o, err));
	while ((r = store_find_next(find, &e, &error)) > 0) {
		strbuf_add(&text, e.path, e.path_len);
		strbuf_addc(&text, '\n');
	}
	ck_assert_msg(r == 0, "%s", error.text);
	return strbuf_detach(&text);
}

/* The lines of a text, from the last to the first, as tac(1) has them. */
static inline char *
reversed(const char *text)
{
	struct strbuf lines = STRBUF_INIT;
	size_t end = strlen(text);

	while (end > 0) {
		size_t start = end - 1;

		while (start > 0 && text[start - 1] != '\n')
			start--;
		strbuf_add(&lines, text + start, end - start);
		end = start;
	}
	return strbuf_detach(&lines);
}

#endif
