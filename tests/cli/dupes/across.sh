# only groups with copies on two volumes
mount_tmpfs one
mount_tmpfs two
mkfile one/a 5000 seed=1
mkfile two/a 5000 seed=1
mkfile one/b 9000 seed=2
mkfile one/c 9000 seed=2
catalog -q scan --name first one
catalog -q scan --name second two
catalog dupes --across --format=plain | cut -f2,5,7,8
COLUMNS=300 catalog dupes --format=table
