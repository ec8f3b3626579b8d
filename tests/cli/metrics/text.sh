# the numbers; masked: times, and space of the disk
mkdir -p a
mkfile a/1 1000 seed=1
mkfile a/2 1000 seed=1
mkfile a/3 70 seed=2
mkfile a/4 500 seed=3
ln a/4 a/5
mount_loop ext4 8M b
mkfile b/1 1000 seed=1
mkfile b/4 500 seed=3
catalog -q scan --name 'a "quoted" \ one' a
catalog -q scan --name two b
catalog metrics | grep -E '^catalog_(pending|single|wasted)'
catalog -q hash --format=csv | cut -d, -f1-3
catalog -q dupes --summary
show()
{
	catalog metrics | sed -E 's/(timestamp_seconds\{.*\}) [0-9]{10}$/\1 T/
		s/((capacity|free)_bytes\{.*\}) [0-9]+$/\1 N/'
}
show
umount b || skip "cannot unmount"
show | grep -E 'two|offline'
