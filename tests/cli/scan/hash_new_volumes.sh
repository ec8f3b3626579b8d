# scan --hash of a new catalogue, of two volumes with files that are alike, and
# of more files than may be left for later.
. "$CATALOG_TESTS/lib/hash_new.sh"
mount_tmpfs two

echo "# two volumes"
for i in $(seq 400); do
	mkfile "one/$((i % 20))/$i" $((i % 5 + 1)) seed=$((i % 3))
done
mkfile one/large 5000
mkfile one/larger 1200000
cp -rp one/. two
same_as_later "two volumes" one two
same_as_later "two volumes, other order" two one
same_as_later "one volume" two

echo "# one in the other"
mount_tmpfs one/mounted
cp -rp two/1 two/2 two/large two/larger one/mounted
same_as_later "a volume below" one --all-volumes
same_as_later "not followed" one

echo "# files that are alike, alternating between the two"
for i in $(seq 60); do
	mkdir -p "v1/$i" "two/v2/$i"
	echo same | tee "v1/$i/f" "v1/$i/g" "two/v2/$i/f" >/dev/null
done
for _ in 1 2; do
	same_as_later alternating v1 two/v2
done

echo "# as many as may be left for later before the first small one"
mkdir left
(cd left && seq 8192 | xargs truncate -s 5000)
for i in $(seq 20); do
	mkfile "left/small/$i" 50 seed=$((i % 3))
done
mkfile left/a 60
mkfile left/b 60
same_as_later left left
