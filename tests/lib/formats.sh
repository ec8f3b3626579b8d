# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# For cases about how a report looks in each format: a catalogue of names that
# are hard to print, and the report in all of them.  A case sources it.

# plant_hard_names: t/a and t/b, scanned as "disk".  Sizes are whole blocks, so
# that what is allocated is the same everywhere; bytes cannot be compressed.
plant_hard_names()
{
	mkfile $'t/a/line\nbreak.txt' 4096 seed=1
	mkfile $'t/a/bell\a\e[31m.txt' 8192 seed=2
	mkfile $'t/a/bytes\xff\xfe.jpg' 12288 seed=3
	mkfile 't/a/日本語.jpg' 16384 seed=4
	mkfile $'t/a/cafe\xcc\x81.txt' 20480 seed=5
	mkfile $'t/a/caf\xc3\xa9.txt' 20480 seed=5
	mkfile 't/a/-leading dash, "quoted".c' 4096 seed=6
	mkfile t/b/plain 4096 seed=1
	mkfile t/b/only 24576 seed=7
	chmod -R u=rwX,go=rX t
	find t -exec touch -hd '2020-01-02 03:04:05' '{}' +
	catalog -q scan --name disk t
	catalog -q hash
}

# every_format COMMAND...: with what differs from place to place masked.
every_format()
{
	local format

	for format in table plain csv ndjson paths; do
		printf '== %s\n' "$format"
		COLUMNS=500 catalog -q "$@" --format="$format" 2>&1 |
			LC_ALL=C sed -E -e "s,$PWD/,,g" \
				-e 's/"([a-z_]*_base64)":"[^"]*"/"\1":"..."/g' \
				-e 's/"(uid|gid|inode|nlink)":[0-9]+/"\1":0/g' \
				-e 's/([,\t]0[0-7]{3})([,\t][0-9]+){4}/\1 IDS/' \
				-e 's/([,\t])[0-9]+([,\t]1[,\t](true|2020-))/\1INODE\2/'
		printf 'status %s\n' "${PIPESTATUS[0]}"
	done
	printf '== -0\n'
	catalog -q "$@" -0 2>&1 | LC_ALL=C sed "s,$PWD/,,g" | tr '\0' '|'
	printf '\n'
}

# What differs from run to run in what every_format prints: times with a
# fraction, as only clocks have them, times of this year in tables, and how
# long something took.
mask_times()
{
	LC_ALL=C sed -E \
		-e 's/\.000000000Z/.WHOLE/g' \
		-e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{9}Z/TIME/g' \
		-e 's/\.WHOLE/.000000000Z/g' \
		-e "s/$(date +%Y)-[0-9]{2}-[0-9]{2} [0-9:]{5}/yyyy-mm-dd hh:mm/g" \
		-e 's/("seconds":|[, \t])[0-9]+\.[0-9]{3}([},| \t]|$)/\1SECONDS\2/g'
}

# For tables with columns behind a path, which is as wide as the name of the
# directory that the case runs in.
squeeze()
{
	LC_ALL=C sed -E 's/ {2,}/  /g'
}
