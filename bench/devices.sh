# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# shellcheck disable=SC2034,SC2154 # run and this share variables
#
# Sourced by bench/run: duplicate finders on devices that are not there.
# bench/slow_fs passes the files of a corpus through and sleeps as long as a
# model of the device takes (bench/slow_fs/device.h says what that is made of).
# Each run has a mount of its own, so nothing is cached when it begins.
#
#   disk    7,200 revolutions a minute, 4 TB, the files spread over 500 GB
#   server  answers from memory, after BENCH_ROUND_TRIP microseconds (1000),
#           110 MB/s for all requests together
#   nas     the same, and what it reads comes from such a disk
#
#   BENCH_DEVICE_RUNS=N   counted runs of each, no other ones (3)
#   BENCH_VARIANTS=LIST   words NAME=PROGRAM: other builds to measure beside it,
#                         such as bench/variant makes
#
# The kinds are pretended: any FUSE mount is a share, and what is to be a disk
# is marked as one in the catalogue.

# device_model NAME: sets model
device_model()
{
	local disk="disk=4000 span=500"
	local share="rtt=${BENCH_ROUND_TRIP:-1000} pipe=110 requests=64"

	case $1 in
	disk) read -ra model <<<"$disk" ;;
	server) read -ra model <<<"$share" ;;
	nas) read -ra model <<<"$share $disk" ;;
	esac
}

# on_device FUNCTION: it finds the corpus as $files, on the device
on_device()
{
	local files=$dir/device server

	mkdir -p "$files"
	"$tools/slow_fs" "$corpus" "$files" remember=1 "inodes=$numbers" \
		"${model[@]}" >/dev/null 2>&1 &
	server=$!
	until mountpoint -q "$files"; do
		kill -0 "$server"
		sleep 0.02
	done
	"$1"
	fusermount3 -u "$files"
	wait "$server" || true
}

device_jobs=()
device_catalog() { on_device scan_and_dupes_there; }
device_jdupes() { on_device run_jdupes; }
device_rdfind() { on_device run_rdfind; }
device_fdupes() { on_device run_fdupes; }

scan_and_dupes_there()
{
	local a b

	fresh
	if [ "$device" = disk ]; then
		a=$(seconds "$catalog" scan -q --jobs 1 "$files")
		sqlite3 "$CATALOG_DB" 'UPDATE volume SET rotational = 1'
	else
		a=$(seconds "$catalog" scan -q "$files")
	fi
	b=$(seconds "$catalog" dupes --summary "${device_jobs[@]}")
	awk -v a="$a" -v b="$b" 'BEGIN { print a + b }'
}

# several FUNCTION: median, least and most of as many runs as are counted
several()
{
	local i values=()

	for ((i = 0; i < runs; i++)); do
		values+=("$("$1")")
	done
	spread "${values[@]}"
}

# readers NAME: how many of them, in which order
readers()
{
	local j numbers row

	printf '\n| %s: readers | by block | by inode | in no order |\n' "$1"
	printf '|---|---|---|---|\n'
	for j in 1 2 4 8; do
		device_jobs=(--jobs "$j")
		row="| $j |"
		for numbers in blocks real scrambled; do
			row+=" $(several device_catalog) |"
		done
		printf '%s\n' "$row"
	done
	device_jobs=()
}

# variants NAME: other builds
variants()
{
	local catalog variant

	[ -n "${BENCH_VARIANTS:-}" ] || return 0
	printf '\n| %s: build | seconds |\n|---|---|\n' "$1"
	for variant in $BENCH_VARIANTS; do
		catalog=${variant#*=}
		printf '| %s | %s |\n' "${variant%%=*}" \
			"$(several device_catalog)"
	done
}

bench_device()
{
	local runs=${BENCH_DEVICE_RUNS:-3} warmups=0 numbers=real kind peer
	local device=$1 corpus model

	has_slow_fs "$1" && has sqlite3 || return 0
	device_model "$1"
	for kind in mixed-400 big-2000; do
		corpus=$dir/$kind
		[ -d "$corpus" ] || "$tools/make_files" "${kind%-*}" \
			"$corpus" "${kind#*-}" 1
		table
		for peer in jdupes rdfind fdupes; do
			! has "$peer" || pair "scan and dupes / $peer, $1, $kind" \
				device_catalog "device_$peer"
		done
		readers "$1, $kind"
		variants "$1, $kind"
	done
}
