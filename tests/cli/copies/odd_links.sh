# names of one inode, most of them of what it was before: as a candidate
# it counts once of each size, else once, with the size it has in the list
mkdir r0 r1
head -c 5000 /dev/zero >r0/a
for i in {1..9}; do ln r0/a "r1/b$i"; done
head -c 9000 /dev/zero >r1/other
catalog -q scan r0 r1
head -c 9000 /dev/zero >r0/a
catalog -q scan r1
catalog -q dupes --no-hash --candidates --format=plain | cut -f 1-6
catalog -q dupes --no-hash --candidates --summary
catalog -q copies --candidates --summary
catalog copies -q --candidates --format=plain | cut -f 1-3
catalog copies -q --candidates --summary r1
