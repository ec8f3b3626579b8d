# Times before 1970 and after 2106, to the nanosecond; beyond the years that
# 64 bits of nanoseconds hold, at least on the right side.
need_cmd jq
while read -r name time; do
	: >"$name"
	touch -d "$time" "$name"
	[ "$(stat -c %y "$name")" != "$(stat -c %y /)" ] || skip "clamped"
done <<'END'
a 1901-12-14T00:00:00Z
b 1969-12-31T23:59:58.000000001Z
c 1969-12-31T23:59:59.999999999Z
d 1970-01-01T00:00:00Z
e 2038-01-19T03:14:08.5Z
f 2106-02-07T06:28:16Z
g 2107-01-01T00:00:00Z
h 2261-12-31T23:59:59.123456789Z
END
catalog scan -q .
catalog find -q --type f --format=ndjson |
	jq -r '"\(.path | split("/")[-1]) \(.mtime)"' | sort >../got
for name in *; do
	printf '%s %s\n' "$name" "$(stat -c %y "$name" |
		sed -E 's/ /T/; s/ \+0000/Z/')"
done | diff - ../got
touch -d 2300-01-01T00:00:00Z late
catalog scan -q .
catalog find -q late --format=ndjson | jq -r '.mtime > "2262"'
catalog scan -q --format=ndjson . | jq .modified
