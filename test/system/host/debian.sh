#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Job on the emulated host: Debian's own kernel, unmodified, as confidential VM with 256 MiB.

. /job/files/lib.sh

debian_guest()
{
	tcp-echo serve 7000 &
	server=$!
	dd if=/dev/zero of=/tmp/disk bs=1M count=64 2>/dev/null
	vm 240 --kernel debian --memory 256 --disk /tmp/disk --add /job/files/guest-checks.sh \
		--add /job/files/guest-load.sh -- /bin/sh /job/files/guest-checks.sh >/tmp/guest.out 2>/tmp/guest.err
	status=$?
	kill "$server"
	cat /tmp/guest.err
	return "$status"
}

pool=$(pool_free)
check debian-cvm-boots debian_guest
sed -n 's/^\(ok\|not ok\) cvm-/\1 debian-cvm-/p' /tmp/guest.out
check debian-cvm-returns-its-memory pool_is "$pool"
exit 0
