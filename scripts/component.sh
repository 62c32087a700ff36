# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154,SC2164
# Components that take long to build and seldom change: built once per key, kept in the cache.
#
# A component NAME is described by scripts/recipes/NAME, which sets
#   title    what it is, for the reader of the progress lines
#   groups   groups of packages.lock that it is made from
#   inputs   files of the tree that it is made from, may be patterns
#   needs    other components that it is made from
#   lines    usual length of its build log, for the percentage (optional)
# and defines recipe(), which runs in an empty directory and fills $out. The key is a hash of all of these,
# so a changed patch or option makes a new directory and never a stale one. Needs lib.sh.

jobs=$(nproc)

# Prefix of the arm64 compiler
cross=
[ "$(uname -m)" = aarch64 ] || cross=aarch64-linux-gnu-

load_recipe()
{
	local name=$1

	title='' groups='' inputs='' needs='' lines=0
	[ -f "$top/scripts/recipes/$name" ] || die "no component named $name" \
		"there are: $(cd "$top/scripts/recipes" && printf '%s ' ./* | sed 's|\./||g')"
	# shellcheck source=/dev/null
	. "$top/scripts/recipes/$name"
}

# What the key is a hash of; the work tree's path and the file times are not in it
key_material()
{
	local name=$1 group input need

	load_recipe "$name"
	uname -m
	cat "$top/scripts/recipes/$name"
	for group in $groups; do
		grep "^$group " "$lock_file" || die "packages.lock has no group $group, which $name needs"
	done
	(
		cd "$top"
		for input in $inputs; do
			[ ! -e "$input" ] || sha256sum "$input"
		done
	)
	for need in $needs; do
		( key_material "$need" )
	done
}

# VIRTCCA_USE="NAME=DIR ...": take these components from where a developer built them by hand
override_of()
{
	local name=$1 pair

	for pair in ${VIRTCCA_USE:-}; do
		[ "${pair%%=*}" != "$name" ] || printf '%s\n' "${pair#*=}"
	done
}

# Where the component lies (or will lie, when it is built)
product()
{
	local name=$1 dir

	dir=$(override_of "$name")
	if [ -z "$dir" ]; then
		dir=$cache/out/$name-$( (key_material "$name") | hash_of)
	fi
	printf '%s\n' "$dir"
}

packages_of()
{
	awk -v group="$1" '$1 == group { print $4 }' "$lock_file"
}

# The file of a locked package, once it is fetched
package_file()
{
	local name=$1 file

	file=$(awk -v name="$name" '$4 == name { print $6 }' "$lock_file")
	[ -n "$file" ] || die "packages.lock has no package $name"
	printf '%s\n' "$cache/deb/$file"
}

unpack_deb()
{
	dpkg-deb -x "$(package_file "$1")" "$2"
}

# unpack_source NAME: the source tarball, without its top directory, into the current directory
unpack_source()
{
	tar -xf "$(package_file "$1")" --strip-components=1
}

# apply_series DIR: patches of the tree in the order of DIR/series, onto the current directory
apply_series()
{
	local dir=$top/$1 patch

	while read -r patch; do
		case $patch in '#'* | '') continue ;; esac
		echo "applying $1/$patch"
		patch -s -f -p1 <"$dir/$patch"
	done <"$dir/series"
}

build_in_cache()
{
	local dir=$2 work=$2.work log=$build/log/$1.log

	[ ! -d "$dir" ] || return 0
	rm -rf "$work" "$dir.new"
	mkdir -p "$work" "$dir.new"
	out=$dir.new
	cd "$work"
	renice -n 10 $BASHPID >/dev/null
	step -n "$lines" "building $title" "$log" recipe
	cd "$top"
	rm -rf "$work"
	mv "$dir.new" "$dir"
}

# build_component NAME: make sure that the cache has it
build_component()
{
	local name=$1 dir need

	dir=$(product "$name")
	[ ! -d "$dir" ] || return 0
	[ -z "$(override_of "$name")" ] || die "VIRTCCA_USE names $dir for $name, which does not exist"
	(
		# a subshell: the recipe's variables are its own
		load_recipe "$name"
		for need in $needs; do
			build_component "$need"
		done
		# shellcheck disable=SC2086
		[ -z "$groups" ] || "$top/scripts/fetch" $groups
		with_lock "$dir.lock" build_in_cache "$name" "$dir"
		rm -f "$dir.lock"
	)
}
