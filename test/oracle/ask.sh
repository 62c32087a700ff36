# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh disable=SC2154
# Asking the oracle about an emulated machine that runs. Sourced; needs $top.

# oracle_make ELF: the oracle for that monitor. Status 1, and a verdict, where there is none.
oracle_make() {
	oracle_symbols=$("$top/test/oracle/prepare" "$1") || { echo "not ok oracle - it does not fit $1"; return 1; }
}

# oracle_public: what is in the host's and the guests' images is no secret of a realm
oracle_public() {
	oracle_images=$(mktemp -d)
	(cd "$oracle_images" && cpio -id --quiet <"$top/build/guest/initrd" 2>/dev/null)
	rm -f "$top/build/oracle/public"
	find "$oracle_images" "$top/build/guest/initrd" "$top/build/host/disk.img" -type f -exec \
		"$top/build/oracle/oracle" --learn "$top/build/oracle/public" --files {} +
	rm -rf "$oracle_images"
}

# oracle_ask SOCKET PID LOG NAME OPTION...: a verdict oracle-NAME, and one for each planted fault. LOG.known: pages that are
# no secret; the name "learn" adds to them, and is no test.
oracle_ask() {
	oracle_socket=$1 oracle_pid=$2 oracle_log=$3 oracle_name=$4
	shift 4
	if [ "$oracle_name" = learn ]; then
		set -- "$@" --learn "$oracle_log.known"
	else
		set -- "$@" --common "$oracle_log.common"
		for oracle_known in "$oracle_log.known" "$oracle_log.common" "$top/build/oracle/public"; do
			[ ! -e "$oracle_known" ] || set -- "$@" --known "$oracle_known"
		done
	fi
	oracle_status=0
	"$top/build/oracle/oracle" --symbols "$oracle_symbols" "$@" "$oracle_socket" "$oracle_pid" \
		>"$oracle_log.$oracle_name" 2>&1 || oracle_status=$?
	sed -n -e 's/^found /ok oracle-finds-/p' -e 's/^missed /not ok oracle-finds-/p' "$oracle_log.$oracle_name"
	if [ "$oracle_status" -ne 0 ]; then
		echo "not ok oracle-$oracle_name - $(head -n 1 "$oracle_log.$oracle_name"); see $oracle_log.$oracle_name"
	elif [ "$oracle_name" != learn ]; then
		echo "ok oracle-$oracle_name"
		sed -n -e 's/^0 faults; /# /p' -e 's/^this took/# &/p' "$oracle_log.$oracle_name"
	fi
}
