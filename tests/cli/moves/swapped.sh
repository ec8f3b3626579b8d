# names exchanged, files and directories: what each holds is right, and no
# digest is lost
mkfile a/x 3000 seed=1
mkfile b/x 3000 seed=1
mkfile b/y 3000 seed=2
mkfile f 4000 seed=3
mkfile g 4000 seed=4
mkfile h 4000 seed=4
catalog -q scan .
catalog dupes --format=paths | sed "s|$PWD|.|"
sleep 0.1
mv a t && mv b a && mv t b
mv f t && mv g f && mv t g
catalog -q scan .
echo swapped
catalog dupes --format=paths | sed "s|$PWD|.|"
catalog find --type f --format=ndjson |
	jq -r '[.path, .inode] | @tsv' | sort >"$CASE_BASE/got"
find "$PWD" -type f -printf '%p\t%i\n' | sort >"$CASE_BASE/want"
cmp "$CASE_BASE/got" "$CASE_BASE/want" && echo same
sqlite3 "$CATALOG_DB" 'PRAGMA integrity_check'
