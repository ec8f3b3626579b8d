# Links in three directories, scanned in each order: the same groups and sums.
mkfile one/a 5000 seed=1
mkfile two/b 5000 seed=1
mkfile three/c 5000 seed=1
ln one/a two/a_link
ln one/a three/a_link2
ln three/c one/c_link
ln one/a outside
mkfile three/single 5000 seed=2
ln three/single two/single_link
for order in "one two three" "one three two" "two one three" "two three one" \
	"three one two" "three two one"; do
	rm -f "$CATALOG_DB"*
	for dir in $order; do
		catalog scan -q --name test "$dir"
	done
	catalog dupes -q --format=ndjson | jq -c '[.size, .copies, .wasted,
		[.files[] | [.path, .nlink]]]'
	catalog dupes -q --summary --format=csv --no-header
done | sort | uniq -c
echo "- parts"
catalog dupes -q --format=paths one
catalog dupes -q --summary one two
catalog dupes -q --summary two
