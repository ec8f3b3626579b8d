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
complete -c catalog -l si -d 'print sizes in powers of 1000: kB, MB'
complete -c catalog -l no-header -d 'leave out the heading of tables and csv'
complete -c catalog -s q -l quiet -d 'print results and errors only'
complete -c catalog -l wait -d 'wait for another run to finish, at most SECONDS'
complete -c catalog -s h -d 'print short help'
complete -c catalog -l help -d 'print all help'
complete -c catalog -l version -d 'print the version'

complete -c catalog -n __fish_use_subcommand -a scan -d 'record the files below directories, or below all known roots'
complete -c catalog -n '__fish_seen_subcommand_from scan' -s x -l exclude -x -d 'do not look at names or paths that match; repeatable'
complete -c catalog -n '__fish_seen_subcommand_from scan' -s n -l name -x -a '(__catalog_volumes)' -d 'call the volume of DIR this'
complete -c catalog -n '__fish_seen_subcommand_from scan' -s A -l all-volumes -d 'follow mount points below DIR, each as its own volume'
complete -c catalog -n '__fish_seen_subcommand_from scan' -l accept-loss -d 'apply removals even if much of a volume is gone'
complete -c catalog -n '__fish_seen_subcommand_from scan' -l hash -d 'then read files that may have a copy, or all; remembered like the others'
complete -c catalog -n '__fish_seen_subcommand_from scan' -s j -l jobs -x -d 'read N directories of a volume at a time'
complete -c catalog -n '__fish_seen_subcommand_from scan' -s t -l timeout -x -d 'give up on a volume that does not answer for so long; 0: never; 300'
complete -c catalog -n '__fish_seen_subcommand_from scan' -l keep-history -x -d 'forget changes older than that, from now on; 0: keep all'
complete -c catalog -n '__fish_seen_subcommand_from scan' -a '(__fish_complete_directories)'

