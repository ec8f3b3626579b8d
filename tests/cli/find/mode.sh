# --mode takes what find -perm takes, and means the same
umask 022
for mode in 400 600 640 644 664 666 755 775 777 4755 2755 1777 000; do
	mkfile "t/$mode" 1 "mode=$mode"
done
catalog -q scan t
for mode in 644 u+w -u+w,g+w /u+w,o+w /222 -222 u=rw,go=r a=rx u=rwx,go=rx \
	/u+s -g+s -o+t -a+r /a+x u=rw,g=u u=rwX,go=X -ug+rw u=rw-w +x -+w =; do
	printf '%s: ' "$mode"
	# shellcheck disable=SC2005,SC2046
	echo $(find t -type f -perm "$mode" -printf '%f\n' | sort)
	catalog find --type f "--mode=$mode" --format=paths | sed 's,.*/,,' |
		sort | cmp - <(find t -type f -perm "$mode" -printf '%f\n' |
			sort)
done
for mode in u u+ +q 'u+w,' ',u+w' 08 77777 u+w/g+w; do
	catalog find "--mode=$mode" >/dev/null 2>&1
	echo "$mode: $?"
done
