# what people type who know other programs: it works, or they are told what does
mkfile a/1.jpg 4096
mkfile a/b/2.JPG 8192
mkfile a/b/c/3.txt 12288
catalog -q scan --name disk a
try()
{
	echo "\$ catalog $*"
	catalog "$@" 2>&1 | sed 's/  *[^ ]*s ago//' | head -n "${lines:-1}"
	echo "status ${PIPESTATUS[0]}"
}
try find a -type f
try find -name '*.jpg'
try find -iname '*.jpg'
try find -size +10M
try find -mtime -7
try find -mmin -30
try find -maxdepth 2
try find -perm 644
try find -empty
try find -printf '%p\n'
try find -exec ls '{}' +
try find -print0
try find -delete
try find -regex '.*'
try find -user root
try find -L a
try find --larger 10M
try find --delete
try find --max-depth 1 -c
try find --maxdepth=1 --count
try find --print0 --type f jpg
try du -s a
try du -sh a
try du -h a
try du -S a
try du --apparent-size a
try du -x a
try du -L a
try du -t 10M a
lines=9
try du -q -c a a/b
try du -q --max-depth=1 a
try du -q -d1 --si a
try du -q -ad1 a
try du -q --bytes -ca a/b/c
lines=1
try ls -t a
try ls -S a
try ls -ltr a
try ls -d a
try ls -R a
lines=9
try ls -q -A --format=paths a
catalog ls -la --format=table a | cut -c 1-10
try tree -q -L 1 --format=paths a
lines=1
try tree -d a
try tree -f a
try dupes --delete
try dupes -d a
try dupes -Q a
try dupes -r a
try dupes -r -q a
try dupes --reverse a
try dupes -R a
try dupes --recurse a
try dupes -1
try dupes --omitfirst
try top --json
try types --human-readable
try volumes --verbose
try ls --larger 1M
try locate x
try search x
try ncdu
try volumes list
try nothing
echo "with -h help says so"
for report in du ls tree; do
	catalog $report -h | grep '^-h'
done
lines=2 try find -c . '*.jpg'
try compare --brief a a
try compare -av a a
try compare -s a a/b
try changes --until 3d
try changes --deleted
try volumes ls
try volumes rm disk
try roots add a
try roots forget a
try volumes /mnt
try rsync -av a b
try stat a/1.jpg
try changes --after yesterday
try changes --since '2 days ago'
try find --mtime=-yesterday -c
