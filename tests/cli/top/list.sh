# the largest files, and the directories by their own files
need_cmd jq
for i in {1..30}; do mkfile "t/$((i % 3))/f$i" $((i * 1000)) seed="$i"; done
mkfile t/0/below/huge 900000 seed=99 mtime='2021-02-03 04:05:06'
ln t/0/below/huge t/0/below/link
catalog -q scan --name disk t
cut=$PWD/
COLUMNS=300 catalog top --limit 3 --format=table | sed "s,$cut,,"
catalog top --format=paths | wc -l
catalog top --format=paths --limit 31 | wc -l
echo 'directories'
COLUMNS=300 catalog top -D --format=table | sed "s,$cut,,"
echo 'orders, sizes, scope'
catalog top --reverse -n 2 --format=paths | sed "s,$cut,,"
catalog top --size -10k --format=paths -n 1 | sed "s,$cut,,"
catalog top --sort files -D -n 1 --format=paths | sed "s,$cut,,"
catalog top t/2 -n 1 --format=ndjson | jq -c '[.apparent, .share, .mtime,
	(.path | sub(".*/w/"; ""))], keys_unsorted'
catalog top -n 0
catalog top -D -n 1 --format=ndjson | jq -c 'keys_unsorted'
catalog top -0 -n 1 | tr '\0' '\n' | sed "s,$cut,,"
catalog top --size +1T
echo "status $?"