complete -c catalog -n __fish_use_subcommand -a hash -d 'read files that may have a copy, or all of them'
complete -c catalog -n '__fish_seen_subcommand_from hash' -s a -l all -d 'read every file in full, not only those that may have a copy'
complete -c catalog -n '__fish_seen_subcommand_from hash' -s m -l min-size -x -d 'leave out files smaller than SIZE'
complete -c catalog -n '__fish_seen_subcommand_from hash' -l max-bytes -x -d 'begin no other file when SIZE was read'
complete -c catalog -n '__fish_seen_subcommand_from hash' -l max-time -x -d 'stop after TIME, such as 90s, 15m or 2h'
complete -c catalog -n '__fish_seen_subcommand_from hash' -l bandwidth -x -d 'read SIZE a second at most'
complete -c catalog -n '__fish_seen_subcommand_from hash' -s j -l jobs -x -d 'read N files of a volume at a time'
complete -c catalog -n '__fish_seen_subcommand_from hash' -a '(__fish_complete_directories) (__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a dupes -d 'report files with equal content'
complete -c catalog -n '__fish_seen_subcommand_from dupes' -s m -l min-size -x -d 'leave out files smaller than SIZE'
complete -c catalog -n '__fish_seen_subcommand_from dupes' -s s -l sort -x -a 'wasted size copies path' -d 'largest first by this, or by path'
complete -c catalog -n '__fish_seen_subcommand_from dupes' -s n -l limit -x -d 'print N groups at most'
complete -c catalog -n '__fish_seen_subcommand_from dupes' -s a -l across -d 'only groups with copies on two or more volumes'
complete -c catalog -n '__fish_seen_subcommand_from dupes' -s c -l candidates -d 'list what may be equal and waits to be read instead'
complete -c catalog -n '__fish_seen_subcommand_from dupes' -s d -l dirs -d 'directories: equal ones, and those contained in another'
complete -c catalog -n '__fish_seen_subcommand_from dupes' -l summary -d 'print the totals only'
complete -c catalog -n '__fish_seen_subcommand_from dupes' -l verify -d 'compare the files of each group byte by byte first'
complete -c catalog -n '__fish_seen_subcommand_from dupes' -l no-hash -d 'read no file, report what is known already'
complete -c catalog -n '__fish_seen_subcommand_from dupes' -l max-bytes -x -d 'begin no other file when SIZE was read'
complete -c catalog -n '__fish_seen_subcommand_from dupes' -l max-time -x -d 'stop after TIME, such as 90s, 15m or 2h'
complete -c catalog -n '__fish_seen_subcommand_from dupes' -l bandwidth -x -d 'read SIZE a second at most'
complete -c catalog -n '__fish_seen_subcommand_from dupes' -s j -l jobs -x -d 'read N files of a volume at a time'
complete -c catalog -n '__fish_seen_subcommand_from dupes' -F
complete -c catalog -n '__fish_seen_subcommand_from dupes' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a copies -d 'report content that has too few copies'
complete -c catalog -n '__fish_seen_subcommand_from copies' -l min -x -d 'content with fewer than N copies; 2 if not given'
complete -c catalog -n '__fish_seen_subcommand_from copies' -l min-volumes -x -d 'and content on fewer than N volumes'
complete -c catalog -n '__fish_seen_subcommand_from copies' -s o -l only-on -x -a '(__catalog_volumes)' -d 'content that would be lost with VOLUME'
complete -c catalog -n '__fish_seen_subcommand_from copies' -s m -l min-size -x -d 'leave out files smaller than SIZE'
complete -c catalog -n '__fish_seen_subcommand_from copies' -s s -l sort -x -a 'directory size' -d 'by directory, or by size, largest first'
complete -c catalog -n '__fish_seen_subcommand_from copies' -s n -l limit -x -d 'print N contents at most'
complete -c catalog -n '__fish_seen_subcommand_from copies' -s c -l candidates -d 'also content of which more copies may yet be found'
complete -c catalog -n '__fish_seen_subcommand_from copies' -l summary -d 'print the totals only'
complete -c catalog -n '__fish_seen_subcommand_from copies' -F
complete -c catalog -n '__fish_seen_subcommand_from copies' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a where -d 'tell whether a content is known, and where it is'
complete -c catalog -n '__fish_seen_subcommand_from where' -l stdin -d 'read what to look for from standard input, one a line'
complete -c catalog -n '__fish_seen_subcommand_from where' -s m -l missing -d 'tell only what is not known'
complete -c catalog -n '__fish_seen_subcommand_from where' -l no-hash -d 'read no file of the catalogue to compare'
complete -c catalog -n '__fish_seen_subcommand_from where' -F

