# a merged catalogue holds, for each path, what the latest scan of it saw
#
# Two catalogues scan roots of one changing tree, some inside others, in random
# order.  Beside them each scan's view is kept as find(1) has it.  Of any path
# the latest scan of a root that holds it decides, whoever made it: that is
# what the import of either into the other must give, and the same both ways.
# SEED=N and ROUNDS=N for longer runs.
need_cmd sqlite3 jq
RANDOM=${SEED:-7}
roots=(t/r t/r/a t/r/a/b t/s)
mkdir -p t/r/a/b t/s/d

fact='%p\t%s\t%T@\t%i\t%m\t%n\t%y\n'
truth()
{
	sqlite3 truth.db "$@"
}
truth 'CREATE TABLE scan (t INTEGER, root TEXT);
	CREATE TABLE seen (path TEXT, size TEXT, mtime TEXT, inode TEXT,
		mode TEXT, nlink TEXT, type TEXT, t INTEGER);'

# A directory and a name in it, at random.
mutate()
{
	local dirs names dir from i

	for ((i = 0; i < 6; i++)); do
		mapfile -t dirs < <(find t/r t/s -type d | sort)
		dir=${dirs[RANDOM % ${#dirs[@]}]}
		mapfile -t names < <(find t/r t/s -mindepth 1 | sort)
		from=${names[RANDOM % ${#names[@]}]}
		case $((RANDOM % 9)) in
		0 | 1 | 2) yes $((RANDOM % 4)) | head -c $((RANDOM % 3000 + 1)) \
			>"$dir/f$((RANDOM % 6))" ;;
		3) mkdir -p "$dir/d$((RANDOM % 3))" ;;
		4) rm -rf "$from" ;;
		5) [ "$from" = "$dir" ] || mv -T "$from" \
			"$dir/m$((RANDOM % 4))" ;;
		6) [ ! -f "$from" ] || ln -f "$from" "$dir/l$((RANDOM % 4))" ;;
		7) rm -rf "$dir/f0"; mkdir -p "$dir/f0"; echo >"$dir/f0/x" ;;
		8) [ ! -f "$from" ] || echo more >>"$from" ;;
		esac 2>/dev/null
	done
	mkdir -p t/r t/s
}

# knows_way DB PATH
knows_way()
{
	[ -e "$1" ] && [ "$(sqlite3 "$1" "SELECT count(*) FROM directories
		WHERE state = 'way' AND path = '$PWD/$2'")" = 1 ]
}

# scan DB: one of the roots that are there.
scan()
{
	local root=${roots[RANDOM % ${#roots[@]}]} way

	[ -d "$root" ] || root=t/r
	# What a way leads to stays when a scan finds the way gone.
	for way in t/r/a t/r/a/b; do
		[ -d $way ] || ! knows_way "$1" $way || root=t/s
	done
	catalog -q --db "$1" scan "$root" || fail "scan $root"
	n=$((n + 1))
	find "$root" -printf "${fact//%p/$PWD/%p}" | sed "s/\$/\t$n/" >seen
	truth '.mode tabs' '.import seen seen' \
		"INSERT INTO scan VALUES ($n, '$PWD/$root')"
	[ $((RANDOM % 3)) != 0 ] || catalog -q --db "$1" dupes >/dev/null
}

want()
{
	truth -separator $'\t' "SELECT path, size,
		strftime('%Y-%m-%dT%H:%M:%S', substr(mtime, 1,
			instr(mtime, '.') - 1), 'unixepoch') || '.' ||
			substr(mtime, instr(mtime, '.') + 1, 9) || 'Z',
		inode, substr('0000' || mode, -4), nlink, type
	FROM seen WHERE t = (SELECT max(t) FROM scan
		WHERE path = root
		OR substr(path, 1, length(root) + 1) = root || '/')" | sort
}

# got DB: the same from an export.
got()
{
	catalog -q --db "$1" export | jq -r '[.path, .size, .mtime, .inode,
		.mode, .nlink, .type] | @tsv' | sort
}

# What A knew of a file is known where the file is the same.  Of one with several
# names it is not if another of them tells that it changed since.
digests_missing()
{
	sqlite3 "$2" "ATTACH 'file:$1?mode=ro' AS other" "
	SELECT o.path FROM (SELECT p.path || '/' || e.name AS path, e.inode,
		e.size, e.mtime, e.lag
		FROM other.entry AS e
		JOIN other.content AS c ON c.id = e.content_id
		JOIN other.directory_path AS p ON p.directory_id = e.dir_id
		WHERE c.covered = c.size AND e.nlink = 1) AS o
	JOIN (SELECT p.path || '/' || e.name AS path, e.inode, e.size,
		e.mtime, e.lag, c.covered
		FROM main.entry AS e
		LEFT JOIN main.content AS c ON c.id = e.content_id
		JOIN main.directory_path AS p ON p.directory_id = e.dir_id
		) AS m USING (path, inode, size, mtime, lag)
	WHERE m.covered IS NOT o.size"
}

# merge INTO FROM RESULT
merge()
{
	rm -f "$3" "$3"-*
	cp "$1" "$3"
	catalog -q --db "$3" import "$2" || fail "import of $2 into $1"
	catalog -q --db "$3" check || fail "what was merged is not sound"
	got "$3" >"$CASE_BASE/tmp/got"
	diff "$CASE_BASE/tmp/want" "$CASE_BASE/tmp/got" >difference || fail "$1 + $2, round $round: $(cat \
		difference)"
	cp "$3" again.db
	catalog -q --db again.db import "$2" || fail "a second import"
	cmp <(sqlite3 "$3" .dump) <(sqlite3 again.db .dump) ||
		fail "importing twice changes something"
	[ -z "$(digests_missing "$2" "$3")" ] || fail "digests are missing"
	[ -z "$(digests_missing "$1" "$3")" ] || fail "digests were lost"
}

n=0
mutate
scan a.db
scan b.db
for ((round = 0; round < ${ROUNDS:-3}; round++)); do
	mutate
	case $((RANDOM % 3)) in
	0) scan a.db ;;
	1) scan b.db ;;
	2) scan a.db; mutate; scan b.db ;;
	esac
	want >"$CASE_BASE/tmp/want"
	merge a.db b.db ab.db
	merge b.db a.db ba.db
	# Sometimes they go on from what they told each other.
	[ $((RANDOM % 3)) != 0 ] || cp ab.db a.db
done
echo "$n scans, $(wc -l <"$CASE_BASE/tmp/want" | sed 's/^0$/no/') names at last" |
	sed -E 's/[0-9]+/some/g'
