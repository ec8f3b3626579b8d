# the numbers of a group on its first line, its copies below each other
export COLUMNS=300
mkfile a 40000 seed=1
mkfile sub/b 40000 seed=1
mkfile c 40000 seed=1
mkfile d 3000 seed=2
mkfile e 3000 seed=2
mkfile unique 3000 seed=3
catalog -q scan --name test .
catalog dupes --format=table
catalog dupes --format=table --bytes --no-header