complete -c catalog -n __fish_use_subcommand -a verify -d 'read files again and compare them with their digests'
complete -c catalog -n '__fish_seen_subcommand_from verify' -s V -l volume -x -a '(__catalog_volumes)' -d 'only files on VOLUME; repeatable'
complete -c catalog -n '__fish_seen_subcommand_from verify' -s a -l all -d 'list files that are fine or were changed, too'
complete -c catalog -n '__fish_seen_subcommand_from verify' -l accept -d 'take the bytes of rotten files for right from now on'
complete -c catalog -n '__fish_seen_subcommand_from verify' -l max-bytes -x -d 'begin no other file when SIZE was read'
complete -c catalog -n '__fish_seen_subcommand_from verify' -l max-time -x -d 'stop after TIME, such as 90s, 15m or 2h'
complete -c catalog -n '__fish_seen_subcommand_from verify' -l bandwidth -x -d 'read SIZE a second at most'
complete -c catalog -n '__fish_seen_subcommand_from verify' -s j -l jobs -x -d 'read N files of a volume at a time'
complete -c catalog -n '__fish_seen_subcommand_from verify' -F
complete -c catalog -n '__fish_seen_subcommand_from verify' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a compare -d 'tell what is in one directory and not in another'
complete -c catalog -n '__fish_seen_subcommand_from compare' -l names -d 'compare name by name: only in A, only in B, differing'
complete -c catalog -n '__fish_seen_subcommand_from compare' -l all -d 'with --names: tell what is the same, too'
complete -c catalog -n '__fish_seen_subcommand_from compare' -s n -l limit -x -d 'print the first N only'
complete -c catalog -n '__fish_seen_subcommand_from compare' -F
complete -c catalog -n '__fish_seen_subcommand_from compare' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a find -d 'find files by name, on unplugged volumes too'
complete -c catalog -n '__fish_seen_subcommand_from find' -s g -l glob -d 'patterns are globs for the whole name'
complete -c catalog -n '__fish_seen_subcommand_from find' -s r -l regex -d 'patterns are regular expressions'
complete -c catalog -n '__fish_seen_subcommand_from find' -s p -l path -d 'compare with the whole path'
complete -c catalog -n '__fish_seen_subcommand_from find' -s i -l ignore-case -d 'case never counts'
complete -c catalog -n '__fish_seen_subcommand_from find' -l name -x -d 'a pattern, even if it is \'(\' or begins with \'-\''
complete -c catalog -n '__fish_seen_subcommand_from find' -s t -l type -x -d 'only these types: f d l p s c b, as in f,l'
complete -c catalog -n '__fish_seen_subcommand_from find' -s e -l ext -x -d 'only names that end in .EXT; several as in jpg,png'
complete -c catalog -n '__fish_seen_subcommand_from find' -s s -l size -d 'only sizes above, below or exactly SIZE'
complete -c catalog -n '__fish_seen_subcommand_from find' -s m -l mtime -d 'modified in the last (-7d), before (+1y), or on 2026-03-01'
complete -c catalog -n '__fish_seen_subcommand_from find' -l ctime -d 'the same of the inode'
complete -c catalog -n '__fish_seen_subcommand_from find' -l newer -x -d 'modified after WHEN: 2026-03-01, 3d or ./FILE'
complete -c catalog -n '__fish_seen_subcommand_from find' -l older -x -d 'modified before WHEN'
complete -c catalog -n '__fish_seen_subcommand_from find' -l owner -x -d 'only what belongs to USER, name or number'
complete -c catalog -n '__fish_seen_subcommand_from find' -l group -x -d 'only what belongs to GROUP'
complete -c catalog -n '__fish_seen_subcommand_from find' -l mode -d 'these permissions: exactly 644, all of -022, any of /022'
complete -c catalog -n '__fish_seen_subcommand_from find' -l empty -d 'only files of no bytes and directories without entries'
complete -c catalog -n '__fish_seen_subcommand_from find' -l hidden -d 'only names with a dot first, and what is below such'
complete -c catalog -n '__fish_seen_subcommand_from find' -l digest -x -d 'only contents whose digest begins with HEX'
complete -c catalog -n '__fish_seen_subcommand_from find' -s V -l volume -x -a '(__catalog_volumes)' -d 'only what is on VOLUME'
complete -c catalog -n '__fish_seen_subcommand_from find' -l online -d 'only what is mounted now'
complete -c catalog -n '__fish_seen_subcommand_from find' -l offline -d 'only what is not mounted now'
complete -c catalog -n '__fish_seen_subcommand_from find' -s a -l and -d 'both what is before and what is behind (need not be said)'
complete -c catalog -n '__fish_seen_subcommand_from find' -s o -l or -d 'either what is before or what is behind'
complete -c catalog -n '__fish_seen_subcommand_from find' -l not -d 'what the next condition leaves out; also \'!\''
complete -c catalog -n '__fish_seen_subcommand_from find' -s u -l under -r -F -d 'look below PATH or VOLUME:PATH only; repeatable'
complete -c catalog -n '__fish_seen_subcommand_from find' -s d -l depth -x -d 'at most N levels below where it begins'
complete -c catalog -n '__fish_seen_subcommand_from find' -l min-depth -x -d 'at least N levels below'
complete -c catalog -n '__fish_seen_subcommand_from find' -l sort -x -a 'path name size allocated mtime ctime' -d 'sort by'
complete -c catalog -n '__fish_seen_subcommand_from find' -l reverse -d 'sort the other way round'
complete -c catalog -n '__fish_seen_subcommand_from find' -s n -l limit -x -d 'print N entries at most'
complete -c catalog -n '__fish_seen_subcommand_from find' -s c -l count -d 'print only how many there are'

