# A file that went where nobody has looked since, and was dated anew: its old
# name is still in the catalogue, and the two are one copy.
mkdir old new
for i in 1 2 3; do
	echo alike >old/$i
done
catalog -q scan old new
catalog -q dupes --format=ndjson | jq -c '[.copies, (.files | length)]'
mv old/1 new/moved
touch -d 2020-01-01 new/moved
for i in 1 2 3 4 5; do
	echo alike >new/$i
done
catalog -q scan new
catalog -q dupes --format=ndjson |
	jq -c '[.copies, ([.files[].inode] | unique | length)]'
catalog check
