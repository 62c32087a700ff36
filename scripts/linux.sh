# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2164
# Build an arm64 Linux Image from Debian's kernel source and a fragment of options. Used by recipes.

unpack_linux()
{
	unpack_deb linux-source-7.3 deb
	mkdir linux
	cd linux
	tar -xf ../deb/usr/src/linux-source-7.3.tar.xz --strip-components=1
	rm -rf ../deb
}

# Every "=y" of the fragment must have survived: an option that was renamed must not vanish unseen
check_config()
{
	local lost

	lost=$(grep -E '^CONFIG_[A-Z0-9_]+=y$' "$1" | grep -vxFf .config) || return 0
	echo "options of $1 that this kernel does not take:"
	echo "$lost"
	return 1
}

# build_linux FRAGMENT: all options off but those of the fragment; the Image goes to $out
build_linux()
{
	local make=(make -j"$jobs" ARCH=arm64 CROSS_COMPILE="$cross")

	export KBUILD_BUILD_USER=virtcca KBUILD_BUILD_HOST=virtcca KBUILD_BUILD_TIMESTAMP='1970-01-01 00:00:00 UTC'
	"${make[@]}" KCONFIG_ALLCONFIG="$1" allnoconfig
	check_config "$1"
	"${make[@]}" Image
	cp arch/arm64/boot/Image .config System.map "$out"
}
