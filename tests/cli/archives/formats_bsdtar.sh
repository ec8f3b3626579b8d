# what bsdtar writes, under names that say nothing
need_cmd bsdtar jq

export TZ=UTC
mkfile in/dir/one 100
mkfile in/two 5
ln -s two in/link
chmod 755 in in/dir
touch -h -d '2020-01-01 00:00:00' in/link in/dir in
mkdir t
for format in ustar pax gnutar v7tar cpio newc bin odc 7zip zip iso9660 xar \
	mtree warc arbsd argnu; do
	case $format in
	ar*) files='-C in/dir one' ;;
	*) files='-C in .' ;;
	esac
	# Words on purpose.
	# shellcheck disable=SC2086
	bsdtar --format="$format" -cf "t/$format.jpg" $files 2>/dev/null
done
for filter in gzip bzip2 xz zstd lz4 lzma lzip compress; do
	bsdtar --format=ustar --"$filter" -cf "t/tar.$filter.jpg" -C in . \
		2>/dev/null || bsdtar --format=ustar -Zcf "t/tar.$filter.jpg" \
		-C in .
	bsdtar --format=raw --"$filter" -cf "t/$filter.txt" -C in two \
		2>/dev/null || bsdtar --format=raw -Zcf "t/$filter.txt" -C in two
done
catalog -q scan --archives t
catalog archives --format=ndjson |
	jq -c '[.path, .format, .state, .members, .directories, .unpacked]'
catalog problems
catalog check
