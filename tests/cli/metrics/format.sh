# every line is a heading or a sample of the metric headed last; labels are
# UTF-8 whatever the names
mkdir $'odd\xff"\n\\name'
mkfile $'odd\xff"\n\\name/1' 100
catalog -q scan --name test $'odd\xff"\n\\name'
catalog metrics >text
iconv -f UTF-8 -t UTF-8 text >/dev/null || fail "it is not UTF-8"
awk '
/^# HELP catalog_[a-z_]+ [A-Z].*\.$|^# HELP catalog_[a-z_]+ [A-Z].*\?$/ {
	help = $3
	if (seen[help]++) print "twice: " help
	next
}
/^# TYPE catalog_[a-z_]+ gauge$/ { if ($3 != help) print; name = $3; next }
{
	sample = $0
	gsub(/\\\\|\\"|\\n/, "", sample)
	if (sample !~ /^catalog_[a-z_]+({[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*})? -?[0-9]+$/)
		print "odd: " $0
	sub(/[{ ].*/, "", sample)
	if (sample != name) print "misplaced: " $0
	n++
}
END { if (n < 15) print n " samples" }' text
grep root_online text | tail -n 1
