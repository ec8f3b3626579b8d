# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Made by tools/gen-completions; change the option tables.

_catalog_words()
{
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

# _catalog_some KIND...: files, directories, volumes, commands.
_catalog_some()
{
	local kind volume

	for kind; do
		case $kind in
		files)
			compopt -o filenames
			mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY \
				< <(compgen -f -- "$cur")
			;;
		directories)
			compopt -o filenames
			mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY \
				< <(compgen -d -- "$cur")
			;;
		volumes)
			# Not compgen -W: it would expand what is in a name.
			compopt -o filenames
			while IFS= read -r volume; do
				[[ $volume == "$cur"* ]] &&
					COMPREPLY+=("$volume")
			done < <(catalog --format=plain sql \
				'SELECT name FROM volumes' 2>/dev/null)
			;;
		commands) _catalog_operand "" ;;
		esac
	done
}

_catalog()
{
	local cur=${COMP_WORDS[COMP_CWORD]}
	local prev=${COMP_WORDS[COMP_CWORD - 1]}
	local command

	COMPREPLY=()
	# "--format=pl" comes as three words.
	if [[ $cur == = ]]; then
		cur=
		prev="$prev="
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}=
	fi
	command=$(_catalog_command)
	_catalog_value "$command,$prev" && return
	if [[ $cur == -* ]]; then
		_catalog_words "$(_catalog_options "$command")"
		[[ ${COMPREPLY[*]} == *= ]] && compopt -o nospace
		return
	fi
	_catalog_operand "$command"
}

_catalog_options()
{
	case $1 in
	scan) echo '-x --exclude= --name= -A --all-volumes --accept-loss --hash --archives --archive-depth= -j --jobs= --timeout= --keep-history=' ;;
	hash) echo '-a --all --members --min-size= -u --under= -V --volume= --max-bytes= --max-time= --bandwidth= -j --jobs=' ;;
	dupes) echo '--min-size= -u --under= -V --volume= -S --size -s --sort= -r --reverse -n --limit= --across --candidates -D --dirs --members --summary --verify --no-hash --max-bytes= --max-time= --bandwidth= -j --jobs=' ;;
	copies) echo '--min= --min-volumes= --only-on= --min-size= --candidates --summary -u --under= -V --volume= -S --size -s --sort= -r --reverse -n --limit=' ;;
	where) echo '--stdin --missing --no-hash -u --under= -V --volume= -S --size -s --sort= -r --reverse -n --limit=' ;;
	verify) echo '-a --all --accept --max-bytes= --max-time= --bandwidth= -j --jobs= -u --under= -V --volume=' ;;
	compare) echo '--names -a --all -S --size -s --sort= -r --reverse -n --limit=' ;;
	find) echo '-g --glob -E --regex -p --path -i --ignore-case --name= -t --type= -e --ext= -S --size -m --mtime --ctime --newer= --older= --owner= --group= --mode --empty --hidden --digest= -V --volume= --online --offline -a --and -o --or --not -u --under= -d --depth= --min-depth= -s --sort= -r --reverse -n --limit= --members -c --count' ;;
	changes) echo '--since= --scan= --exit-code -u --under= -V --volume= -S --size -s --sort= -r --reverse -n --limit=' ;;
	ls) echo '-a --all -l --long -d --depth= --members -u --under= -V --volume= -s --sort= -r --reverse -n --limit=' ;;
	tree) echo '-a --all -D --dirs -d --depth= --members -u --under= -V --volume= -s --sort= -r --reverse -n --limit=' ;;
	du) echo '-a --all -d --depth= --since= --total --members -u --under= -V --volume= -s --sort= -r --reverse -n --limit=' ;;
	top) echo '-D --dirs --members -u --under= -V --volume= -S --size -s --sort= -r --reverse -n --limit=' ;;
	types) echo '-b --by= --members -u --under= -V --volume= -S --size -s --sort= -r --reverse -n --limit=' ;;
	ages) echo '-b --by= --years= -u --under= -V --volume= -S --size -s --sort= -r --reverse -n --limit=' ;;
	owners) echo '-b --by= -u --under= -V --volume= -S --size -s --sort= -r --reverse -n --limit=' ;;
	twins) echo '-u --under= -V --volume= -S --size -s --sort= -r --reverse -n --limit=' ;;
	volumes) echo '-l --long -u --under= -V --volume= -s --sort= -r --reverse -n --limit=' ;;
	volumes/set) echo '-j --jobs=' ;;
	volumes/forget) echo '-y --yes' ;;
	roots) echo '-u --under= -V --volume= -s --sort= -r --reverse -n --limit=' ;;
	roots/drop) echo '-y --yes -k --keep' ;;
	roots/set) echo '-x --exclude= --no-exclude -A --all-volumes --one-volume --hash= --archives --no-archives --archive-depth=' ;;
	scans) echo '-l --long -u --under= -V --volume= -s --sort= -r --reverse -n --limit=' ;;
	archives) echo '-u --under= -V --volume= -S --size -s --sort= -r --reverse -n --limit=' ;;
	problems) echo '-u --under= -V --volume= -s --sort= -r --reverse -n --limit=' ;;
	export) echo '--to= --create-table= -u --under= -V --volume=' ;;
	import) echo '--accept-loss' ;;
	metrics) echo '-o --output=' ;;
	backup) echo '-f --force' ;;
	check) echo '--full' ;;
	esac
	echo '--db= --format= -0 --null --bytes --si --no-header -q --quiet --wait -h --help --version'
}

