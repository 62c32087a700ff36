#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Job on the emulated host: Linux in confidential and ordinary VMs, one after the other, together, and killed.

. /job/files/lib.sh

guest_says()
{
	vm 240 "$@" -- /bin/sh -c 'uname -m; test "$(cat /proc/1/comm)" = init && cat /proc/meminfo | head -n 1'
}

# The guest's own verdicts go straight out; the VM's status is a test of its own.
boot_and_use()
{
	tcp-echo serve 7000 &
	server=$!
	dd if=/dev/zero of=/tmp/disk bs=1M count=64 2>/dev/null
	mkdir -p /tmp/share
	dd if=/dev/urandom of=/tmp/share/from-host bs=64k count=16 2>/dev/null
	vm 240 --disk /tmp/disk --share /tmp/share --add /job/files/guest-checks.sh --add /job/files/guest-load.sh \
		-- /bin/sh /job/files/guest-checks.sh >/tmp/guest.out 2>/tmp/guest.err
	status=$?
	kill "$server"
	rm -f /tmp/disk
	[ "$(cat /tmp/share/from-guest)" = "$(sha256sum </tmp/share/from-host | cut -d ' ' -f 1)" ] ||
		echo "not ok shared-folder-from-guest - another file arrived" >>/tmp/guest.out
	grep -E '^(ok|not ok|#) ' /tmp/guest.out
	cat /tmp/guest.err
	return "$status"
}

# The kernel's own caches take 3 MiB more after this. A cVM that stays has 128 MiB; and whatever smaller thing each of them
# leaves has added up when this is asked once more in the end.
memory_is_back()
{
	echo 3 >/proc/sys/vm/drop_caches
	now=$(host_memory_mib)
	echo "memory of the host: $memory MiB before, $now MiB after"
	[ "$now" -gt $((memory - 16)) ]
}

pool_after_use()
{
	pool_is "$pool" && memory_is_back
}

# Both must be up at the same time: each waits until the other has said so.
two_at_once()
{
	mkfifo /tmp/one.in /tmp/one.out /tmp/two.in /tmp/two.out
	vm 240 "$@" --memory 128 --ctl /tmp/one -- /bin/sh -c 'echo up; read -r _ <$VIRTCCA_CTL' >/tmp/one.log 2>&1 &
	one=$!
	vm 240 --memory 128 --ctl /tmp/two -- /bin/sh -c 'echo up; read -r _ <$VIRTCCA_CTL' >/tmp/two.log 2>&1 &
	two=$!
	wait_for 200 grep -q up /tmp/one.log && wait_for 200 grep -q up /tmp/two.log
	both=$?
	if [ $# -eq 0 ]; then oracle two-cvms-at-once --realms 2 --no-contents; else oracle a-cvm-and-a-vm --realms 1 --no-contents; fi
	echo end >/tmp/one.in &
	echo end >/tmp/two.in &
	wait "$one" && wait "$two" && [ "$both" = 0 ]
	status=$?
	cat /tmp/one.log /tmp/two.log
	rm -f /tmp/one.* /tmp/two.*
	return "$status"
}

# The guest spins and ticks; work on the same CPU of the host goes on meanwhile.
interrupts()
{
	vm 240 -- ticks 4 >/tmp/guest-ticks &
	guest=$!
	sleep 3
	ticks 3 >/tmp/host-ticks
	oracle cvm-that-ticks --realms 1 --no-contents
	wait "$guest" || return 1
	cat /tmp/host-ticks /tmp/guest-ticks
	awk '{ if ($2 < 40) { print "too few ticks: " $2; exit 1 } }' /tmp/host-ticks /tmp/guest-ticks
}

# SIGKILL the VMM in the middle of whatever it does at that moment.
kill_after()
{
	rm -f /tmp/kill.pid
	cvm --pid /tmp/kill.pid -- ticks 30 >/dev/null 2>&1 &
	killed=$!
	wait_for 10 test -s /tmp/kill.pid || return 1
	sleep "$1"
	oracle "cvm-about-to-be-killed-after-$1-s" --no-contents
	kill -KILL "$(cat /tmp/kill.pid)"
	wait "$killed"
	pool_is "$pool" || return 1
}

killed_in_any_phase()
{
	for delay in 0 0.2 0.5 1 1.5 2 3 5; do
		kill_after "$delay" || { echo "after $delay s"; return 1; }
	done
}

pool=$(pool_free)
memory=$(host_memory_mib)

check normal-vm-before guest_says --normal
check cvm-boots-and-works boot_and_use
check cvm-returns-its-memory pool_after_use
grep -E '^(ok|not ok) ' /tmp/guest.out
oracle after-a-cvm-that-worked --unowned
check two-cvms-one-after-the-other guest_says
check two-cvms-at-once two_at_once
check normal-vm-while-a-cvm-runs two_at_once --normal
check interrupts interrupts
check vmm-killed-in-any-phase killed_in_any_phase
oracle after-all-cvms-were-killed --unowned
check normal-vm-after guest_says --normal
check all-granules-returned pool_is "$pool"
check all-memory-returned memory_is_back
exit 0
