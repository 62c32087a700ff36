#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Job on the emulated host: cVMs that tell their RIM and their token, and what QEMU wrote of each.

# launch NAME ARGUMENTS-OF-CVM...: prints "NAME WHAT VALUE" lines
launch()
{
	name=$1
	shift
	mkdir -p "/tmp/$name"
	timeout 200 cvm --evidence "/tmp/$name" "$@" >"/tmp/$name/said" || exit 1
	sed "s/^/$name /" "/tmp/$name/said"
	echo "$name list $(base64 "/tmp/$name/measurements" | tr -d '\n')"
	echo "$name dtb $(base64 "/tmp/$name/devicetree" | tr -d '\n')"
	rm -r "/tmp/$name"
}

launch sha256 --initrd /job/files/initrd
launch sha512 --initrd /job/files/initrd --hash sha512 --rpv 0102
launch other --initrd /job/files/initrd-other --memory 131 --append quiet
