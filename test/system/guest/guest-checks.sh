#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# In the guest: is it a realm, and do its devices work? One verdict line per question.

verdict()
{
	name=$1
	shift
	if "$@" >/tmp/log 2>&1; then
		echo "ok $name"
	else
		echo "not ok $name - $(tail -n 1 /tmp/log)"
		sed 's/^/# /' /tmp/log
	fi
}

is_a_realm()
{
	dmesg | grep 'RSI version 1\.0' && return 0
	echo "the kernel's log does not speak of RSI 1.0"
	return 1
}

# Written, pushed out, and read again past the page cache
disk_works()
{
	dd if=/dev/urandom of=/tmp/file bs=64k count=32 2>/dev/null
	dd if=/tmp/file of=/dev/vda bs=64k oflag=direct || return 1
	sync
	echo 3 >/proc/sys/vm/drop_caches
	dd if=/dev/vda of=/tmp/back bs=64k count=32 iflag=direct || return 1
	cmp /tmp/file /tmp/back
}

network_works()
{
	tcp-echo send 10.0.2.2 7000 262144
}

# A file of the host is read, and one is written for the host to read
share_works()
{
	mkdir -p /tmp/share
	mount -t 9p -o trans=virtio,version=9p2000.L share /tmp/share || return 1
	sha256sum /tmp/share/from-host | cut -d ' ' -f 1 >/tmp/share/from-guest
}

clean_log()
{
	! dmesg | grep -E 'swiotlb buffer is full|Out of memory|BUG:|Oops|WARNING:'
}

[ "$1" = normal ] || verdict cvm-sees-rsi-1.0 is_a_realm
verdict cvm-disk disk_works
verdict cvm-network network_works
if grep -q 9p /proc/filesystems; then
	verdict cvm-shared-folder share_works
fi
verdict cvm-disk-and-network-load /bin/sh /job/files/guest-load.sh
verdict cvm-clean-log clean_log
exit 0
