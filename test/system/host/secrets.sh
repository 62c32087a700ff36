#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Job on the emulated host: VMs that hold secrets, while a test outside looks into the emulator's memory.
#
# Tells "ready NAME" when a VM's hashes are out, and obeys lines from the port virtcca.ctl:
#	probe ADDRESS...	loads, stores and DMA at these physical addresses
#	end NAME		let that guest end by itself
#	kill NAME		SIGKILL its VMM
#	quit

. /job/files/lib.sh

# start NAME OPTIONS...: a VM with a secret; its output is passed on with its name in front
start()
{
	name=$1
	shift
	mkfifo "/tmp/$name.in" "/tmp/$name.out"
	dd if=/dev/zero of="/tmp/$name.disk" bs=1M count=1 2>/dev/null
	cvm "$@" --memory 128 --ctl "/tmp/$name" --pid "/tmp/$name.pid" --disk "/tmp/$name.disk" \
		-- /bin/sh -c 'exec pattern "$VIRTCCA_CTL" /dev/vda' >"/tmp/$name.log" 2>&1 &
	echo $! >"/tmp/$name.job"
}

tell_hashes()
{
	if wait_for 200 grep -q '^pattern' "/tmp/$1.log"; then
		sed "s/^/$1 /" "/tmp/$1.log"
		echo "ready $1"
	else
		sed "s/^/# $1: /" "/tmp/$1.log"
		echo "failed $1"
	fi
}

probe()
{
	# The control: a device that everybody may touch, the clock
	devmem-probe --open 0x60010000 && devmem-probe "$@"
	echo "devmem $?"
	dma-probe d3adc0ffeed00d11 "$@"
	echo "dma $?"
}

# The word that comes out last is the status of the VM.
finish()
{
	wait "$(cat "/tmp/$1.job")"
	status=$?
	sed -n "s/^pattern [a-z]*\$/$1 &/p" "/tmp/$1.log"
	pool_free | sed 's/^/pool /'
	echo "ended $1 $status"
}

pool_free | sed 's/^/pool /'
for vm in ordinary a b; do
	case $vm in
	ordinary) start "$vm" --normal ;;
	*) start "$vm" ;;
	esac
	tell_hashes "$vm"
	# What such a VM leaves in normal RAM is nobody's secret
	[ "$vm" != ordinary ] || oracle learn
done
oracle two-cvms --realms 2 --plant
echo "ready all"

exec 4<>"$VIRTCCA_CTL"
while :; do
	read -r order argument <&4 || { sleep 0.1; continue; }
	# shellcheck disable=SC2086 # several addresses
	case $order in
	probe) probe $argument 2>&1 ;;
	end) echo >"/tmp/$argument.in"; finish "$argument" ;;
	kill) kill -KILL "$(cat "/tmp/$argument.pid")"; finish "$argument" ;;
	quit) exit 0 ;;
	esac
done
