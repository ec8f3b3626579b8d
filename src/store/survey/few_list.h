/* SPDX-License-Identifier: MIT */
/* What few.c counts and few_list.c lists; private to both. */
#ifndef CATALOG_STORE_SURVEY_FEW_LIST_H
#define CATALOG_STORE_SURVEY_FEW_LIST_H

#include "store/survey/few.h"
#include "store/survey/standing.h"

/* Has what counts few copies?  c: of what was read in full, else NULL; of
 * which there is a name in that directory. */
bool few_is_asked(const struct few_filter *filter, const struct standing *s,
	const struct content_standing *c, int64_t dir_id);
/* Of all files of one size on one volume, none of which was read in full: how
 * many count? */
int64_t few_in_slot(const struct few_filter *filter, const struct standing *s,
	const struct size_slot *slot);
/* Does it count? */
bool few_is_content(const struct few_filter *filter, const struct standing *s,
	const struct content_standing *c);

#endif
