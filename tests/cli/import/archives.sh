# what is known of the inside of files is taken over: members, their digests,
# once for all files that are one archive
need_cmd tar jq zip
mount_tmpfs nas
mount_tmpfs here
export TZ=UTC0
mkfile w/twin 5000 seed=1
mkfile w/sub/other 6000 seed=2
mkfile nas/loose 6000 seed=2
tar -C w -cf nas/A.tar twin sub
cp nas/A.tar nas/same.tar
(cd w && zip -q -X -r ../nas/B.zip twin)
head -c 3000 nas/A.tar >nas/torn.tar
mkfile here/twin 5000 seed=1
catalog -q --db nas.db scan --archives --name mine nas
catalog -q --db nas.db hash --members --all >none
catalog -q scan --name disk here
catalog -q dupes --summary >none

archives()
{
	catalog -q "$@" archives --format=ndjson | jq -c '[.path, .format, .state,
		.members, .unpacked, .read]' | sed "s,$PWD/,,"
	catalog -q "$@" find --members --under nas --format=ndjson | jq -r '[.path,
		.size, .mtime, .mode, .digest, .crc32, .encrypted] | @tsv' |
		sed "s,$PWD/,,"
}
archives --db nas.db >want
catalog import nas.db
archives >got
diff want got && wc -l <got
catalog sql 'SELECT count(*) FROM archive'
catalog check
umount nas
catalog where here/twin --format=paths 2>none | sed "s,$PWD/,,"
catalog -q dupes --members --format=ndjson | jq -c '[.size, .copies]'

echo 'what was looked into here keeps what was found, and gets digests'
catalog --db other.db -q import nas.db
catalog --db bare.db -q import other.db
archives --db bare.db | sort | uniq -c | sort -rn | awk '{ print $1 }' | uniq -c
sqlite3 bare.db 'UPDATE archive_member SET digest = NULL WHERE number = 1'
catalog --db bare.db -q import nas.db
archives --db bare.db >got
diff want got && echo same
catalog --db bare.db check

echo 'an archive that changed there'
mount_tmpfs more
tar -C w -cf more/A.tar twin
catalog -q --db more.db scan --archives --name more more
catalog --db bare.db -q import more.db
tar -C w -cf more/A.tar sub
touch -d 2021-01-01 more/A.tar
catalog -q --db more.db scan --archives more
catalog --db bare.db -q import more.db
catalog --db bare.db -q find --members --under more --format=paths |
	sed "s,$PWD/,,"
catalog --db bare.db check
