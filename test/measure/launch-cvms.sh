#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Job on the emulated host: cVMs that tell the RIM that they read of themselves, and what QEMU wrote of each.

# launch NAME ARGUMENTS-OF-CVM...: prints "NAME WHAT VALUE" lines
launch()
{
	name=$1
	shift
	mkdir -p "/tmp/$name"
	timeout 200 cvm --evidence "/tmp/$name" "$@" >"/tmp/$name/rim" || exit 1
	echo "$name rim $(tr -d ' \n' <"/tmp/$name/rim")"
	echo "$name list $(base64 "/tmp/$name/measurements" | tr -d '\n')"
	echo "$name dtb $(base64 "/tmp/$name/devicetree" | tr -d '\n')"
	rm -r "/tmp/$name"
}

launch sha256 --initrd /job/files/initrd
launch sha512 --initrd /job/files/initrd --hash sha512
launch other --initrd /job/files/initrd-other --memory 131 --append quiet --rpv 0102
