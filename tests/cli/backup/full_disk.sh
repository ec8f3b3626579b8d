# a full disk: the old backup stays, and no half one
mount_tmpfs small size=200k
mkdir many
for i in {1..4000}; do
	: >"many/a rather long name so that it takes some space $i"
done
catalog -q scan --name test many
echo old >small/copy.db
catalog backup --force small/copy.db 2>../err
echo "status $?"
sed 's/:.*No space/: No space/; s/.*full.*/full/' ../err
cat small/copy.db
ls small
