# what gcab writes
need_cmd gcab jq

mkfile dir/one 100
mkfile two 5
mkdir t
gcab -c t/stored.jpg dir/one two
gcab -c -z t/packed.jpg dir/one two
catalog -q scan --archives t
catalog archives --format=ndjson |
	jq -c '[.path, .format, .state, .members, .directories, .unpacked]'
