# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# For cases about file systems that cannot be trusted: a shim changes what
# lstat says, see lib/preload_stat.c.  A case sources this.

need_plain
need_cmd sqlite3 jq

# plant_many DIR: 40 files in 4 directories, old ones.
plant_many()
{
	local i pair

	for i in {1..40}; do
		pair=$((i / 2))
		mkfile "$1/$((i % 4))/$i" $((pair * 10 + 10)) \
			seed=$pair mtime="@$((1500000000 + i * 12345)).5"
	done
}

# bent [VARIABLE=VALUE...] -- COMMAND...: with the shim.
bent()
{
	local settings=()

	while [ "$1" != -- ]; do
		settings+=("$1")
		shift
	done
	shift
	env "${settings[@]}" STAT_BELOW="$PWD" \
		LD_PRELOAD="$CATALOG_BUILD/tests/lib/preload_stat.so" "$@"
}

# counts: added, removed, modified, moved of scans, from their ndjson.
counts()
{
	jq -c '[.status, .added, .removed, .modified, .moved]'
}

# rows: the rows of the tree as they are stored, but for the seals, which are
# made anew when something is learned of the volume.
rows()
{
	sqlite3 -readonly "$CATALOG_DB" \
		'SELECT * FROM entry ORDER BY dir_id, name' \
		'SELECT id, parent_id, volume_id, name, state, inode, files,
		directories, bytes, blocks, linked
		FROM directory ORDER BY id' \
		'SELECT id, size, covered, hex(digest), copies, volumes
		FROM content ORDER BY id'
}

# seals: of how many directories, and one number for all of them.
seals()
{
	sqlite3 -readonly "$CATALOG_DB" 'SELECT count(*), sum(seal % 1000003)
		FROM directory WHERE seal <> 0'
}

# learned: granularity, are inodes stable, ctimes ignored, minutes of shift.
learned()
{
	sqlite3 -readonly "$CATALOG_DB" 'SELECT granularity_ns, inodes_stable,
		ctime_ignored, clock_shift_ns / 60000000000 FROM volume'
}