complete -c catalog -n __fish_use_subcommand -a changes -d 'list what scans found added, removed, modified, moved'
complete -c catalog -n '__fish_seen_subcommand_from changes' -s s -l since -x -d 'of scans since then: 2026-03-01, \'2026-03-01 14:05\', 3d'
complete -c catalog -n '__fish_seen_subcommand_from changes' -l scan -x -d 'of scan N; of those after A, up to B'
complete -c catalog -n '__fish_seen_subcommand_from changes' -l sort -x -a 'time path' -d 'what comes first: the newest, or by path'
complete -c catalog -n '__fish_seen_subcommand_from changes' -s n -l limit -x -d 'print the first N only'
complete -c catalog -n '__fish_seen_subcommand_from changes' -l exit-code -d 'exit with 1 if there are changes, as diff does'
complete -c catalog -n '__fish_seen_subcommand_from changes' -F
complete -c catalog -n '__fish_seen_subcommand_from changes' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a ls -d 'list directories, with the size of all below'
complete -c catalog -n '__fish_seen_subcommand_from ls' -s a -l all -d 'names that begin with a dot too'
complete -c catalog -n '__fish_seen_subcommand_from ls' -s l -l long -d 'with mode, links, owner and group'
complete -c catalog -n '__fish_seen_subcommand_from ls' -s d -l depth -x -d 'N levels down; 0 is the directory itself (default: 1)'
complete -c catalog -n '__fish_seen_subcommand_from ls' -l sort -x -a 'name size allocated files mtime' -d 'in which order the rows come'
complete -c catalog -n '__fish_seen_subcommand_from ls' -s r -l reverse -d 'turn the order around'
complete -c catalog -n '__fish_seen_subcommand_from ls' -s n -l limit -x -d 'print the first N only'
complete -c catalog -n '__fish_seen_subcommand_from ls' -F
complete -c catalog -n '__fish_seen_subcommand_from ls' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a tree -d 'draw directories with their sizes and shares'
complete -c catalog -n '__fish_seen_subcommand_from tree' -s a -l all -d 'names that begin with a dot too'
complete -c catalog -n '__fish_seen_subcommand_from tree' -s D -l directories -d 'directories only'
complete -c catalog -n '__fish_seen_subcommand_from tree' -s d -l depth -x -d 'N levels down (default: all)'
complete -c catalog -n '__fish_seen_subcommand_from tree' -l sort -x -a 'name size allocated files mtime' -d 'in which order the rows come'
complete -c catalog -n '__fish_seen_subcommand_from tree' -s r -l reverse -d 'turn the order around'
complete -c catalog -n '__fish_seen_subcommand_from tree' -s n -l limit -x -d 'print the first N only'
complete -c catalog -n '__fish_seen_subcommand_from tree' -F
complete -c catalog -n '__fish_seen_subcommand_from tree' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a du -d 'sum up directories; tell how they grew'
complete -c catalog -n '__fish_seen_subcommand_from du' -s a -l all -d 'a row for each file too'
complete -c catalog -n '__fish_seen_subcommand_from du' -s d -l depth -x -d 'a row for each directory down to N levels below too'
complete -c catalog -n '__fish_seen_subcommand_from du' -s s -l since -x -d 'how much they grew since then: 2026-03-01, 3d'
complete -c catalog -n '__fish_seen_subcommand_from du' -l sort -x -a 'size allocated files' -d 'in which order the rows come'
complete -c catalog -n '__fish_seen_subcommand_from du' -s r -l reverse -d 'turn the order around'
complete -c catalog -n '__fish_seen_subcommand_from du' -s n -l limit -x -d 'print the first N only'
complete -c catalog -n '__fish_seen_subcommand_from du' -F
complete -c catalog -n '__fish_seen_subcommand_from du' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a top -d 'list the largest files or directories'
complete -c catalog -n '__fish_seen_subcommand_from top' -s D -l directories -d 'directories, by the files right in them'
complete -c catalog -n '__fish_seen_subcommand_from top' -l size -d 'only files above, below or of exactly SIZE'
complete -c catalog -n '__fish_seen_subcommand_from top' -s u -l under -r -F -d 'only what is below PATH or VOLUME:PATH; repeatable'
complete -c catalog -n '__fish_seen_subcommand_from top' -s V -l volume -x -a '(__catalog_volumes)' -d 'only what is on VOLUME; repeatable'
complete -c catalog -n '__fish_seen_subcommand_from top' -l sort -x -a 'size allocated files name' -d 'in which order the rows come'
complete -c catalog -n '__fish_seen_subcommand_from top' -s r -l reverse -d 'turn the order around'
complete -c catalog -n '__fish_seen_subcommand_from top' -s n -l limit -x -d 'print the first N only'
complete -c catalog -n '__fish_seen_subcommand_from top' -F
complete -c catalog -n '__fish_seen_subcommand_from top' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a types -d 'sum up files by extension or kind'
complete -c catalog -n '__fish_seen_subcommand_from types' -s b -l by -x -a 'extension kind' -d 'a row for each extension (the default) or kind'
complete -c catalog -n '__fish_seen_subcommand_from types' -l size -d 'only files above, below or of exactly SIZE'
complete -c catalog -n '__fish_seen_subcommand_from types' -s u -l under -r -F -d 'only what is below PATH or VOLUME:PATH; repeatable'
complete -c catalog -n '__fish_seen_subcommand_from types' -s V -l volume -x -a '(__catalog_volumes)' -d 'only what is on VOLUME; repeatable'
complete -c catalog -n '__fish_seen_subcommand_from types' -l sort -x -a 'size allocated files name' -d 'in which order the rows come'
complete -c catalog -n '__fish_seen_subcommand_from types' -s r -l reverse -d 'turn the order around'
complete -c catalog -n '__fish_seen_subcommand_from types' -s n -l limit -x -d 'print the first N only'
complete -c catalog -n '__fish_seen_subcommand_from types' -F
complete -c catalog -n '__fish_seen_subcommand_from types' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a ages -d 'sum up files by when they were last modified'
complete -c catalog -n '__fish_seen_subcommand_from ages' -s b -l by -x -a 'age year' -d 'a row for each step of age (the default) or calendar year'
complete -c catalog -n '__fish_seen_subcommand_from ages' -s y -l years -x -d 'only what was not modified for N years'
complete -c catalog -n '__fish_seen_subcommand_from ages' -l size -d 'only files above, below or of exactly SIZE'
complete -c catalog -n '__fish_seen_subcommand_from ages' -s u -l under -r -F -d 'only what is below PATH or VOLUME:PATH; repeatable'
complete -c catalog -n '__fish_seen_subcommand_from ages' -s V -l volume -x -a '(__catalog_volumes)' -d 'only what is on VOLUME; repeatable'
complete -c catalog -n '__fish_seen_subcommand_from ages' -l sort -x -a 'size allocated files name' -d 'in which order the rows come'
complete -c catalog -n '__fish_seen_subcommand_from ages' -s r -l reverse -d 'turn the order around'
complete -c catalog -n '__fish_seen_subcommand_from ages' -s n -l limit -x -d 'print the first N only'
complete -c catalog -n '__fish_seen_subcommand_from ages' -F
complete -c catalog -n '__fish_seen_subcommand_from ages' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a owners -d 'sum up files by owner or group'
complete -c catalog -n '__fish_seen_subcommand_from owners' -s b -l by -x -a 'user group' -d 'a row for each user (the default) or group'
complete -c catalog -n '__fish_seen_subcommand_from owners' -l size -d 'only files above, below or of exactly SIZE'
complete -c catalog -n '__fish_seen_subcommand_from owners' -s u -l under -r -F -d 'only what is below PATH or VOLUME:PATH; repeatable'
complete -c catalog -n '__fish_seen_subcommand_from owners' -s V -l volume -x -a '(__catalog_volumes)' -d 'only what is on VOLUME; repeatable'
complete -c catalog -n '__fish_seen_subcommand_from owners' -l sort -x -a 'size allocated files name' -d 'in which order the rows come'
complete -c catalog -n '__fish_seen_subcommand_from owners' -s r -l reverse -d 'turn the order around'
complete -c catalog -n '__fish_seen_subcommand_from owners' -s n -l limit -x -d 'print the first N only'
complete -c catalog -n '__fish_seen_subcommand_from owners' -F
complete -c catalog -n '__fish_seen_subcommand_from owners' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a twins -d 'find names that differ in case or Unicode form only'
complete -c catalog -n '__fish_seen_subcommand_from twins' -s u -l under -r -F -d 'only what is below PATH or VOLUME:PATH; repeatable'
complete -c catalog -n '__fish_seen_subcommand_from twins' -s V -l volume -x -a '(__catalog_volumes)' -d 'only what is on VOLUME; repeatable'
complete -c catalog -n '__fish_seen_subcommand_from twins' -s n -l limit -x -d 'print the first N groups only'
complete -c catalog -n '__fish_seen_subcommand_from twins' -F
complete -c catalog -n '__fish_seen_subcommand_from twins' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a volumes -d 'list the volumes, mounted or not; name and mark them'
complete -c catalog -n '__fish_seen_subcommand_from volumes; and not __fish_seen_subcommand_from rename note mark set forget' -s l -l long -d 'tell what each is recognised by and trusted for'

