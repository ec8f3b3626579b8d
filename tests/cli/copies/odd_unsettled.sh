# Names of one inode that were seen with two sizes: where another file has one
# of these, it counts as not read with that size; where others have either, it
# still counts once, with the size of its first name, as it is listed.
mkfile first/name 3000 seed=1
mkfile first/like-before 3000 seed=2
mkdir second
ln first/name second/name
catalog -q scan --name disk first
catalog -q scan second
mkfile first/name 5000 seed=3
catalog -q scan second
catalog copies --candidates --bytes --summary --format=plain
mkfile second/like-now 5000 seed=4
catalog -q scan second
catalog copies --candidates --bytes --summary --format=plain
catalog copies -q --candidates --format=plain | cut -f1-2
