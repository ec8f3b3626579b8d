# a file replaced by a directory of the same name and the reverse, a link by
# what it led to, an inode used again
need_cmd jq sqlite3
. "$CATALOG_TESTS/lib/scan.sh"
mkfile f 3000 seed=1
mkfile twin 3000 seed=1
mkfile d/in/deep 10
mkfile l.to 3000 seed=1
ln -s l.to l
catalog -q scan .
catalog dupes --format=paths | sed "s|$PWD|.|"
sleep 0.1
# Other times: with its inode too, either would be the old f that moved.
rm f && mkfile f/now 3000 seed=1 mtime='2021-01-01 00:00:00'
rm -r d && mkfile d 3000 seed=1 mtime='2022-01-01 00:00:00'
rm l && mv l.to l
catalog scan --format=ndjson . |
	jq -c '[.status, .added, .removed, .modified, .moved]'
catalog find --format=ndjson | jq -r '[.type, .path] | @tsv' |
	sed "s|$PWD|.|" | sort
sound
catalog dupes --format=paths | sed "s|$PWD|.|"
dump >"$CASE_BASE/want"
drop_catalogue
catalog -q scan .
same_dump "$CASE_BASE/want" 'a fresh scan'