complete -c catalog -n '__fish_seen_subcommand_from volumes; and not __fish_seen_subcommand_from rename note mark set forget' -a rename -d 'call a volume something else'
complete -c catalog -n '__fish_seen_subcommand_from volumes; and __fish_seen_subcommand_from rename' -a '(__catalog_volumes)'

complete -c catalog -n '__fish_seen_subcommand_from volumes; and not __fish_seen_subcommand_from rename note mark set forget' -a note -d 'note something about a volume, such as where it lies'
complete -c catalog -n '__fish_seen_subcommand_from volumes; and __fish_seen_subcommand_from note' -a '(__catalog_volumes)'

complete -c catalog -n '__fish_seen_subcommand_from volumes; and not __fish_seen_subcommand_from rename note mark set forget' -a mark -d 'write a marker file that a volume is recognised by'
complete -c catalog -n '__fish_seen_subcommand_from volumes; and __fish_seen_subcommand_from mark' -a '(__fish_complete_directories) (__catalog_volumes)'

complete -c catalog -n '__fish_seen_subcommand_from volumes; and not __fish_seen_subcommand_from rename note mark set forget' -a set -d 'set how a volume is read'
complete -c catalog -n '__fish_seen_subcommand_from volumes; and __fish_seen_subcommand_from set' -s j -l jobs -x -d 'read the contents of N of its files at a time; 0: what suits it'
complete -c catalog -n '__fish_seen_subcommand_from volumes; and __fish_seen_subcommand_from set' -a '(__catalog_volumes)'

