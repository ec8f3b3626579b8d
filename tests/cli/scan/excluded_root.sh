# a root below a directory that another root leaves out is walked on its own
mkfile w/x1/sub/old 3
mkfile w/y/file 3
catalog -q scan --exclude 'x*' w
catalog -q scan w/x1/sub
mkfile w/x1/sub/new 3
catalog scan --format=ndjson | jq -c '[.root, .status, .added]' |
	sed "s|$PWD|.|" | sort
catalog find --type f --format=paths | sed "s|$PWD|.|" | sort
