# archives that are damaged, encrypted, hostile: each costs only itself
need_cmd bsdtar zip jq

state()
{
	catalog archives --format=ndjson |
		jq -c '[.path, .state, .members, .problem] |
		if .[3] then .[3] |= sub(" *\\(.*"; "") else . end'
}

mkdir t
mkfile in/a 4000 seed=1
mkfile in/b 4000 seed=2
zip -q -0 -r whole.zip in
bsdtar -cf whole.tar in
head -c 5000 whole.zip >t/cut.zip
head -c 6000 whole.tar >t/cut.tar
zip -q -0 -r -P secret t/secret.zip in
printf '7z\274\257\047\034 and then nothing' >t/torn.7z
bsdtar -cf t/hostile.tar -s ',^in,../../../etc,' -P in
cp whole.zip t/ok.zip
catalog -q scan --archives t
echo "status $?"
state
catalog problems --format=ndjson | jq -c '[.path, .stage, .problem, .error] |
	.[2] |= sub(" *\\(.*"; "")'
[ ! -e "$CASE_BASE/etc" ] || fail "it was unpacked"
[ "$(find "$CASE_BASE/tmp" "$CASE_BASE/home" -type f | wc -l)" = 0 ] ||
	fail "it left files"

echo "-- what is mended is no problem any more"
cp whole.zip t/cut.zip
cp whole.tar t/cut.tar
rm t/torn.7z t/secret.zip t/hostile.tar
catalog -q scan
echo "status $?"
state
catalog problems

echo "-- archives in archives"
zip -q -0 inner.zip in/a
bsdtar -cf middle.tar inner.zip in/b
rm t/*
bsdtar -cf t/outer.tar middle.tar
catalog -q scan
state
catalog -q scan --archive-depth 2
state
catalog -q scan --archive-depth 3
state
catalog -q scan --archive-depth 17
catalog -q scan --archives=many
