# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh
# What the first programs of the emulated host and of a guest share: mounts, virtio ports, running the one job.

export PATH=/virtcca/bin:/virtcca:/bin:/sbin:/usr/bin:/usr/sbin HOME=/root TERM="${TERM:-linux}"

# The root may be read-only and may lack a mount point: then that mount is left out.
mount_basics()
{
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	grep -q ' /dev ' /proc/mounts || mount -t devtmpfs devtmpfs /dev
	mkdir -p /dev/pts /dev/shm
	mount -t devpts devpts /dev/pts
	for dir in /tmp /run /root /dev/shm "$@"; do
		[ -d "$dir" ] || mkdir -p "$dir" || continue
		mount -t tmpfs -o mode=1777 tmpfs "$dir"
	done
	ip link set lo up 2>/dev/null || true
}

# A word of the kernel command line: boot_option virtcca.tty
boot_option()
{
	tr ' ' '\n' </proc/cmdline | sed -n "s/^$1=//p" | tail -n 1
}

# The device of a virtio port, by the name that the machine gave it
port_of()
{
	for name in /sys/class/virtio-ports/*/name; do
		[ "$(cat "$name" 2>/dev/null)" = "$1" ] || continue
		dir=${name%/name}
		echo "/dev/${dir##*/}"
		return 0
	done
	return 1
}

# Ports may appear a little after the device that carries them.
wait_for_port()
{
	tries=0
	while ! port_of "$1"; do
		tries=$((tries + 1))
		[ "$tries" -lt 600 ] || return 1
		sleep 0.1
	done
}

# A console port becomes a terminal some time after it was added, a minute at most on a busy machine.
wait_for_terminal()
{
	tries=0
	while [ ! -c "$1" ] && [ "$tries" -lt 600 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
}

# shellcheck disable=SC2034,SC2094 # the status is for the caller; a terminal is read and written
# run_job DIR TERMINAL: runs DIR/cmd and leaves its status in $job_status. A port opens only once, so the status port
# stays open as descriptor 3 and the job inherits it (`say` writes there).
run_job()
{
	out=$(port_of virtcca.out) || out=/dev/console
	err=$(port_of virtcca.err) || err=/dev/console
	VIRTCCA_CTL=$(port_of virtcca.ctl) || VIRTCCA_CTL=/dev/null
	export VIRTCCA_CTL VIRTCCA_STATUS_FD=3
	cd /root || true
	if [ "$(boot_option virtcca.tty)" = 1 ]; then
		wait_for_terminal "$2"
		setsid -c /bin/sh "$1/cmd" <"$2" >"$2" 2>&1
	else
		/bin/sh "$1/cmd" </dev/null >"$out" 2>"$err"
	fi
	job_status=$?
}

open_status()
{
	status_port=$(wait_for_port virtcca.status) || status_port=/dev/null
	exec 3>"$status_port"
}

# The last words, then power off. Whoever waits outside takes a machine without an "exit" line as failed.
finish()
{
	echo "exit $1" >&3
	sync
	exec 3>&-
	poweroff -f
	sleep 60
}
