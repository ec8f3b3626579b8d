# One file is no duplicate of itself, whatever was known of its links when its
# names were seen: of all, and of directories that are named.
mkfile v/a/f 100 seed=1
mkfile v/c/h 100 seed=1
catalog -q scan v
catalog -q hash --all
ln v/a/f v/b_g && mkdir v/b && mv v/b_g v/b/g
catalog -q scan v/b
catalog -q hash --all v/b
catalog dupes -q --no-hash --summary --format=plain v/a v/b
catalog dupes -q --no-hash --summary --format=plain v
catalog dupes -q --no-hash --summary --format=plain
# A file that was moved, and only its new place was looked at.
rm v/b/g
mv v/a/f v/b/moved
catalog -q scan v/b
catalog -q hash --all v/b
catalog dupes -q --no-hash --summary --format=plain v/a v/b
catalog dupes -q --no-hash --format=paths v/b v/c
