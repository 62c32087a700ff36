# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh disable=SC2154
# Starting the emulated server for a bare-metal program. Sourced; needs $emulator.

# Where the firmware starts the normal world's program.
PAYLOAD_ADDRESS=0x10000200000

firmware() {
	echo "-drive if=pflash,format=raw,readonly=on,file=$1"
}

payload() {
	echo "-device loader,file=$1,addr=$PAYLOAD_ADDRESS,force-raw=on"
}

# emulate CPU SECONDS LOG ARGUMENT...: serial ports go to LOG and LOG.secure. Status 124: out of time.
emulate() {
	emulate_cpu=$1; emulate_limit=$2; emulate_log=$3
	shift 3
	timeout "$emulate_limit" "$emulator" -machine sbsa-ref -cpu "$emulate_cpu" -m 2048 -smp 2 \
		-nodefaults -display none -no-reboot \
		-serial "file:$emulate_log" -serial "file:$emulate_log.secure" \
		"$@" < /dev/null > "$emulate_log.emulator" 2>&1
}
