# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# For cases that compare what is said of contents with what reading every file
# gives.

# read_all NAME=DIR...: a line a file that is not empty: digest, volume NAME,
# inode; hard links are one line.  In $CASE_BASE/tmp/read.
read_all()
{
	local pair

	for pair; do
		find "${pair#*=}" -xdev -type f -size +0c \
			-printf "${pair%%=*} %i " \
			-execdir sh -c 'sha256sum <"$1"' _ {} \; |
			awk '{ print $3, $1, $2 }'
	done | LC_ALL=C sort -u >"$CASE_BASE/tmp/read"
}

# contents: lines of read_all to a line a content: volume:inode, sorted
contents()
{
	LC_ALL=C sort | awk '
		$1 != last { if (NR > 1) print line; line = ""; last = $1 }
		{ line = line (line == "" ? "" : " ") $2 ":" $3 }
		END { if (NR) print line }' | LC_ALL=C sort
}

# files_of: ndjson with files to the same
files_of()
{
	jq -r '[.files[] | "\(.volume):\(.inode)"] | sort | join(" ")' |
		LC_ALL=C sort
}
