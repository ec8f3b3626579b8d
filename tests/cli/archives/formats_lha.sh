# what LHa writes
need_cmd jlha jq

mkfile dir/one 1000
mkfile two 5
mkdir t
jlha aq2 t/level2.jpg dir two >/dev/null
jlha aq1 t/level1.jpg dir two >/dev/null
jlha aq0 t/level0.jpg dir two >/dev/null
jlha aqz t/stored.jpg dir two >/dev/null
catalog -q scan --archives t
catalog archives --format=ndjson |
	jq -c '[.path, .format, .state, .members, .directories, .unpacked]'