# _catalog_value COMMAND,OPTION: false if it takes none.
_catalog_value()
{
	case $1 in
	scan,--exclude= | scan,--exclude | scan,-x)
		return
		;;
	scan,--name= | scan,--name)
		_catalog_some volumes
		return
		;;
	scan,--hash=)
		_catalog_words 'none candidates all'
		return
		;;
	scan,--archives=)
		return
		;;
	scan,--archive-depth= | scan,--archive-depth)
		return
		;;
	scan,--jobs= | scan,--jobs | scan,-j)
		return
		;;
	scan,--timeout= | scan,--timeout)
		return
		;;
	scan,--keep-history= | scan,--keep-history)
		return
		;;
	hash,--min-size= | hash,--min-size)
		return
		;;
	hash,--under= | hash,--under | hash,-u)
		_catalog_some files
		return
		;;
	hash,--volume= | hash,--volume | hash,-V)
		_catalog_some volumes
		return
		;;
	hash,--max-bytes= | hash,--max-bytes)
		return
		;;
	hash,--max-time= | hash,--max-time)
		return
		;;
	hash,--bandwidth= | hash,--bandwidth)
		return
		;;
	hash,--jobs= | hash,--jobs | hash,-j)
		return
		;;
	dupes,--min-size= | dupes,--min-size)
		return
		;;
	dupes,--under= | dupes,--under | dupes,-u)
		_catalog_some files
		return
		;;
	dupes,--volume= | dupes,--volume | dupes,-V)
		_catalog_some volumes
		return
		;;
	dupes,--size=)
		return
		;;
	dupes,--sort= | dupes,--sort | dupes,-s)
		_catalog_words 'wasted size copies path'
		return
		;;
	dupes,--limit= | dupes,--limit | dupes,-n)
		return
		;;
	dupes,--max-bytes= | dupes,--max-bytes)
		return
		;;
	dupes,--max-time= | dupes,--max-time)
		return
		;;
	dupes,--bandwidth= | dupes,--bandwidth)
		return
		;;
	dupes,--jobs= | dupes,--jobs | dupes,-j)
		return
		;;
	copies,--min= | copies,--min)
		return
		;;
	copies,--min-volumes= | copies,--min-volumes)
		return
		;;
	copies,--only-on= | copies,--only-on)
		_catalog_some volumes
		return
		;;
	copies,--min-size= | copies,--min-size)
		return
		;;
	copies,--under= | copies,--under | copies,-u)
		_catalog_some files
		return
		;;
	copies,--volume= | copies,--volume | copies,-V)
		_catalog_some volumes
		return
		;;
	copies,--size=)
		return
		;;
	copies,--sort= | copies,--sort | copies,-s)
		_catalog_words 'directory size'
		return
		;;
	copies,--limit= | copies,--limit | copies,-n)
		return
		;;
	where,--under= | where,--under | where,-u)
		_catalog_some files
		return
		;;
	where,--volume= | where,--volume | where,-V)
		_catalog_some volumes
		return
		;;
	where,--size=)
		return
		;;
	where,--sort= | where,--sort | where,-s)
		_catalog_words 'added path size copies mtime'
		return
		;;
	where,--limit= | where,--limit | where,-n)
		return
		;;
	verify,--max-bytes= | verify,--max-bytes)
		return
		;;
	verify,--max-time= | verify,--max-time)
		return
		;;
	verify,--bandwidth= | verify,--bandwidth)
		return
		;;
	verify,--jobs= | verify,--jobs | verify,-j)
		return
		;;
	verify,--under= | verify,--under | verify,-u)
		_catalog_some files
		return
		;;
	verify,--volume= | verify,--volume | verify,-V)
		_catalog_some volumes
		return
		;;
	compare,--size=)
		return
		;;
	compare,--sort= | compare,--sort | compare,-s)
		_catalog_words 'directory size'
		return
		;;
	compare,--limit= | compare,--limit | compare,-n)
		return
		;;
	find,--name= | find,--name)
		return
		;;
	find,--type= | find,--type | find,-t)
		return
		;;
	find,--ext= | find,--ext | find,-e)
		return
		;;
	find,--size=)
		return
		;;
	find,--mtime=)
		return
		;;
	find,--ctime=)
		return
		;;
	find,--newer= | find,--newer)
		return
		;;
	find,--older= | find,--older)
		return
		;;
	find,--owner= | find,--owner)
		return
		;;
	find,--group= | find,--group)
		return
		;;
	find,--mode=)
		return
		;;
	find,--digest= | find,--digest)
		return
		;;
	find,--volume= | find,--volume | find,-V)
		_catalog_some volumes
		return
		;;
	find,--under= | find,--under | find,-u)
		_catalog_some files
		return
		;;
	find,--depth= | find,--depth | find,-d)
		return
		;;
	find,--min-depth= | find,--min-depth)
		return
		;;
	find,--sort= | find,--sort | find,-s)
		_catalog_words 'path name size allocated mtime ctime'
		return
		;;
	find,--limit= | find,--limit | find,-n)
		return
		;;
	changes,--since= | changes,--since)
		return
		;;
	changes,--scan= | changes,--scan)
		return
		;;
	changes,--under= | changes,--under | changes,-u)
		_catalog_some files
		return
		;;
	changes,--volume= | changes,--volume | changes,-V)
		_catalog_some volumes
		return
		;;
	changes,--size=)
		return
		;;
	changes,--sort= | changes,--sort | changes,-s)
		_catalog_words 'time path size'
		return
		;;
	changes,--limit= | changes,--limit | changes,-n)
		return
		;;
	ls,--depth= | ls,--depth | ls,-d)
		return
		;;
	ls,--under= | ls,--under | ls,-u)
		_catalog_some files
		return
		;;
	ls,--volume= | ls,--volume | ls,-V)
		_catalog_some volumes
		return
		;;
	ls,--sort= | ls,--sort | ls,-s)
		_catalog_words 'name size allocated files mtime'
		return
		;;
	ls,--limit= | ls,--limit | ls,-n)
		return
		;;
	tree,--depth= | tree,--depth | tree,-d)
		return
		;;
	tree,--under= | tree,--under | tree,-u)
		_catalog_some files
		return
		;;
	tree,--volume= | tree,--volume | tree,-V)
		_catalog_some volumes
		return
		;;
	tree,--sort= | tree,--sort | tree,-s)
		_catalog_words 'name size allocated files mtime'
		return
		;;
	tree,--limit= | tree,--limit | tree,-n)
		return
		;;
	du,--depth= | du,--depth | du,-d)
		return
		;;
	du,--since= | du,--since)
		return
		;;
	du,--under= | du,--under | du,-u)
		_catalog_some files
		return
		;;
	du,--volume= | du,--volume | du,-V)
		_catalog_some volumes
		return
		;;
	du,--sort= | du,--sort | du,-s)
		_catalog_words 'size allocated files path'
		return
		;;
	du,--limit= | du,--limit | du,-n)
		return
		;;
	top,--under= | top,--under | top,-u)
		_catalog_some files
		return
		;;
	top,--volume= | top,--volume | top,-V)
		_catalog_some volumes
		return
		;;
	top,--size=)
		return
		;;
	top,--sort= | top,--sort | top,-s)
		_catalog_words 'size allocated files directory mtime'
		return
		;;
	top,--limit= | top,--limit | top,-n)
		return
		;;
	types,--by= | types,--by | types,-b)
		_catalog_words 'extension kind'
		return
		;;
	types,--under= | types,--under | types,-u)
		_catalog_some files
		return
		;;
	types,--volume= | types,--volume | types,-V)
		_catalog_some volumes
		return
		;;
	types,--size=)
		return
		;;
	types,--sort= | types,--sort | types,-s)
		_catalog_words 'size allocated files name'
		return
		;;
	types,--limit= | types,--limit | types,-n)
		return
		;;
	ages,--by= | ages,--by | ages,-b)
		_catalog_words 'age year'
		return
		;;
	ages,--years= | ages,--years)
		return
		;;
	ages,--under= | ages,--under | ages,-u)
		_catalog_some files
		return
		;;
	ages,--volume= | ages,--volume | ages,-V)
		_catalog_some volumes
		return
		;;
	ages,--size=)
		return
		;;
	ages,--sort= | ages,--sort | ages,-s)
		_catalog_words 'size allocated files mtime'
		return
		;;
	ages,--limit= | ages,--limit | ages,-n)
		return
		;;
	owners,--by= | owners,--by | owners,-b)
		_catalog_words 'user group'
		return
		;;
	owners,--under= | owners,--under | owners,-u)
		_catalog_some files
		return
		;;
	owners,--volume= | owners,--volume | owners,-V)
		_catalog_some volumes
		return
		;;
	owners,--size=)
		return
		;;
	owners,--sort= | owners,--sort | owners,-s)
		_catalog_words 'size allocated files name'
		return
		;;
	owners,--limit= | owners,--limit | owners,-n)
		return
		;;
	twins,--under= | twins,--under | twins,-u)
		_catalog_some files
		return
		;;
	twins,--volume= | twins,--volume | twins,-V)
		_catalog_some volumes
		return
		;;
	twins,--size=)
		return
		;;
	twins,--sort= | twins,--sort | twins,-s)
		_catalog_words 'directory path size mtime'
		return
		;;
	twins,--limit= | twins,--limit | twins,-n)
		return
		;;
	volumes,--under= | volumes,--under | volumes,-u)
		_catalog_some files
		return
		;;
	volumes,--volume= | volumes,--volume | volumes,-V)
		_catalog_some volumes
		return
		;;
	volumes,--sort= | volumes,--sort | volumes,-s)
		_catalog_words 'name size files free time'
		return
		;;
	volumes,--limit= | volumes,--limit | volumes,-n)
		return
		;;
	volumes/set,--jobs= | volumes/set,--jobs | volumes/set,-j)
		return
		;;
	roots,--under= | roots,--under | roots,-u)
		_catalog_some files
		return
		;;
	roots,--volume= | roots,--volume | roots,-V)
		_catalog_some volumes
		return
		;;
	roots,--sort= | roots,--sort | roots,-s)
		_catalog_words 'added path size entries problems time'
		return
		;;
	roots,--limit= | roots,--limit | roots,-n)
		return
		;;
	roots/set,--exclude= | roots/set,--exclude | roots/set,-x)
		return
		;;
	roots/set,--hash= | roots/set,--hash)
		_catalog_words 'none candidates all'
		return
		;;
	roots/set,--archives=)
		return
		;;
	roots/set,--archive-depth= | roots/set,--archive-depth)
		return
		;;
	scans,--under= | scans,--under | scans,-u)
		_catalog_some files
		return
		;;
	scans,--volume= | scans,--volume | scans,-V)
		_catalog_some volumes
		return
		;;
	scans,--sort= | scans,--sort | scans,-s)
		_catalog_words 'time path size files entries problems'
		return
		;;
	scans,--limit= | scans,--limit | scans,-n)
		return
		;;
	archives,--under= | archives,--under | archives,-u)
		_catalog_some files
		return
		;;
	archives,--volume= | archives,--volume | archives,-V)
		_catalog_some volumes
		return
		;;
	archives,--size=)
		return
		;;
	archives,--sort= | archives,--sort | archives,-s)
		_catalog_words 'directory path size members unpacked time'
		return
		;;
	archives,--limit= | archives,--limit | archives,-n)
		return
		;;
	problems,--under= | problems,--under | problems,-u)
		_catalog_some files
		return
		;;
	problems,--volume= | problems,--volume | problems,-V)
		_catalog_some volumes
		return
		;;
	problems,--sort= | problems,--sort | problems,-s)
		_catalog_words 'directory path time'
		return
		;;
	problems,--limit= | problems,--limit | problems,-n)
		return
		;;
	export,--to= | export,--to)
		_catalog_words 'ndjson csv ncdu xxhsum mtree postgres postgres-binary'
		return
		;;
	export,--create-table= | export,--create-table)
		return
		;;
	export,--under= | export,--under | export,-u)
		_catalog_some files
		return
		;;
	export,--volume= | export,--volume | export,-V)
		_catalog_some volumes
		return
		;;
	metrics,--output= | metrics,--output | metrics,-o)
		_catalog_some files
		return
		;;
	esac
	case "*,${1#*,}" in
	"*",--db= | "*",--db)
		_catalog_some files
		return
		;;
	"*",--format= | "*",--format)
		_catalog_words 'auto table plain ndjson csv paths'
		return
		;;
	"*",--wait=)
		return
		;;
	esac
	return 1
}

