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
	esac
	echo '--db= --format= -0 --null --bytes --no-header -q --quiet --wait -h --help --version'
}

# _catalog_value COMMAND,OPTION: false if it takes none.
_catalog_value()
{
	case $1 in
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
	"") _catalog_words 'help' ;;
	help) _catalog_some commands ;;
	esac
}

_catalog_command()
{
	local i word

	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		case $word in
		--db | --format)
			[[ ${COMP_WORDS[i + 1]} == = ]] || ((i++))
			;;
		=) ((i++)) ;;
		-*) ;;
		*)
			echo "$word"
			return
			;;
		esac
	done
}

complete -F _catalog catalog
