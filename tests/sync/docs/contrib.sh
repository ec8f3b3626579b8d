# the units are understood by systemd, and what cron runs are commands of ours
units=$CASE_BASE/units
mkdir "$units"
sed "s|/usr/local/bin/catalog |$(command -v catalog) |" \
	"$CATALOG_SOURCE/contrib/catalog-scan.service" \
	>"$units/catalog-scan.service"
cp "$CATALOG_SOURCE/contrib/catalog-scan.timer" "$units"

# Each with its options, in an empty catalogue: usage errors are status 2.
mkfile a/1 100
catalog -q scan --name test a
run()
{
	bash -c "${1//\/var\/lib/$CASE_BASE}" >/dev/null 2>../err
	[ "$?" != 2 ] || { echo "$1"; cat ../err; }
}
while IFS= read -r command; do
	run "HOME=$CASE_BASE/home; ${command#nice }"
done < <(sed -nE "s/^#?([0-9*]+ +){5}//p" \
	"$CATALOG_SOURCE/contrib/catalog.crontab")
while IFS= read -r command; do
	run "$command"
done < <(sed -nE 's|^#?ExecStart=/usr/local/bin/||p' \
	"$CATALOG_SOURCE/contrib/catalog-scan.service")

need_cmd systemd-analyze
systemd-analyze verify --man=no "$units/catalog-scan.service" \
	"$units/catalog-scan.timer" 2>&1 | grep -F catalog-scan
[ "${PIPESTATUS[0]}" = 0 ]
