# What happened between the scan and the report: told as a problem, in no
# group, nothing waits for a FIFO, and the next scan settles it.
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
need_tools brute_groups
mkdir tree
for size in 3000 50000; do # read at once, and in two stages
	for name in one two cut grown edited flipped fifo link dir gone \
		linked mode replaced; do
		mkfile tree/$name$size $size seed=1
	done
done
run 0 catalog scan -q tree
for size in 3000 50000; do
	truncate -s -1 tree/cut$size
	echo more >>tree/grown$size
	poke tree/edited$size 100 X # puts the mtime back
	poke tree/flipped$size $((size - 1)) X
	rm tree/{fifo,link,dir,gone}$size
	mkfifo tree/fifo$size
	ln -s one$size tree/link$size
	mkdir tree/dir$size
	ln tree/linked$size tree/linked_now$size
	chmod 600 tree/mode$size
	mkfile tree/new 50 seed=2
	touch -r tree/replaced$size tree/new
	mv tree/new tree/replaced$size
done
timeout 60 catalog dupes -q --format=ndjson >../json
echo "status $?"
jq -c '[.size, .copies, [.files[].path | split("/")[-1]]]' ../json
catalog problems --format=ndjson |
	jq -r '"\(.path | split("/")[-1]): \(.stage): \(.problem)"' | sort
catalog -q dupes --format=paths >../again
echo "status $?"
run 0 catalog scan -q tree
check_groups "after the scan" 0 tree
jq -c '[.size, .copies, [.files[].path | split("/")[-1]]]' \
	"$CASE_BASE/tmp/groups.json"
catalog -q problems
