# deeper than a path can be, and narrow
(d=$(printf 'd%.0s' {1..200}) && mkdir t && cd t &&
	for _ in {1..30}; do mkdir "$d" && cd "$d" || exit; done && echo hello >f)
catalog -q scan --name disk t
catalog tree t | cut -f 16 | tail -n 1
COLUMNS=80 catalog tree --format=table t >table
wc -l <table
wc -L <table
tail -n 1 table
rm -rf t
