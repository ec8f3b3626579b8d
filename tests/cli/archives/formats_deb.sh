# a Debian package: archives in an ar
need_cmd dpkg-deb ar jq

unset SOURCE_DATE_EPOCH
mkfile in/usr/share/one 100
mkfile in/DEBIAN/control 0
chmod -R go-w in
cat >in/DEBIAN/control <<'END'
Package: one
Version: 1
Architecture: all
Maintainer: Nobody <nobody@example.org>
Description: one
END
mkdir t
for how in none gzip xz zstd; do
	dpkg-deb -Z$how --root-owner-group -b in "t/$how.jpg" >/dev/null 2>&1 ||
		dpkg-deb -Zxz --root-owner-group -b in "t/$how.jpg" >/dev/null
done
mkfile a-rather-long-name-of-a-file.o 20
ar rcD t/lib.jpg a-rather-long-name-of-a-file.o in/usr/share/one 2>/dev/null
catalog -q scan --archives t
catalog archives --format=ndjson | jq -c '[.path, .format, .state, .members]'
catalog -q scan --archives --archive-depth 2
catalog archives --format=ndjson |
	jq -c '[.path, .format, .state, .members, .directories]'
