# names of one inode, most of them of what it was before: it counts once of each
# size, not once for each name
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