_catalog_operand()
{
	case $1 in
	"") _catalog_words 'scan hash dupes copies where verify compare find changes ls tree du top types ages owners twins volumes roots scans archives problems sql export import metrics backup check help' ;;
	scan) _catalog_some directories ;;
	hash) _catalog_some files volumes ;;
	dupes) _catalog_some files volumes ;;
	copies) _catalog_some files volumes ;;
	where) _catalog_some files ;;
	verify) _catalog_some files volumes ;;
	compare) _catalog_some files volumes ;;
	changes) _catalog_some files volumes ;;
	ls) _catalog_some files volumes ;;
	tree) _catalog_some files volumes ;;
	du) _catalog_some files volumes ;;
	top) _catalog_some files volumes ;;
	types) _catalog_some files volumes ;;
	ages) _catalog_some files volumes ;;
	owners) _catalog_some files volumes ;;
	twins) _catalog_some files volumes ;;
	volumes) _catalog_words 'rename note mark set forget' ;;
	volumes/rename) _catalog_some volumes ;;
	volumes/note) _catalog_some volumes ;;
	volumes/mark) _catalog_some directories volumes ;;
	volumes/set) _catalog_some volumes ;;
	volumes/forget) _catalog_some volumes ;;
	roots) _catalog_words 'drop set' ;;
	scans) _catalog_some files volumes ;;
	archives) _catalog_some files volumes ;;
	problems) _catalog_some files volumes ;;
	export) _catalog_some files volumes ;;
	import) _catalog_some files ;;
	backup) _catalog_some files ;;
	help) _catalog_some commands ;;
	esac
}

# The command typed so far, with its subcommand if it has any.
_catalog_command()
{
	local i word command=

	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		case $word in
		--db | --format)
			[[ ${COMP_WORDS[i + 1]} == = ]] || ((i++))
			;;
		=) ((i++)) ;;
		-*) ;;
		*)
			case $command/$word in
			/*) command=$word ;;
			volumes/rename | volumes/note | volumes/mark | volumes/set | volumes/forget | roots/drop | roots/set)
				command+=/$word
				break
				;;
			*) break ;;
			esac
			;;
		esac
	done
	echo "$command"
}

complete -F _catalog catalog
