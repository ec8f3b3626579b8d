# so many directories that two threads count: a link in each half is one file
mkdir t
(
	mkdir t/a
	cd t/a || exit
	mkdir {1..1100}
	for i in {1..1100}; do
		echo same >"$i/f"
	done
	echo alone, the longest >1/g
)
cp -al t/a t/b
echo 'something else' >t/a/h
catalog -q scan --name disk t
catalog copies --summary --format=csv
catalog copies --candidates --summary --format=csv
catalog copies --candidates --sort size --limit 2 --format=paths |
	sed "s,$PWD/,,"
catalog copies --candidates --sort size --limit 0 --format=table
