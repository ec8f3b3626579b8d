# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# For cases about exports: a tree of everything that a format may stumble
# over.  A case sources it:  . "$CATALOG_TESTS/lib/export.sh"

# plant_names DIR: files of every kind, hard links, names of any bytes.
plant_names()
{
	mkfile "$1/d/a" 5 seed=1
	mkfile "$1/d/e/b" 5 seed=1
	mkfile "$1/big" 20000 seed=2
	mkfile "$1/big2" 20000 seed=2
	mkfile "$1/empty/zero" 0
	mkfile "$1/-dash" 7 seed=3
	mkfile "$1/two  blanks " 7 seed=3
	mkfile "$1/"$'new\nline' 7 seed=3
	mkfile "$1/"$'tab\tand\rreturn' 7 seed=3
	mkfile "$1/"$'back\\nslash\\' 7 seed=3
	mkfile "$1/"$'bytes\xff\xfe' 7 seed=3
	mkfile "$1/"$'\u00fcml\u00e4ut "quoted"' 7 seed=3
	mkfile "$1/old" 9 seed=4 mtime='1969-12-31 23:59:58.5'
	ln "$1/big" "$1/d/hard"
	ln -s nowhere "$1/d/link"
	mkfifo "$1/fifo"
	find "$1" -depth ! -name old -exec touch -h -d '2020-01-01' {} +
}
