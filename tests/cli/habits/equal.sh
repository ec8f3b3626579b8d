# what find and du answer, and what to type here instead, give the same
need_root
mount_tmpfs t
mkfile t/holiday.jpg 300000 seed=1 mtime='2022-05-01'
mkfile t/.hidden/deep/Holiday.JPG 4000 seed=2
mkfile t/a/beach.nef 2320000 seed=3
mkfile t/a/b/c/dune.nef 1000 seed=4 mode=0600
mkfile t/a/b/c/empty 0
mkfile $'t/a/odd\nname.jpg' 1048577 seed=5
mkfile t/a/exact 1048576 seed=6 mtime='2019-01-01'
mkfile t/a/b/other 4096 seed=7
mkdir -p t/a/none t/2024
ln -s nowhere t/a/link
mkfifo t/a/fifo
ln t/a/b/other t/a/again
chown 54321 t/a/b/other
touch -d '-3 days' t/a/b/c/dune.nef
touch -d '-40 minutes' t/holiday.jpg
catalog -q scan --name disk t

same()
{
	diff <(find "$PWD/t" "${find[@]}" -print0 | sort -z | tr '\0\n' '\n?') \
		<(catalog -q find --under t -0 "$@" | sort -z |
			tr '\0\n' '\n?') || echo "^ find ${find[*]}: $*"
	find "$PWD/t" "${find[@]}" | grep -q . || echo "none: ${find[*]}"
}
find=(-iname '*holiday*'); same holiday
find=(-name '*Holiday*'); same Holiday
find=(-name '*.nef'); same '*.nef'
find=(-type f); same -t f
find=(-type d); same -t d
find=(-type l); same -t l
find=('(' -type p -o -type l ')'); same -t p,l
find=(-type f -size +1048576c); same -t f -S +1M
find=(-type f -size -4096c); same -t f -S -4k
find=(-type f -size 4096c); same -t f -S 4096
find=(-type f -mtime -7); same -t f --mtime=-7
find=(-type f -mmin -60); same -t f --mtime=-60m
find=(-type f ! -newermt 2019-06-01); same -t f --older 2019-06-01
find=(-newer t/a/exact -type f); same --newer ./t/a/exact -t f
find=(-maxdepth 1); same -d 1
find=(-mindepth 3); same --min-depth 3
find=(-perm 600); same --mode 600
find=(-perm -u+w -type f); same --mode -u+w -t f
find=(-perm '/g+w,o+w'); same --mode /g+w,o+w
find=(-user 54321); same --owner 54321
find=(-empty); same --empty
find=(-type d -name 2024); same -t d 2024
find=('(' -iname '*.jpg' -o -name '*.nef' ')' -size +1048576c)
same -e jpg,nef -S +1M
find=(-type f ! -iname '*.jpg'); same -t f --not -e jpg
find=(-regex '.*/[bd][^/]*\.nef'); same -E '^[bd].*\.nef$'
find=(-path '*/b/*'); same --path '*/b/*'
[ "$(find t -type f | wc -l)" -gt 5 ] || fail "where are they?"
echo "$(($(catalog -q find -t f --count --under t))) files"

# Bytes of files; du counts directories too, so find says what is right.
total()
{
	find "$@" -type f -printf '%i %s\n' | sort -u |
		awk '{ n += $2 } END { print n + 0 }'
}
for dir in t t/a t/a/b t/a/none; do
	[ "$(catalog -q du "$dir" | cut -f 1)" = "$(total "$dir")" ] ||
		echo "du $dir"
done
[ "$(catalog -q du -c t/a/b t/a/again | tail -n 1 | cut -f 3)" = 4 ] ||
	echo "du -c"
[ "$(catalog -q top -n 1 --format=paths)" = "$PWD/$(find t -type f \
	-printf '%s %p\n' | sort -rn | head -n 1 | cut -d ' ' -f 2)" ] ||
	echo "top"
