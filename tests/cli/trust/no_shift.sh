# what is no clock that was shifted: fine times, an odd amount, other sizes,
# too few files
. "$CATALOG_TESTS/lib/trust.sh"
mount_tmpfs t
cd t || exit
plant_many .
catalog -q scan .
echo fine
bent STAT_SHIFT=3600 -- catalog scan --format=ndjson . | counts
learned
rm "$CATALOG_DB"*
coarse=STAT_GRAIN_NS=2000000000
bent $coarse -- catalog -q scan .
echo 20 minutes
bent $coarse STAT_SHIFT=1200 -- catalog scan --format=ndjson . | counts
learned
echo other sizes
for i in {1..40}; do
	echo more >>"$((i % 4))/$i"
	touch -d "@$((1500000000 + i * 12345))" "$((i % 4))/$i"
done
bent $coarse STAT_SHIFT=4800 -- catalog scan --format=ndjson . | counts
learned
echo too few
rm -r 0 1 2
bent $coarse STAT_SHIFT=4800 -- catalog -q scan .
bent $coarse STAT_SHIFT=8400 -- catalog scan --format=ndjson . | counts
learned
