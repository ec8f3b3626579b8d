# links to one inode are one copy, shown under the first of its names
mkfile b 4096 seed=1
ln b a
mkfile sub/z 4096 seed=1
ln sub/z sub/y
ln sub/z c
mkfile only 5000 seed=2
ln only only_link
catalog -q scan --name test .
catalog dupes --format=plain | cut -f2,5,6,8,10
catalog dupes --summary
