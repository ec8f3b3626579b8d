# by age and by year; what nobody touched for years
need_cmd jq

# What files take on the disk differs from file system to file system.
table()
{
	catalog "$@" --format=table |
		sed -E 's/([0-9.]+ [kKM]?i?B) +[0-9.]+ [kKM]?i?B/\1  ALLOCATED/; s/  ON DISK/    ON DISK/' |
		sed -E 's/ {3,}ON DISK/  ON DISK  /'
}

now=$(date +%s)
day=86400
at()
{
	mkfile "t/$1" "$2"
	touch -d "@$((now - $3))" "t/$1"
}
at today 1 3600
at week $((1 << 1)) $((3 * day))
at month $((1 << 2)) $((20 * day))
at half $((1 << 3)) $((100 * day))
at year $((1 << 4)) $((300 * day))
at two $((1 << 5)) $((500 * day))
at five $((1 << 6)) $((1200 * day))
at ten $((1 << 7)) $((3000 * day))
at old $((1 << 8)) $((5000 * day))
at future $((1 << 9)) $((-9 * day))
mkfile t/before 1024 mtime='1969-07-20 20:17:40'
catalog -q scan --name disk t
table ages
echo 'years'
catalog ages --years 5 | cut -f1,3,4
catalog ages --by year --years 20 | cut -f1,2,3,4,6-
catalog ages --sort size --limit 2 --format=ndjson | jq -c 'del(.from, .allocated)'
catalog ages --sort mtime -r --format=csv -n 1 | cut -d, -f1-4,6-
catalog ages --years 300
echo "status $?"
catalog ages --format=paths
echo "status $?"
