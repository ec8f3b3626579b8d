# of a volume that is away, and of one that is forgotten
mount_loop ext4 8M one
mkfile one/a 5000
catalog -q scan --name drive one
rm one/a
mkfile one/b 10
catalog -q scan
umount one || skip "cannot unmount"
catalog -q changes --format=paths --sort path
catalog -q changes --format=paths one/a
catalog volumes forget --yes drive
catalog changes
