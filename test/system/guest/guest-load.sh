#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# In the guest: block and network load at the same time must not exhaust the bounce pool.

disk_load()
{
	for offset in 0 8 16 24; do
		dd if=/dev/zero of=/dev/vda bs=1M count=8 seek="$((offset + $1))" oflag=direct 2>/dev/null || return 1
	done
}

disk_load 0 & a=$!
disk_load 32 & b=$!
tcp-echo send 10.0.2.2 7000 4000000 & c=$!
tcp-echo send 10.0.2.2 7000 4000000 & d=$!
wait "$a" && wait "$b" && wait "$c" && wait "$d" || { echo "one of the loads failed"; exit 1; }
dmesg | grep 'swiotlb buffer is full' && { echo "the bounce pool was exhausted"; exit 1; }
exit 0
