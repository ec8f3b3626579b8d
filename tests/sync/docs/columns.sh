# the columns and keys that catalog-schema(5) and catalog-formats(5) list are
# those that there are, no more and no fewer
need_cmd jq

# listed PAGE SECTION: what its items (.It Cm) name.
listed()
{
	awk -v section="$2" '
	/^\.S[sh] / { on = substr($0, 5) == section; next }
	on && /^\.It Cm / { names = substr($0, 8) }
	names != "" {
		n = split(names, name, /[ ,;.:]+/)
		for (i = 1; i <= n; i++)
			if (name[i] ~ /^[a-z_0-9]+$/)
				print name[i]
		names = ""
	}' "$CATALOG_SOURCE/man/$1" | sort -u
}

# differ WHAT HAVE LISTED: complain.
differ()
{
	comm -23 "$2" "$3" | sed "s/^/$1: not in the manual: /"
	comm -13 "$2" "$3" | sed "s/^/$1: only in the manual: /"
}

mkdir t
mkfile t/a 100 seed=1
mkfile t/b 100 seed=1
catalog scan --quiet t
catalog dupes --summary >"$CASE_BASE/tmp/ignored"

for view in $(catalog sql "SELECT name FROM sqlite_schema
	WHERE type = 'view' AND name <> 'directory_path' ORDER BY name"); do
	catalog sql --format=csv "SELECT * FROM $view LIMIT 0" |
		tr , '\n' | sort >have
	listed catalog-schema.5 "$view" >want
	[ -s want ] || echo "$view: no section in the manual"
	differ "view $view" have want
done

# keys COMMAND...: of its first object.
keys()
{
	catalog "$@" --format=ndjson |
		jq -rn 'first(inputs) | keys_unsorted[]' | sort
}

keys find --members a >have
listed catalog-formats.5 find | grep -vxE '[fdlpscb]' >want
differ find have want
keys copies --min 9 >have
listed catalog-formats.5 copies | grep -vxE 'confirmed|candidate' >want
differ copies have want
keys where t/a >have
listed catalog-formats.5 where >want
differ where have want
mkdir d e
cp t/a d
cp t/a e
catalog -q scan d e
keys dupes --dirs >have
listed catalog-formats.5 'dupes --dirs' >want
differ 'dupes --dirs' have want
mkfile d/own 50
catalog -q scan d
keys compare d e >have
keys compare --names d e | sort -u - have >both
listed catalog-formats.5 compare >want
differ compare both want
keys volumes >have
listed catalog-formats.5 volumes >want
differ volumes have want
keys roots >have
listed catalog-formats.5 roots | grep -vxE 'none|candidates' >want
differ roots have want
mkfile t/c 5
catalog -q scan t >"$CASE_BASE/tmp/ignored"
keys changes >have
listed catalog-formats.5 changes | grep -vxE 'added|removed|modified|moved' >want
differ changes have want
{ keys -q du --since 1h; keys du --members; } | sort -u >have
listed catalog-formats.5 du >want
differ du have want
keys scan t >have
listed catalog-formats.5 scan >want
differ scan have want
{ cat have; echo scan; echo started; } | sort >columns
keys scans >have
differ scans have columns
keys dupes >have
listed catalog-formats.5 dupes >want
differ dupes have want
keys -q hash >have
listed catalog-formats.5 hash | grep -vxE 'complete|limited' >want
differ hash have want
keys -q verify --all >have
listed catalog-formats.5 verify |
	grep -vxE 'ok|changed|rotten|unreadable' >want
differ verify have want
