# what zip writes: stored, packed, encrypted, from a pipe, behind a program
need_cmd zip jq

mkfile in/dir/one 100
mkfile in/two 5
mkdir t
zip -qr t/packed.doc in
zip -qr0 t/stored.doc in
zip -qr t/bzip2.doc -Z bzip2 in
zip -qr -P secret t/secret.doc in
zip -q t/stream.doc - <in/two
{ printf 'MZ not a program'; cat t/packed.doc; } >t/self.exe
zip -qA t/self.exe
zip -qr t/split.zip -fz in
catalog -q scan --archives t
catalog archives --format=ndjson |
	jq -c '[.path, .format, .state, .members, .directories, .unpacked,
		.problem]'
