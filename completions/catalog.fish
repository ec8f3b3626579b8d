# SPDX-License-Identifier: MIT
# Made by tools/gen-completions; change the option tables.

function __catalog_volumes
	catalog --format=plain sql 'SELECT name FROM volumes' 2>/dev/null
end

complete -c catalog -f
complete -c catalog -l db -r -F -d 'use the catalogue FILE'
complete -c catalog -l format -x -a 'auto table plain ndjson csv paths' -d 'how results are printed'
complete -c catalog -s 0 -l null -d 'end paths and plain rows with NUL, names raw'
complete -c catalog -l bytes -d 'print exact sizes in tables'
complete -c catalog -l no-header -d 'leave out the heading of tables and csv'
complete -c catalog -s q -l quiet -d 'print results and errors only'
complete -c catalog -l wait -d 'wait for another run to finish, at most SECONDS'
complete -c catalog -s h -d 'print short help'
complete -c catalog -l help -d 'print all help'
complete -c catalog -l version -d 'print the version'

complete -c catalog -n __fish_use_subcommand -a help -d 'say what the commands do'
complete -c catalog -n '__fish_seen_subcommand_from help' -a 'help'
