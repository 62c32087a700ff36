# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
# shellcheck disable=SC2154
# Assemble what the emulated server boots: the guests' initrds, the host's disk, the firmware's flash.
#
# These change with the tree and take about a second each, so they are made in build/ and not cached.
# Needs lib.sh and component.sh.

stage=$build/stage

# The commands that a busybox of another architecture has: its table of names, from "[" and "[[" to "zcat"
busybox_commands()
{
	tr '\0' '\n' <"$1" | awk '$0 == "[[" && last == "[" { print last; on = 1 }
		on { print } $0 == "zcat" { on = 0 } { last = $0 }'
}

install_busybox()
{
	local root=$1 name

	mkdir -p "$root"/{bin,sbin,dev,proc,sys,tmp,run,root,etc}
	cp "$(product busybox)/busybox" "$root/bin/busybox"
	busybox_commands "$root/bin/busybox" | while read -r name; do
		[ "$name" = busybox ] || ln -s busybox "$root/bin/$name"
	done
	[ -e "$root/bin/sh" ] || die "found no commands in $(product busybox)/busybox"
}

guest_programs()
{
	make -s -C "$top/guest" CROSS_COMPILE="$cross" OUT="$build/guest-programs" DESTDIR="$2" "$1"
}

# A newc archive of DIR, all owned by root and of no time: the same bytes for the same files, as they are measured
pack_initrd()
{
	find "$1" -exec touch -h -d @0 {} +
	( cd "$1" && find . | LC_ALL=C sort | cpio -o -H newc --quiet --owner=0:0 --reproducible ) >"$2.new"
	mv "$2.new" "$2"
}

make_guest()
{
	local root=$stage/guest

	install_busybox "$root"
	guest_programs guest-programs "$root"
	install "$top/guest/guest-init" "$root/init"
	install "$top/guest/measure-event" "$root/virtcca/bin"
	install -D -m 644 "$(product linux-guest)/virtcca-guest.ko" "$root/modules/virtcca-guest.ko"
	mkdir -p "$build/guest"
	pack_initrd "$root" "$build/guest/initrd"
	ln -sf "$(product linux-guest)/Image" "$build/guest/Image"
}

# The same guest on Debian's kernel: its drivers are modules
make_debian_guest()
{
	local root=$stage/guest modules name

	modules=$(product debian-guest)
	mkdir -p "$build/debian-guest"
	rm -f "$root"/modules/*
	cp "$modules"/modules/*.ko "$root/modules"
	sed 's|^|/modules/|' "$modules/order" >"$root/etc/modules"
	pack_initrd "$root" "$build/debian-guest/initrd"
	ln -sf "$modules/Image" "$build/debian-guest/Image"
}

# install_libraries ROOT PROGRAM: each library that PROGRAM needs, and the libraries that those need
install_libraries()
{
	local root=$1 program=$2 libs=$3 name file

	for name in $("${cross}readelf" -d "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
		[ ! -e "$root/lib/$name" ] || continue
		file=$(find "$libs/lib" "$libs/usr/lib" -name "$name" | head -n 1)
		[ -n "$file" ] || die "no library $name for $program" "add its package to group vmm-libs of packages.lock"
		cp -L "$file" "$root/lib/$name"
		install_libraries "$root" "$file" "$libs"
	done
}

install_vmm()
{
	local root=$1 libs

	libs=$(product vmm-libs)
	mkdir -p "$root/lib"
	cp "$(product qemu-vmm)/qemu-system-aarch64" "$root/virtcca/"
	install_libraries "$root" "$root/virtcca/qemu-system-aarch64" "$libs"
	[ -e "$root/lib/ld-linux-aarch64.so.1" ] || [ ! -e "$root/lib/libc.so.6" ] ||
		cp -L "$libs/lib/ld-linux-aarch64.so.1" "$root/lib/"
}

make_host()
{
	local root=$stage/host guest size

	install_busybox "$root"
	mkdir -p "$root/job" "$root/virtcca"
	guest_programs host-programs "$root"
	install "$top/guest/host-init" "$root/init"
	install "$top/guest/cvm" "$top/guest/job-archive" "$root/virtcca"
	install_vmm "$root"
	for guest in guest debian-guest; do
		mkdir -p "$root/virtcca/$guest"
		cp -L "$build/$guest/Image" "$build/$guest/initrd" "$root/virtcca/$guest/"
	done
	mkdir -p "$build/host"
	size=$(du -sm "$root" | cut -f1)
	rm -f "$build/host/disk.img.new"
	mke2fs -q -t ext4 -O ^has_journal -m 0 -E root_owner=0:0 -d "$root" \
		"$build/host/disk.img.new" $((size + size / 8 + 16))M
	mv "$build/host/disk.img.new" "$build/host/disk.img"
	ln -sf "$(product linux-host)/Image" "$build/host/Image"
}

make_all_images()
{
	rm -rf "$stage"
	make_guest
	make_debian_guest
	make_host
	rm -rf "$stage"
}

# pack_flash BL2 BL31 DIR: the firmware package and the flash image of DIR, with the tmm.bin that is there
pack_flash()
{
	local firmware dir=$3

	firmware=$(product tf-a)
	"$firmware/fiptool" create --tb-fw "$1" --soc-fw "$2" --tos-fw "$dir/tmm.bin" "$dir/fip.bin"
	for name in bl1 bl2 bl31; do
		component_of "${name^^}" "$firmware/$name.bin"
	done >"$dir/components"
	component_of TMM "$dir/tmm.bin" >>"$dir/components"
	cp "$firmware/bl1.bin" "$dir/flash0.img.new"
	dd if="$dir/fip.bin" of="$dir/flash0.img.new" bs=4096 seek=18 conv=notrunc status=none
	truncate -s 256M "$dir/flash0.img.new"
	mv "$dir/flash0.img.new" "$dir/flash0.img"
}

# component_of TYPE FILE: what the platform token says of a boot stage, as virtcca-verify takes it
component_of()
{
	printf '%s=%s\n' "$1" "$(sha384sum <"$2" | cut -d ' ' -f 1)"
}

# make_flash DIR: TMM of DIR goes into the firmware package beside TF-A's own images
make_flash()
{
	pack_flash "$(product tf-a)/bl2.bin" "$(product tf-a)/bl31.bin" "$1"
}
