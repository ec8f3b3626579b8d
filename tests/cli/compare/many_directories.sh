# so many directories that two threads look; links are on both sides
mkdir t
(
	mkdir t/a
	cd t/a || exit
	mkdir {1..1100}
	for i in {1..1100}; do
		echo "$i" >"$i/f"
	done
)
cp -al t/a t/b
echo 'only in a, the first' >t/a/1/g
echo 'only in a, the last' >t/a/1100/g
echo 'elsewhere in b' >t/a/500/g
echo 'elsewhere in b' >t/b/600/h
rm t/b/700/f
catalog -q scan --name disk t
catalog -q dupes --summary >"$CASE_BASE/tmp/totals"
catalog compare --format=csv --sort size t/a t/b | cut -d , -f 1,2,6
catalog compare --format=paths t/b t/a
echo "same: $?"
catalog compare --names --format=csv t/a t/b | cut -d , -f 1,3,9
catalog compare --names --limit 1 --format=table t/b t/a

# The first of many by size: of one size, or of which one has several names.
for i in {1..1100..50}; do
	echo 'the same in many' >"t/a/$i/same"
	echo "$((i + 10000))" >"t/a/$i/another"
done
catalog -q scan t
for order in '' --reverse; do
	by_size()
	{
		# shellcheck disable=SC2086
		catalog compare --format=plain --sort size $order "$@" t/a t/b
	}
	by_size >all
	for n in 1 2 10 22 23 30 100; do
		by_size --limit "$n" | cmp - <(head -n "$n" all)
	done
done
wc -l <all
