#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Job on the emulated host: a cVM's disk /dev/vdc. Argument: what this boot of the server shows.

. /job/files/lib.sh

# open_disk STATUS WORD OPTIONS-OF-CVM...: the guest's job on that disk ends so, and says so
open_disk()
{
	want=$1 word=$2
	shift 2
	for file in /job/files/guest-sealed.sh /job/files/secret /job/files/cryptsetup /job/files/*.so*; do
		set -- "$@" --add "$file"
	done
	vm 240 --memory 192 --disk /dev/vdc "$@" -- /bin/sh /job/files/guest-sealed.sh >/tmp/said 2>&1
	status=$?
	cat /tmp/said
	echo "status $status, expected $want"
	[ "$status" = "$want" ] && { [ -z "$word" ] || grep -qx "$word" /tmp/said; }
}

secret_is_not_on_disk()
{
	! grep -qF "$(cat /job/files/secret)" /dev/vdc
}

case $1 in
first-boot)
	check sealed-disk-made open_disk 0 sealed
	check sealed-disk-opens-in-the-same-cvm open_disk 0 unsealed
	check sealed-disk-hides-the-secret secret_is_not_on_disk
	check sealed-disk-closed-to-another-command-line open_disk 4 '' --append other=1
	check sealed-disk-closed-to-another-personalization open_disk 4 '' --rpv 01
	check sealed-disk-closed-to-another-hash open_disk 4 '' --hash sha512
	;;
same-firmware) check sealed-disk-opens-after-a-reboot open_disk 0 unsealed ;;
other-tmm) check sealed-disk-closed-under-another-tmm open_disk 4 '' ;;
no-sealing) check sealing-off-gives-no-key open_disk 3 '' ;;
esac
exit 0
