# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
# shellcheck disable=SC2034
# What every script here shares: where things lie, and how progress and faults are told.
#
# Progress goes to standard error, so that standard output holds only what a command was asked for.

set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$top/build
cache=${VIRTCCA_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/virtcca}
lock_file=$top/packages.lock

export LC_ALL=C
# mke2fs is not in an ordinary user's path
export PATH=$PATH:/usr/sbin:/sbin
umask 022

say()
{
	printf '%s\n' "$*" >&2
}

# die WHAT [WHAT-TO-DO...]: one line each; 125 is never the status of a command that ran
die()
{
	printf 'virtcca: %s\n' "$1" >&2
	shift
	[ $# -eq 0 ] || printf '  %s\n' "$@" >&2
	exit 125
}

# A number, not an expression: bash arithmetic would evaluate whatever stands there
is_number()
{
	case $1 in
	'' | *[!0-9]* | ??????????*) return 1 ;;
	esac
}

# quoted WORD...: the words, safe for a shell of any make
quoted()
{
	local word

	for word; do
		printf "'%s' " "${word//\'/\'\\\'\'}"
	done
}

hash_of()
{
	sha256sum | cut -c1-16
}

# progress_of LOG LINES: how far a build is, from ninja's own count or from the usual number of lines
progress_of()
{
	local log=$1 usual=$2 last lines percent

	last=$(tail -c 2000 "$log" | grep -o '^\[[0-9]*/[0-9]*\]' | tail -n 1) || true
	if [ -n "$last" ]; then
		printf '%s' "$last"
		return
	fi
	lines=$(wc -l <"$log")
	if [ "$usual" -gt 0 ]; then
		percent=$((lines * 100 / usual))
		[ "$percent" -le 99 ] || percent=99
		printf '%d %%' "$percent"
	else
		printf '%d lines' "$lines"
	fi
}

# show_progress PID TITLE LOG LINES: a line that is rewritten on a terminal, otherwise one every half minute
show_progress()
{
	local pid=$1 title=$2 log=$3 usual=$4 begun=$SECONDS shown=0 passed

	while kill -0 "$pid" 2>/dev/null; do
		passed=$((SECONDS - begun))
		if [ -t 2 ]; then
			printf '\r\033[K%s ... %s, %d s' "$title" "$(progress_of "$log" "$usual")" "$passed" >&2
		elif [ $((passed - shown)) -ge 30 ]; then
			shown=$passed
			say "  $title: $(progress_of "$log" "$usual"), $passed s"
		fi
		sleep 0.3
	done
	[ ! -t 2 ] || printf '\r\033[K' >&2
}

# step [-n LINES] TITLE LOG COMMAND...: run a command with its output in LOG, say what is done and how long it took
step()
{
	local usual=0 title log begun=$SECONDS pid status=0

	if [ "$1" = -n ]; then
		usual=$2
		shift 2
	fi
	title=$1
	log=$2
	shift 2
	mkdir -p "$(dirname "$log")"
	: >"$log"
	# a process group of its own, so that an interrupt ends all of it and leaves no compiler behind
	set -m
	( set -e; "$@" ) >"$log" 2>&1 </dev/null &
	pid=$!
	set +m
	trap 'kill -- -"$pid"; die "$title: interrupted" "the output so far is in $log"' INT TERM
	show_progress "$pid" "$title" "$log" "$usual"
	wait "$pid" || status=$?
	trap - INT TERM
	if [ "$status" -ne 0 ]; then
		tail -n 25 "$log" >&2
		die "$title: failed with status $status" "the whole output is in $log"
	fi
	say "$title: $((SECONDS - begun)) s"
}

# with_lock FILE COMMAND...: several runs may share one cache
with_lock()
{
	local file=$1
	shift
	mkdir -p "$(dirname "$file")"
	(
		if ! flock -n 9; then
			say "waiting for another run that holds $file"
			flock 9
		fi
		"$@"
	) 9>"$file"
}
