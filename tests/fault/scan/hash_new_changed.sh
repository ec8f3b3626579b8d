# Files that change while scan --hash of a new catalogue reads them: it says of
# them what hash says, no digest is wrong, and the next scan sees what they are.
# Each change comes to one of four kinds of files.
. "$CATALOG_TESTS/lib/hash_new.sh"
need_tools brute_groups
need_shim read

plant_hashable whole
n=0
for name in 0/small4 2/team7 crowd/9 long/a; do
	n=$((n + 1))
	for change in "rm F" "echo more >>F" "truncate -s 10 F" \
		"printf x | dd of=F conv=notrunc status=none" \
		"cp F F.new; mv F.new F" "rm F; mkfifo F" "rm F; mkdir F" \
		"ln -sf top F" "chmod 600 F" "ln F F.link" \
		"mv F F.old" "rm -r \$(dirname F)"; do
		n=$((n + 1))
		[ $((n % 4)) = 0 ] || continue
		for how in later new; do
			rm -rf tree
			cp -rp whole tree
			drop_catalogue
			if [ $how = later ]; then
				run 0 catalog scan -q tree
				set -- catalog hash -q
			else
				set -- catalog scan -q --hash tree
			fi
			hooked "$PWD/tree" "/$name" "${change//F/tree/$name}" \
				timeout 20 "$@" >row 2>err
			status=$?
			printf '%s\n%s\n' "status $status" \
				"$(catalog problems -q --format=csv \
					--no-header | wc -l)" \
				>"$CASE_BASE/tmp/$how.said"
			sound_contents
		done
		same_lists "$name: $change" "$CASE_BASE/tmp/later.said" \
			"$CASE_BASE/tmp/new.said"
		run 0 catalog scan -q --hash
		check_groups "$name: $change" 0 tree
		sound_contents
	done
done

