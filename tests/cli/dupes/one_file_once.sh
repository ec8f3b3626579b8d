# However a file is reached, it is one file: never its own duplicate.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
mkfile a/b/x 5000 seed=1
mkfile a/y 5000 seed=2
mkfile ab/z 5001 seed=3
mkfile 'a%/x' 5002 seed=4
mkfile 'aXX/x' 5002 seed=4
mkfile 'a_/x' 5003 seed=5
ln -s a link
run 0 catalog scan -q a a
run 0 catalog scan -q a a/b
run 0 catalog scan -q a/b a/../a ./a//b/.
run 0 catalog scan -q link
(cd a/b && run 0 catalog scan -q ..)
run 0 catalog scan -q .
run 0 catalog scan -q
catalog dupes -q --format=ndjson | jq -c '[.copies, [.files[].path]]'
catalog find -q x --format=paths | sort
echo "- a scope is a directory, not a pattern"
catalog dupes -q --format=paths 'a%' | wc -l
catalog dupes -q --format=paths 'a%' aXX | wc -l
catalog find -q --under 'a_' --type f --format=paths
catalog find -q --under a --type f --format=paths | sort
