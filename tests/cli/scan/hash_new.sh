# scan --hash of a new catalogue, which reads before it is published, makes the
# catalogue that scan and then hash make: of many random trees, and of those
# that are hard.
. "$CATALOG_TESTS/lib/hash_new.sh"
need_tools random_tree brute_groups

# many DIR SEED N N_DIRS SIZES BYTES: N files in directories of random names,
# of so many sizes up to BYTES, of each 3 contents
many()
{
	mkdir -p "$1"
	awk -v dir="$1" -v x="$2" -v n="$3" -v n_dirs="$4" -v sizes="$5" \
		-v bytes="$6" '
	function random(most) {
		x = x * 16807 % 2147483647
		return x % most
	}
	BEGIN {
		for (i = 0; i < n_dirs; i++)
			d[i] = sprintf("%s/%c%d", dir,
				97 + random(26), i)
		for (i = 0; i < n_dirs; i++)
			printf "%s%c", d[i], 0 | "xargs -0 mkdir -p"
		close("xargs -0 mkdir -p")
		for (i = 0; i < sizes; i++)
			size[i] = 1 + random(bytes)
		for (i = 0; i < n; i++) {
			file = sprintf("%s/%d-%d", d[random(n_dirs)],
				random(1000), i)
			printf "%0*d", size[random(sizes)], random(3) >file
			close(file)
		}
	}'
}

echo "# small files in the root itself"
mkfile root/a 100 seed=1
mkfile root/b 100 seed=1
mkfile root/c 100 seed=2
mkfile root/d 99
same_as_later root root
reads_none root

echo "# random trees"
for seed in 1 2 5; do
	"$tools/random_tree" make random$seed $seed
	same_as_later "random tree $seed" random$seed
done
check_groups "random tree 5" 0 random5

echo "# small files"
many small/few 7 300 5 20 4096
same_as_later few small/few
many small/wide 8 600 40 300 6000
same_as_later wide small/wide
reads_none small/wide
same_as_later small small
many alike 9 9500 30 9 60
same_as_later "more than wait at once" alike
