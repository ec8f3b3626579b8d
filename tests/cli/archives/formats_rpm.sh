# what rpmbuild writes
need_cmd rpmbuild jq

mkfile one 100
cat >one.spec <<'END'
Name: one
Version: 1
Release: 1
Summary: one
License: MIT
BuildArch: noarch
%description
one
%install
mkdir -p %{buildroot}/usr/share/one
echo one >%{buildroot}/usr/share/one/one
%files
/usr/share/one/one
END
mkdir t
for payload in w9.gzdio w7.xzdio w3.zstdio; do
	rpmbuild --quiet -bb --define "_topdir $PWD/top" \
		--define "_binary_payload $payload" one.spec >/dev/null 2>&1
	mv top/RPMS/noarch/one-1-1.noarch.rpm "t/$payload.jpg"
done
catalog -q scan --archives t
catalog archives --format=ndjson | jq -c '[.path, .format, .state, .members]'
