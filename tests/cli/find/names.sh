# however a letter is composed, whatever its case; bytes that are no letters
nfd=$(printf 'cafe\314\201.txt')
nfc=$(printf 'CAF\303\211.txt')
mkfile "$nfd" 1
mkfile "sub/$nfc" 1
mkfile "$(printf 'a\377b.jpg')" 1
mkfile "$(printf 'line\nbreak.jpg')" 1
: >./-dash
catalog -q scan --name test .
e=$(printf '\303\251')
show()
{
	catalog -q find --type f -0 "$@" | tr '\0' '\n' | sed "s|^$PWD/||" |
		od -An -c | tr -s ' '
	echo "-- $(catalog -q find --type f --count "$@")"
}
show "caf$e"
show "CAF$(printf '\303\211')"
show cafe
show '*.jpg'
show 'a?b.jpg'
show -E '^a.b'
show -E 'break\.jpg$'
show -E 'line$'
show -- -dash
show --name=-dash
catalog find --type f '*.jpg' --format=ndjson -q | jq -c '[(.path | split("/")[-1]),
	has("path_base64")]'
