# parts of names and globs; case counts if the pattern has upper case
mkfile Holiday.JPG 1
mkfile holiday2.jpg 2
mkfile 'a*b' 3
mkfile 'ab' 4
mkfile '[x]' 5
catalog -q scan --name test tree . 2>/dev/null || catalog -q scan .
for pattern in holiday Holiday HOLIDAY jpg '*.jpg' '*.JPG' 'holiday?.jpg' \
	'a*b' 'a\*b' '[x]'; do
	echo "$pattern:"
	catalog find --format=paths "$pattern"
done 2>&1
echo "glob [x]:"
catalog find --format=paths --glob '[x]'
catalog find --format=paths --glob 'holi'
catalog find -- --not
