#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Job on the emulated host: cVMs that tell their RIM and their token, and what QEMU wrote of each; and the relying party's
# tools as arm64 programs. Arguments: the challenge of the cVM's token, and
# TMM's measurement, in hex digits.

files=/job/files

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
}

# From the firmware's images, the files of a launch and a token to the verdict
verify_here()
{
	cd "$1" || return
	export LD_LIBRARY_PATH=$files
	$files/virtcca-provision --development --bl2 $files/bl2.bin --bl31 $files/bl31.bin --out key.pem >&2 || return
	rim=$($files/virtcca-measure --quiet --list measurements --dtb devicetree --kernel /virtcca/guest/Image \
		--initrd $files/initrd) || return
	echo "arm64 rim $rim"
	sed -n 's/^token //p' said | base64 -d >token
	$files/virtcca-verify token --trust key.pem --challenge "$2" --rim "$rim" --component "TMM=$3" --allow-debug >report
	echo "arm64 status $?"
}

launch sha256 --initrd $files/initrd
verify_here /tmp/sha256 "$1" "$2"
launch sha512 --initrd $files/initrd --hash sha512 --rpv 0102
launch other --initrd $files/initrd-other --memory 131 --append quiet
