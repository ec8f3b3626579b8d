# an archive that is not what was scanned, or is damaged, gives no digest
need_cmd bsdtar zip
known()
{
	catalog sql "SELECT archive, member, digest IS NOT NULL FROM members
		WHERE type = 'f' ORDER BY archive, member" | sed 's,^.*/,,'
	catalog problems --format=plain | cut -f 2-4
}

mkfile t/one 5000 seed=1
mkfile t/two 5000 seed=2
mkfile t/three 3000 seed=3
mkdir a
pack()
{
	bsdtar -C t -cf a/tar one two three
	(cd t && zip -qX0 ../a/zip. one two three)
	bsdtar -C t --zstd -cf a/zst one two three
	mv a/zip. a/zip
	touch -d 2021-01-01 a/*
}
pack
catalog -q scan --archives .
echo "== other bytes, shorter, gone"
printf X | dd of=a/tar bs=1 seek=600 conv=notrunc status=none
touch -d 2021-01-01 a/tar
truncate -s 5000 a/zip
mv a/zst elsewhere
catalog -q hash --members
echo "status $?"
known
echo "== as they are now"
mv elsewhere a/zst
catalog -q scan --archives
catalog -q hash --members
known
echo "== one member is not what its CRC says"
pack
printf X | dd of=a/zip bs=1 seek=$(($(grep -obUa "two" a/zip | head -n 1 |
	cut -d : -f 1) + 100)) conv=notrunc status=none
catalog -q scan --archives
catalog dupes --members --format=paths
echo "status $?"
known
echo "== it is no archive any more"
mv a/zst zst
yes | head -c 90000 >a/zst
catalog -q hash --members
catalog -q scan
catalog -q hash --members
catalog problems --format=plain | grep zst
mv zst a/zst
catalog -q scan --archives
echo "== it is not tried again by every report"
catalog dupes --members --format=paths | grep -c zip
catalog -q hash --members
known
