# What is mounted below a root is told of when it was skipped, and only then.
mount_loop ext4 8M top/in/disk
mkfile top/a 10
mkfile top/in/disk/b 20

told()
{
	catalog scan --format=plain "$@" 2>&1 | cut -f 2-3 | sed "s|$PWD/||"
}

echo '== not asked to'
told top
echo '== asked to'
told --all-volumes top
echo '== it remembers'
told
told top
