# what 7z writes, also encrypted with its list, and several volumes
need_cmd 7z jq

mkfile in/dir/one 100
mkfile in/two 5
mkdir t
for method in LZMA LZMA2 PPMd BZip2 Deflate Copy; do
	7z a -bd -t7z -m0="$method" "t/$method.mp3" ./in/dir ./in/two >/dev/null
done
7z a -bd -t7z -psecret t/secret.mp3 ./in/two >/dev/null
7z a -bd -t7z -psecret -mhe=on t/hidden.mp3 ./in/two >/dev/null
7z a -bd -ttar t/tar.mp3 ./in/dir ./in/two >/dev/null
7z a -bd -tzip -mem=AES256 -psecret t/aes.mp3 ./in/two >/dev/null
7z a -bd -tgzip t/gzip.mp3 ./in/two >/dev/null
7z a -bd -txz t/xz.mp3 ./in/two >/dev/null
7z a -bd -tbzip2 t/bzip2.mp3 ./in/two >/dev/null
catalog -q scan --archives t
catalog archives --format=ndjson |
	jq -c '[.path, .format, .state, .members, .directories, .unpacked,
		.problem]'
