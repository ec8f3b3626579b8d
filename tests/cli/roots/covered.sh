# a root inside another: its entries are the outer one's too
mkfile a/b/1 500
mkfile a/2 500
catalog -q scan --name disk a
catalog -q scan a/b
catalog roots drop --yes a/b
catalog find --type f --format=paths
catalog check
# and the whole of a volume
mount_tmpfs t
mkfile t/x/3 500
catalog -q scan --name all t
catalog roots drop --yes all:
catalog find --volume all 2>/dev/null
catalog sql "SELECT name, files, directories FROM volumes WHERE name = 'all'"
catalog check
catalog -q scan t
catalog find --type f --format=paths
