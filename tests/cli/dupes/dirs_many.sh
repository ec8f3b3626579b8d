# so many directories that two threads look at them: all but two are equal
mkdir t
(
	mkdir t/a
	cd t/a || exit
	mkdir {1..1100}
	for i in {1..1100}; do
		echo "$i" >"$i/f"
	done
)
cp -r t/a t/b
echo 'only here' >t/b/2/f
rm t/b/1000/f
catalog -q scan --name disk t
catalog dupes -q --summary >"$CASE_BASE/tmp/totals"
catalog dupes --dirs --summary --format=csv
catalog dupes --dirs --limit 2 --format=csv --sort path | sed "s,$PWD/,,"
