# scan --hash of a new catalogue, of several roots, with other options, and what
# is done with that catalogue later.
. "$CATALOG_TESTS/lib/hash_new.sh"
need_tools brute_groups

for i in $(seq 150); do
	mkfile "crowd/$((i % 7))/$i" 5000 seed=$((i % 50))
	mkfile "crowd/$((i % 5))/small$i" 50 seed=$((i % 50))
	mkfile "crowd/more/$i" 6000 seed=$((i % 9))
	mkfile "more/$((i % 9))/$i" $((i % 9 + 1)) seed=$((i % 2))
done
for i in $(seq 20); do
	mkfile "crowd/team/$i" 6000 seed=$((i % 9))
	mkfile "root/$i" 100 seed=$((i % 9))
done

echo "# several roots: beside each other, nested, the same, and a known one"
same_as_later "two roots" root more
same_as_later "two roots, other order" more root
same_as_later nested crowd crowd/more
same_as_later "nested first" crowd/more crowd
same_as_later "one twice" crowd crowd
same_as_later excluded crowd --exclude='1*'
same_as_later "excluded, but a root" crowd crowd/more --exclude=more

echo "# of all files"
drop_catalogue
said later catalog scan crowd
run 0 catalog hash -q --all
keep later crowd
drop_catalogue
said new catalog scan --hash=all crowd
keep new crowd
same_as_kept all later new
sound_contents

echo "# it goes on like one that was scanned"
drop_catalogue
run 0 catalog scan -q --hash crowd
rm -r crowd/3 crowd/team/1?
mkfile crowd/team/new 6000 seed=1
mkfile crowd/small 50 seed=1
# One may have the inode of a file that is gone, which had that size and time.
touch crowd/team/new crowd/small
run 0 catalog scan -q
check_groups "after a change" 0 crowd
sound_contents
