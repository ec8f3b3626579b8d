# in every format
. "$CATALOG_TESTS/lib/formats.sh"
plant_hard_names
mkfile $'odd\xff\nname/a' 4096
catalog -q scan $'odd\xff\nname'
rm t/b/only
catalog -q scan t
every_format scans | mask_times
every_format scans --long -n 1 | mask_times | squeeze |
	LC_ALL=C sed -E -e "s/$(hostname)/HOST/g" -e 's/("pid":)[0-9]+/\1PID/' \
		-e 's/(HOST[,'$'\t'' ]+)[0-9]+/\1PID/'
