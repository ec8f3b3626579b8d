# volumes that are not mounted are exported too, whatever the format
need_root
need_cmd jq
mount_tmpfs drive
mkfile drive/a/x 3000 seed=1
mkfile drive/b 3000 seed=1
catalog -q scan --name drawer drive
catalog -q dupes --summary >/dev/null
for format in ndjson csv ncdu xxhsum mtree postgres; do
	catalog -q export --to=$format drawer |
		sed 's/"timestamp":[0-9]*//' >$format.on
done
umount drive
for format in ndjson csv ncdu xxhsum mtree postgres; do
	catalog -q export --to=$format drawer |
		sed 's/"timestamp":[0-9]*//' >$format.off
	sed -E 's/("online":|,)true$/\1false/; s/"online":true/"online":false/;
		s/\tt$/\tf/' $format.on | cmp - $format.off &&
		echo "$format: $(wc -l <$format.off)"
done
catalog export --to=xxhsum "$PWD/drive/a" 2>&1 |
	sed 's/as of .*/as of then/' | cut -c1-32,35- | sed "s,$PWD,,"
