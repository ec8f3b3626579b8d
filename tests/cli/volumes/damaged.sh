# A volume without what each has is damage, not a crash.
need_cmd sqlite3
mkfile t/a 100
catalog -q scan t
for column in name identity fstype source mount_point mount_root; do
	cp "$CATALOG_DB" whole.db
	sqlite3 "$CATALOG_DB" "PRAGMA writable_schema = ON;
		UPDATE sqlite_schema SET sql =
		replace(replace(sql, '$column TEXT NOT NULL', '$column TEXT'),
		'$column BLOB NOT NULL', '$column BLOB')
		WHERE name = 'volume'"
	sqlite3 "$CATALOG_DB" "UPDATE volume SET $column = NULL"
	for report in volumes top metrics 'dupes --no-hash'; do
		# shellcheck disable=SC2086  # words
		catalog $report 2>err
		[ $? = 4 ] || fail "$column: $report"
		grep -q damaged err || fail "$column: $report: $(cat err)"
	done
	mv whole.db "$CATALOG_DB"
done
