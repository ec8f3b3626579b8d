# names and notes
mkfile a 500
mount_tmpfs t
mkfile t/b 500
catalog -q scan --name one a 2>/dev/null
catalog -q scan --name one .
catalog -q scan --name two t
show()
{
	catalog volumes --format=ndjson | jq -c '[.name, .note, .files]'
}
catalog volumes note one $'blue box,\tshelf 2'
catalog volumes note two 'x'
catalog volumes rename two one
echo "status $?"
for odd in '' / a:b -- $'a\nb'; do
	catalog volumes rename -- two "$odd"
	echo "status $?"
done
catalog volumes rename two three
show
catalog volumes note three
catalog volumes note one ''
show
catalog volumes rename tree four
echo "status $?"
catalog volumes forget three
echo "status $?"
show
catalog volumes forget --yes three
show
catalog find --format=paths --type f
catalog check
catalog roots --format=paths
catalog scans --format=ndjson | jq -c .volume
catalog volumes forget
echo "status $?"
catalog volumes --long forget one
echo "status $?"
