# Names of one inode that were seen when it had another size: it counts once,
# with the size of the first, as it is listed.
mkfile v/a/f 100 seed=1
mkdir v/b
ln v/a/f v/b/g
mkfile v/b/z 7 seed=2
catalog -q scan v
mkfile v/a/f 5000 seed=3
catalog -q scan v/a
catalog copies -q --summary --bytes --format=plain v
catalog copies -q --format=plain v | cut -f1-3
