# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# For cases about scanning: a tree, the catalogue as text, and what must hold
# of it at any instant.  A case sources it:  . "$CATALOG_TESTS/lib/scan.sh"

need_cmd sqlite3

# plant DIR: a small tree of every kind, the same each time but for inodes.
plant()
{
	local i

	mkdir -p "$1"/{a/b/c,d,e/f,empty}
	for i in 1 2 3 4 5; do
		mkfile "$1/a/$i" $((i * 10))
		mkfile "$1/a/b/$i" $((i * 100))
		mkfile "$1/a/b/c/$i" "$i"
		mkfile "$1/d/$i" $((i * 1000))
		mkfile "$1/e/f/$i" 7
	done
	ln "$1/a/1" "$1/d/linked"
	ln -s ../nowhere "$1/e/dangling"
	mkfifo "$1/e/fifo"
	mkfile "$1/top" 3
}

# ask DB [SQL]: after a run that was killed several readers may want to be the
# one that recovers the log.
ask()
{
	sqlite3 -readonly -cmd '.timeout 5000' "$@"
}

# dump [DB]: all it knows of the tree, but for its own numbers and the times
# of scans.  Two scans of one tree give the same text.
dump()
{
	ask "${1:-$CATALOG_DB}" <<-'END'
	SELECT p.path, a.mode, a.uid, a.gid, e.nlink, e.size, e.blocks,
		e.mtime, e.inode, d.state, d.files, d.directories, d.bytes,
		d.blocks, d.linked
	FROM entry AS e JOIN attribute AS a ON a.id = e.attribute_id
	JOIN directory AS d ON d.id = e.child_id
	JOIN directory_path AS p ON p.directory_id = d.id
	ORDER BY 1, e.inode;
	SELECT path, type, mode, uid, gid, nlink, size, allocated, mtime_ns,
		ctime_ns, inode
	FROM files ORDER BY 1, inode;
	SELECT path, stage, error, text FROM problems ORDER BY 1, 2;
	END
}

# paths [DB]: every path, sorted.
paths()
{
	ask "${1:-$CATALOG_DB}" \
		"SELECT path FROM files UNION ALL SELECT path FROM directories
		WHERE state <> 'way' ORDER BY 1"
}

# sound [DB]: the file is, and every directory's totals are right.  After a run
# that was killed a new directory may lack its own entry, not what is below.
sound()
{
	local db=${1:-$CATALOG_DB} said

	said=$(ask "$db" 'PRAGMA integrity_check')
	[ "$said" = ok ] || fail "integrity: $said"
	said=$(ask "$db" <<-'END'
	WITH own AS (
		SELECT e.dir_id AS id,
			sum(e.child_id IS NULL AND a.mode <> 0) AS files,
			sum(e.child_id IS NOT NULL AND a.mode <> 0)
				AS directories,
			sum(iif(a.mode & 61440 = 32768 AND e.nlink = 1,
				e.size, 0)) AS bytes
		FROM entry AS e JOIN attribute AS a ON a.id = e.attribute_id
		GROUP BY e.dir_id
	), below AS (
		SELECT parent_id AS id, sum(files) AS files,
			sum(directories) AS directories,
			sum(bytes) AS bytes
		FROM directory GROUP BY parent_id
	)
	SELECT d.id FROM directory AS d LEFT JOIN own USING (id)
	LEFT JOIN below USING (id)
	WHERE d.files <> ifnull(own.files, 0) + ifnull(below.files, 0)
	OR d.directories <> ifnull(own.directories, 0)
		+ ifnull(below.directories, 0)
	OR d.bytes <> ifnull(own.bytes, 0) + ifnull(below.bytes, 0);
	END
	)
	[ -z "$said" ] || fail "wrong totals of directory" "$said"
}

# same_dump WANT WHAT: the catalogue's dump is in the file WANT.
same_dump()
{
	dump "$CATALOG_DB" >"$CASE_BASE/tmp/got"
	cmp -s "$1" "$CASE_BASE/tmp/got" ||
		fail "$2: $(diff "$1" "$CASE_BASE/tmp/got" | head -20)"
}

# drop_catalogue: as if there had never been one.
drop_catalogue()
{
	rm -f "$CATALOG_DB" "$CATALOG_DB"-* "$CATALOG_DB".*
}

# wait_stuck PID DAEMON: wait for PID, which scans, by way of other programs,
# what the stopped DAEMON serves.  What a FUSE daemon had taken before it was
# stopped cannot even be killed; then the program has ended but for that call,
# and the daemon must go on for the rest to end.
wait_stuck()
{
	local all below
	for _ in $(seq 400); do
		kill -0 "$1" 2>/dev/null || break
		all=$1
		for _ in 1 2 3; do
			below=$(pgrep -d, -P "$all") || break
			all=$all,$below
		done
		! ps -o stat=,comm= -p "$all" | grep -q '^Z.* catalog' || {
			kill -CONT "$2"
			break
		}
		sleep 0.1
	done
	wait "$1"
}

# walking DIR: wait until the scan whose number is in the file pid has something
# below DIR open.  What it says is in err.
walking()
{
	for _ in $(seq 500); do
		[ -s pid ] && readlink "/proc/$(cat pid)"/fd/* 2>/dev/null |
			grep -qx "$PWD/$1/.*" && return 0
		sleep 0.02
	done
	fail "the scan never began: $(cat err)"
}
