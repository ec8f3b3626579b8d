# a volume in a drawer
mount_loop ext4 8M one
mkfile one/a 100
catalog -q scan --name drawer one
umount one || skip "cannot unmount"
catalog find --glob a --format=plain 2>../err | cut -f1-4,14
sed -E 's/as of [-0-9]+ [0-9:]+/as of THEN/' ../err
catalog find --volume drawer -q --glob a --format=paths
