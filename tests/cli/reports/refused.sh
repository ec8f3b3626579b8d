# an option of other reports that means nothing to this one says what to try;
# one that is misspelt is answered with the nearest one
mkfile a/1 500
catalog -q scan --name here a
try()
{
	echo "$*:"
	catalog "$@" 2>&1 | head -n 1
	echo "status ${PIPESTATUS[0]}"
}

try ls --size +1M
try tree -S+1M
try du --size=1M
try twins --sort name
try compare --volume here here: here:
try compare --names --size +1M here: here:
try compare --reverse here: here:
try copies --reverse
try where --sort name a/1
try where --missing --sort mtime a/1
try where --missing -s count a/1
try where --limit x a/1
try verify --size +1M
try verify --sort size
try verify --limit 1
try volumes --size +1M
try scans --size +1M
try roots --size +1M
try problems --size +1M
try volumes --sizes 1
for report in find ls tree du top types ages owners twins dupes copies \
	changes problems scans roots volumes; do
	try $report --lmit 1
	try $report --limit x
done
try du --sort mtime
try types --sort path
try ages --sort name
try top --dirs --sort mtime
try ls --frobnicate
try types --volume heer
try types --volume here /
