# ncdu reads the export and finds in it what it finds in the tree itself
need_cmd jq ncdu
. "$CATALOG_TESTS/lib/export.sh"
plant_names t
mkfile u/x 3000
catalog -q scan --name disk t
catalog -q scan u

# flat: a line a name of what ncdu wrote, without what it may leave out.
flat()
{
	jq -cS 'def walk_tree(p): if type == "array" then
		(p + "/" + .[0].name) as $p | ({ path: $p } + .[0]), (.[1:][]
		| walk_tree($p)) else { path: (p + "/" + .name) } + . end;
		.[3] | walk_tree("") | del(.name, .dev, .ino)'
}

catalog export --to=ncdu t >export.json
ncdu -f export.json -o - </dev/null | flat >got
ncdu -o - t </dev/null | flat >want
diff <(sort want) <(sort got) && wc -l <got
echo 'extended'
ncdu -e -f export.json -o - </dev/null | jq -c '.[3][] | select(type ==
	"object" and .name == "old") | del(.ino)'
echo 'the whole catalogue, and several tops'
catalog export --to=ncdu >all.json
ncdu -f all.json -o - </dev/null | flat | jq -r .path | grep -c "$PWD/[tu]"
catalog export --to=ncdu t/d u t/d/e u/x >several.json
jq -c '.[3][0], (.[3][1:][] | .[0].name)' several.json | sed "s,$PWD/,,"
catalog export --to=ncdu u/x | jq -c '.[3] | map(.name)' | sed "s,$PWD/,,"
catalog export --to=ncdu t/empty | jq -c '.[3] | map(.name // .[0].name)' |
	sed "s,$PWD/,,"
