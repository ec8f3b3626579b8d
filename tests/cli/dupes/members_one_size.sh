# thousands of members of one size, whose CRCs all differ, are no work
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd zip
need_plain
need_tools spend
mkdir a b
(cd a && seq 10001 16000 | split -l 1 -a 4)
(cd b && seq 16000 22000 | split -l 1 -a 4)
(cd a && zip -qX0r ../a.zip .)
(cd b && zip -qX0r ../b.zip .)
rm -r a b
catalog -q scan --archives .
"$tools/spend" spent catalog dupes --members --format=paths
read -r ms _ <spent
[ "$ms" -lt 3000 ] || echo "$ms ms"
