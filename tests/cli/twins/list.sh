# names that are one where case or composition does not count
need_cmd jq
mkfile t/README 1 seed=1
mkfile t/readme 2 seed=2
mkfile t/Readme 3 seed=3
mkfile t/other 4
mkdir t/OTHER
mkfile $'t/caf\xc3\xa9' 5
mkfile $'t/cafe\xcc\x81' 6
mkfile $'t/\xc3\x84rger' 7
mkfile $'t/a\xcc\x88RGER' 8
mkfile $'t/a\xcc\x88rger' 8
mkfile $'t/x\xff' 9
mkfile $'t/X\xff' 9
mkfile t/strasse 1
mkfile $'t/stra\xc3\x9fe' 1
mkfile t/sub/readme 1
mkfile t/sub2/README 1
mkfile t/a_ 1
mkfile 't/A?' 1
catalog -q scan --name disk t
cut=$PWD/
COLUMNS=300 catalog twins --format=table | sed -E "s,$cut,,; s/[-0-9]{10} [0-9:]{5}/TIME/"
echo 'formats'
catalog twins --format=ndjson -n 1 | jq -c 'keys_unsorted, [.group,
	.differ_in, .type, .size, .path]' | sed "s,$cut,,"
catalog twins | cut -f1,2 | uniq -c | sed -E 's/^ +//'
catalog twins --format=paths -n 1 | sed "s,$cut,,"
echo 'scope'
catalog twins t/sub t/sub2
catalog twins --under t/sub
echo "status $?"
