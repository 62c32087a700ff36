# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
# What the tests of the relying party's tools share. Whoever reads this has set $suite, and $top, the tree.

log=$top/build/log/test-$suite
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$log"
failed=0
export ASAN_OPTIONS="abort_on_error=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"

# result NAME WHY: an empty WHY is a pass
result()
{
	if [ -z "$2" ]; then
		echo "ok $suite/$1"
	else
		echo "not ok $suite/$1 - $2"
		failed=1
	fi
}

# build NAME FOLDER [TARGET or VARIABLE=VALUE]...
build()
{
	local name=$1

	shift
	if ! make -j2 -C "$top/$1" "${@:2}" >"$log/$name.log" 2>&1; then
		result "build-$name" "make failed: $(grep -m1 -E 'error:|Error' "$log/$name.log")"
		exit 1
	fi
}

# cli NAME STATUS PATTERN ARGUMENT...: does the program, which is what `tool` runs, end so, and say this? What it said is in
# $work/said, and what was said so far in $work/all-said.
cli()
{
	local name=$1 wanted=$2 pattern=$3 status=0 why=

	shift 3
	tool "$@" >"$work/said" 2>&1 </dev/null || status=$?
	if [ "$status" -ne "$wanted" ]; then
		why="status $status, wanted $wanted: $(head -n 1 "$work/said")"
	elif ! grep -qE -- "$pattern" "$work/said"; then
		why="does not say \"$pattern\": $(head -n 1 "$work/said")"
	fi
	result "$name" "$why"
	cat "$work/said" >>"$work/all-said"
}

# processor_ms COMMAND...: milliseconds that the processor works, the least of ten runs: the clock on the wall tells what
# else the machine does. Fails if the command does.
processor_ms()
{
	local TIMEFORMAT='%3U %3S' least=100000 runs=0 took user system

	while [ $((runs += 1)) -le 10 ]; do
		took=$({ time "$@" >/dev/null; } 2>&1) || return 1
		read -r user system <<<"${took//./}"
		took=$((10#$user + 10#$system))
		[ "$took" -ge "$least" ] || least=$took
	done
	echo "$least"
}

# fuzz_for_a_minute CORPUS: the program "fuzz" of this suite, which is built by its Makefile
fuzz_for_a_minute()
{
	build fuzz "test/$suite" OUT="$top/build/$suite-fuzz" "$top/build/$suite-fuzz/fuzz"
	if "$top/build/$suite-fuzz/fuzz" -max_total_time="${FUZZ_SECONDS:-60}" -timeout=20 -max_len=8192 -artifact_prefix="$log/" "$1" \
		>"$log/fuzzing.log" 2>&1; then
		result fuzz ""
	else
		result fuzz "see $log/fuzzing.log: $(grep -m1 -E 'ERROR|error' "$log/fuzzing.log")"
	fi
	tail -n 1 "$log/fuzzing.log" | sed 's/^/# /'
}
