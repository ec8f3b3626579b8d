/* SPDX-License-Identifier: MIT */
#include "report/facts.h"

#include "model/member.h"

static void
fill_member(struct output_value *v, const struct facts *facts,
	unsigned char crc[4])
{
	const struct member said = { .mode = facts->mode,
		.has_mtime = facts->has_mtime };

	for (int i = FACT_UID; i <= FACT_NLINK; i++)
		v[i] = output_null();
	if (member_is_implied(&said))
		v[FACT_MODE] = output_null();
	for (size_t i = 0; i < 4; i++)
		crc[i] = (unsigned char)(facts->crc >> (24 - 8 * i));
	if (facts->has_crc)
		v[FACT_CRC] = output_text((const char *)crc, 4);
	v[FACT_ENCRYPTED] = output_number(facts->is_encrypted);
}

void
facts_fill(struct output_value v[N_FACTS], const struct facts *facts,
	unsigned char crc[4])
{
	v[FACT_MODE] = output_number(facts->mode);
	v[FACT_UID] = output_number(facts->uid);
	v[FACT_GID] = output_number(facts->gid);
	v[FACT_INODE] = output_number(facts->inode);
	v[FACT_NLINK] = output_number(facts->nlink);
	v[FACT_DIGEST] = output_text(facts->digest, facts->digest_len);
	v[FACT_ONLINE] = output_number(facts->is_online);
	v[FACT_CRC] = v[FACT_ENCRYPTED] = output_null();
	if (facts->is_member)
		fill_member(v, facts, crc);
}
