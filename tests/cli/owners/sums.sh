# by user and by group; names that this system does not have
need_root
need_cmd jq

# What files take on the disk differs from file system to file system.
table()
{
	catalog "$@" --format=table |
		sed -E 's/([0-9.]+ [kKM]?i?B) +[0-9.]+ [kKM]?i?B/\1  ALLOCATED/; s/  ON DISK/    ON DISK/' |
		sed -E 's/ {3,}ON DISK/  ON DISK  /'
}

mkfile t/a 1000 seed=1
mkfile t/b 2000 seed=2
mkfile t/c 4000 seed=3
mkfile t/d 8000 seed=4 mode=0600
chown 54321:54321 t/b t/d
chown 0:54321 t/c
ln t/d t/again
catalog -q scan --name disk t
table owners
table owners --by group --sort files
catalog owners --format=ndjson -n 1 | jq -c 'keys_unsorted, del(.allocated)'
catalog owners --sort name --format=csv t/b t/a | cut -d, -f1-4,6
catalog owners --reverse | cut -f1,2,3,4
catalog owners --by usr
echo "status $?"
