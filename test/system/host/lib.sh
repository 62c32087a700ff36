# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh
# What the test jobs on the emulated host share: verdict lines, the pool's fill, VMs with a time limit.

# The verdicts' way out, also from where output goes to a log
exec 3>&1

# oracle NAME OPTIONS-OF-THE-ORACLE...: the test outside stops the machine and looks through it before this goes on
oracle()
{
	echo "oracle $*" >&3
	until read -r _ <"$VIRTCCA_CTL"; do
		sleep 0.1
	done
}

# say is for the person who waits; the verdicts go to standard output.
verdict()
{
	name=$1 status=$2 log=$3
	if [ "$status" = 0 ]; then
		echo "ok $name"
	else
		echo "not ok $name - $(tail -n 1 "$log" | tr -d '\r')"
		sed 's/^/# /' "$log" | tail -n 40
	fi
}

# check NAME COMMAND...: a test is a command that succeeds
check()
{
	name=$1
	shift
	say "$name"
	"$@" >"/tmp/$name.log" 2>&1
	verdict "$name" $? "/tmp/$name.log"
}

# vm SECONDS ARGUMENTS-OF-CVM...
vm()
{
	seconds=$1
	shift
	timeout "$seconds" cvm "$@"
}

pool_free()
{
	cut -d ' ' -f 2 /sys/module/kvm/parameters/arm_rmi_pool
}

# pool_is N: the pool comes back to N free pages, at the latest a little after the VMM's end
pool_is()
{
	tries=0
	while [ "$(pool_free)" != "$1" ]; do
		tries=$((tries + 1))
		if [ "$tries" -gt 50 ]; then
			echo "the secure pool had $1 free pages, now $(pool_free)"
			return 1
		fi
		sleep 0.1
	done
}

# Free pages that wait in a CPU's own lists are free too, but the kernel's count leaves them out: up to 110 MiB were seen.
host_memory_mib()
{
	cached=$(awk '$1 == "count:" { pages += $2 } END { print pages * 4 }' /proc/zoneinfo)
	available=$(sed -n 's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo)
	echo $(((available + cached) / 1024))
}

# wait_for SECONDS COMMAND...: until it succeeds
wait_for()
{
	left=$(($1 * 10))
	shift
	while ! "$@"; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 0.1
	done
}
