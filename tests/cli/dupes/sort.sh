# orders, and groups that are alike in one come by the files themselves
mkfile z1 5000 seed=1
mkfile z2 5000 seed=1
mkfile m1 2000 seed=2
mkfile m2 2000 seed=2
mkfile m3 2000 seed=2
mkfile m4 2000 seed=2
mkfile a1 100 seed=3
mkfile a2 100 seed=3
mkfile k1 100 seed=4
mkfile k2 100 seed=4
catalog -q scan --name test .
for order in wasted size copies path; do
	echo "$order"
	catalog dupes --sort "$order" --format=csv --no-header |
		cut -d, -f1,2,5,6,8 | sed 's|,/.*/|,|'
done
catalog dupes --sort weight