complete -c catalog -n '__fish_seen_subcommand_from volumes; and not __fish_seen_subcommand_from rename note mark set forget' -a forget -d 'remove a volume and all its entries from the catalogue'
complete -c catalog -n '__fish_seen_subcommand_from volumes; and __fish_seen_subcommand_from forget' -s y -l yes -d 'do it; without, nothing is forgotten'
complete -c catalog -n '__fish_seen_subcommand_from volumes; and __fish_seen_subcommand_from forget' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a roots -d 'list what \'catalog scan\' re-indexes; drop or change it'

complete -c catalog -n '__fish_seen_subcommand_from roots; and not __fish_seen_subcommand_from drop set' -a drop -d 'scan a root no more, and forget what is known of it'
complete -c catalog -n '__fish_seen_subcommand_from roots; and __fish_seen_subcommand_from drop' -s y -l yes -d 'do it; without, nothing is forgotten'
complete -c catalog -n '__fish_seen_subcommand_from roots; and __fish_seen_subcommand_from drop' -s k -l keep -d 'keep the entries, as last seen'

complete -c catalog -n '__fish_seen_subcommand_from roots; and not __fish_seen_subcommand_from drop set' -a set -d 'change the options that a root is scanned with'
complete -c catalog -n '__fish_seen_subcommand_from roots; and __fish_seen_subcommand_from set' -s x -l exclude -x -d 'leave out what matches, and nothing else; repeatable'
complete -c catalog -n '__fish_seen_subcommand_from roots; and __fish_seen_subcommand_from set' -l no-exclude -d 'leave out nothing'
complete -c catalog -n '__fish_seen_subcommand_from roots; and __fish_seen_subcommand_from set' -s A -l all-volumes -d 'follow mount points below the root'
complete -c catalog -n '__fish_seen_subcommand_from roots; and __fish_seen_subcommand_from set' -l one-volume -d 'do not follow them'
complete -c catalog -n '__fish_seen_subcommand_from roots; and __fish_seen_subcommand_from set' -l hash -x -a 'none candidates all' -d 'what each scan is to read after it'

