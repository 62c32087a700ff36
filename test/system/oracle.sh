# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # top, tools and server are set by run; to_host is used there
# Jobs ask for the oracle with a line "oracle NAME OPTION...", and wait for a line from outside.

# oracle DIR NAME OPTION...: a look at the machine whose logs are in DIR
oracle()
{
	local dir=$1

	shift
	oracle_ask "$dir/qmp.sock" "$(cat "$dir/pid")" "$dir/oracle" "$@"
}

# answer_oracles DIR [PATTERN]: until the machine ends or the job has said so; DIR.out is its output. Sets to_host.
answer_oracles()
{
	local dir=$1 answered=0 asked line

	rm -f "$dir/oracle".*
	until { [ -n "${2:-}" ] && grep -aqE "$2" "$dir.out"; } || ! kill -0 "$server" 2>/dev/null; do
		asked=$(grep -ac '^oracle ' "$dir.out")
		if [ "$asked" -le "$answered" ]; then
			sleep 0.2
			continue
		fi
		answered=$((answered + 1))
		line=$(grep -a '^oracle ' "$dir.out" | sed -n "${answered}p")
		# shellcheck disable=SC2086 # several options
		oracle "$dir" ${line#oracle }
		talk_to "$dir"
		echo "seen $answered" >&"$to_host"
	done
	[ -z "${2:-}" ] || talk_to "$dir"
}

# One connection to the job, once it is needed
talk_to()
{
	[ -z "$to_host" ] || return 0
	coproc talk { cd "$1" && "$tools/talk" ctl.sock; }
	to_host=${talk[1]}
}
