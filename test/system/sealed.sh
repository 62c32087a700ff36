# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
# shellcheck disable=SC2154 # top, here, logs are set by run
# A disk that a cVM encrypts under its sealing key, over several boots and firmwares. The normal firmware has no sealing:
# these are variants of it.

# sealed_boot NAME FLASH
sealed_boot()
{
	local adds

	mapfile -t adds < <(adds_of "$here/host/lib.sh" "$here/host/sealed.sh" "$here/guest/guest-sealed.sh" "$logs/sealed/secret" \
		"$cryptsetup"/*)
	session "sealed-$1" 600 --flash "$2" "${adds[@]}" \
		--emulator-arg -drive --emulator-arg "if=none,id=sealed,format=raw,file=$logs/sealed/disk" \
		--emulator-arg -device --emulator-arg virtio-blk-pci,drive=sealed \
		-- /bin/sh /job/files/sealed.sh "$1"
}

sealed()
{
	local cryptsetup

	mkdir -p "$logs/sealed"
	if ! { "$top/scripts/build" cryptsetup && "$top/scripts/build" variant sealing TMM_SEALING=1 &&
		"$top/scripts/build" variant sealing-other TMM_SEALING=1 TMM_STOP=reboot; } 2>"$logs/sealed/build.log"; then
		echo "not ok sealed - the firmware with sealing does not build: $(tail -n 1 "$logs/sealed/build.log")"
		return
	fi
	cryptsetup=$("$top/scripts/build" where cryptsetup)
	echo "what only this cVM may read $RANDOM$RANDOM" >"$logs/sealed/secret"
	rm -f "$logs/sealed/disk"
	truncate -s 64M "$logs/sealed/disk"
	sealed_boot first-boot "$top/build/sealing/flash0.img"
	sealed_boot same-firmware "$top/build/sealing/flash0.img"
	sealed_boot other-tmm "$top/build/sealing-other/flash0.img"
	sealed_boot no-sealing "$top/build/flash0.img"
}
