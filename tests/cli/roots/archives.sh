# whether a root is looked into for archives can be set, and unset
need_cmd zip jq
mkfile in/a 100
zip -q a.zip in/a
mkdir t
mv a.zip t
options()
{
	catalog roots --format=ndjson | jq -c '[.archives, .archive_depth]'
}
catalog -q scan t
options
catalog roots set --archives t
options
catalog -q scan
catalog find --members --count --type f --name a
catalog roots set --archives=10k --archive-depth 3 t
options
catalog roots set --archive-depth 2 t
options
catalog roots set --no-archives t
options
catalog find --members --count --type f --name a
catalog roots set --archives --no-archives t
catalog roots set --archives=lots t
catalog roots set --archive-depth=0 t
catalog roots set --hash=all t
options
