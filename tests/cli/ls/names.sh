# names that are no text, on a terminal and off it
need_cmd script
mkfile $'t/new\nline' 1
mkfile $'t/esc\e[31m' 1
mkfile $'t/\xff' 1
mkfile $'t/rtl\u200f\u061cmark' 1
mkfile t/-l 1
mkfile "t/wide 日本語" 1
mkfile "t/combined e$(printf '\xcc\x81')" 1
catalog -q scan --name disk t
COLUMNS=60 catalog ls --format=table --no-header t | sed -E 's/  +[-0-9]+ [0-9:]+  / /'
catalog ls --format=paths t | LC_ALL=C sed "s,^$PWD/,," | od -An -c |
	tr -d ' \n'
echo
(cd t && catalog ls --format=paths -- -l) | sed "s,$PWD/,,"
LS_COLORS='di=01;34:*日本語=33' COLUMNS=70 TERM=xterm script -qec 'catalog ls t' /dev/null |
	grep -c $'\e\[33m'
