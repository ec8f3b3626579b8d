# every fact is what stat(1) says
mkfile a 40000 mode=4751
mkfile sparse 9000000 sparse=1
ln a b
mkdir sub
catalog -q scan --name test .
for f in a b sparse sub; do
	catalog find --glob $f --format=ndjson | jq -r '[.size, .allocated,
		.mode, .uid, .gid, .inode, .nlink] | @tsv' |
	diff - <(stat -c '%s %b %a %u %g %i %h' $f | awk -v OFS='\t' \
		'{ $2 *= 512; $3 = sprintf("%04d", $3); print }')
	diff <(catalog find --glob $f --format=ndjson | jq -r .ctime) \
		<(TZ=UTC stat -c %z $f | sed 's/ /T/; s/ +0000/Z/')
done
