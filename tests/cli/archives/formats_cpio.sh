# what GNU cpio writes
need_cmd cpio jq

mkfile in/dir/one 100
mkfile in/two 5
mkdir t
for format in bin odc newc crc tar ustar; do
	find in | sort | cpio --quiet -o -H $format >"t/$format.jpg"
done
catalog -q scan --archives t
catalog archives --format=ndjson |
	jq -c '[.path, .format, .state, .members, .directories, .unpacked]'