complete -c catalog -n __fish_use_subcommand -a scans -d 'list the scans that ran, newest first'
complete -c catalog -n '__fish_seen_subcommand_from scans' -s n -l limit -x -d 'print the newest N only'
complete -c catalog -n '__fish_seen_subcommand_from scans' -s l -l long -d 'tell all that is known of each'

complete -c catalog -n __fish_use_subcommand -a problems -d 'list what could not be read'
complete -c catalog -n '__fish_seen_subcommand_from problems' -F
complete -c catalog -n '__fish_seen_subcommand_from problems' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a sql -d 'ask the catalogue in SQL, read-only'

complete -c catalog -n __fish_use_subcommand -a export -d 'write what is known in other programs\' formats'
complete -c catalog -n '__fish_seen_subcommand_from export' -s t -l to -x -a 'ndjson csv ncdu xxhsum mtree postgres' -d 'what to write (default: ndjson)'
complete -c catalog -n '__fish_seen_subcommand_from export' -l create-table -x -d 'postgres: a script for psql that makes this table'
complete -c catalog -n '__fish_seen_subcommand_from export' -F
complete -c catalog -n '__fish_seen_subcommand_from export' -a '(__catalog_volumes)'

complete -c catalog -n __fish_use_subcommand -a import -d 'take over what another catalogue knows'
complete -c catalog -n '__fish_seen_subcommand_from import' -l accept-loss -d 'even if much of a volume goes'
complete -c catalog -n '__fish_seen_subcommand_from import' -F

complete -c catalog -n __fish_use_subcommand -a metrics -d 'print numbers for monitoring with Prometheus'
complete -c catalog -n '__fish_seen_subcommand_from metrics' -s o -l output -r -F -d 'replace FILE with them, at one stroke'

complete -c catalog -n __fish_use_subcommand -a backup -d 'copy the catalogue to FILE, while a scan runs too'
complete -c catalog -n '__fish_seen_subcommand_from backup' -s f -l force -d 'overwrite FILE'
complete -c catalog -n '__fish_seen_subcommand_from backup' -F

complete -c catalog -n __fish_use_subcommand -a check -d 'look for damage in the catalogue'
complete -c catalog -n '__fish_seen_subcommand_from check' -l full -d 'compare every index with its table too; slower'

complete -c catalog -n __fish_use_subcommand -a help -d 'say what the commands do'
complete -c catalog -n '__fish_seen_subcommand_from help' -a 'scan hash dupes copies where verify compare find changes ls tree du top types ages owners twins volumes roots scans problems sql export import metrics backup check help'
