# formats that no free program writes, put together by hand
need_cmd jq

mkdir t
for name in rar4 rar5 cab lha rpm quine.zip; do
	"$CATALOG_BUILD/tests/tools/craft" $name >"t/$name.txt"
done
catalog -q scan --archives t
catalog archives --format=ndjson |
	jq -c '[.path, .format, .state, .members, .directories, .unpacked]'
