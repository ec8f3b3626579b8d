# without a pattern everything, the directories that were scanned included
mkfile sub/a 1
catalog -q scan --name test .
catalog find --format=paths | sort
diff <(catalog find -0 | sort -z | tr '\0' '!') \
	<(find "$PWD" -print0 | sort -z | tr '\0' '!')
