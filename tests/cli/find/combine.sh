# and, or, not, parentheses; what names one of several things is any of them
mkfile a.jpg 10
mkfile b.JPG 2000
mkfile c.png 3000
mkfile d.txt 10
mkfile '(' 1
mkfile .hidden/e.jpg 10
mkdir empty
mkfile zero 0
ln -s nowhere link
catalog -q scan --name test .
show()
{
	printf '%s:\n' "$*"
	catalog -q find --format=paths "$@" 2>&1 | sed "s|^$PWD/||"
}
show --ext jpg
show --ext jpg,png --size +1k
show --ext jpg --ext png --size +1k
show --ext jpg --size -1k --or --ext txt
show --ext jpg -a --size -1k -o --ext txt
show -e jpg --not --size -1k
show -e jpg ! -S -1k
show -t f ! '(' -e jpg -o -e png ')'
show --type f '(' --not --ext jpg ')' '(' zero --or txt ')'
show a jpg
show a -o zero
show -- '('
show --name '('
show --not --not --ext txt
show --empty
show --hidden
show --type f --not --hidden --not --ext jpg,png
show --type l --or --type d --depth 1
echo; echo mistakes:
for words in '--or' 'a --or' '--not' 'a --and' 'a )' '( a' '( )' '( --or a )' \
	'--and a'; do
	# Words on purpose.
	# shellcheck disable=SC2086
	show $words
done
catalog find '(' a
echo "status $?"

echo; echo too much:
nest()
{
	words=()
	for ((i = 0; i < $1; i++)); do
		words+=(jpg --size -1k --or zz a '(')
	done
	words+=(jpg)
	for ((i = 0; i < $1; i++)); do words+=(')'); done
	catalog -q find --type f --count "${words[@]}" 2>&1
}
nest 10
nest 11
catalog -q find --type f --count --ext "$(seq -s, 397),txt" 2>&1
catalog -q find --type f --count --ext "$(seq -s, 401)" 2>&1
# shellcheck disable=SC2046
catalog -q find --type f --count $(yes a | head -399) 2>&1
# shellcheck disable=SC2046
catalog -q find --type f --count $(yes a | head -401) 2>&1
true
