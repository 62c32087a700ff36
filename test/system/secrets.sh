# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
# shellcheck disable=SC2154 # logs, tools, emulate, here are set by run
# Where do the guests' secrets lie? Looks into all RAM blocks of the stopped emulator, with only hashes in hand.

secure_block=sbsa-ref.secure-ram
secure_base=$((0x20000000))
dma_marker=d3adc0ffeed00d11

# wait_line SECONDS PATTERN: until the job has said it
wait_line()
{
	local left=$(($1 * 5))

	while ! grep -aqE "$2" "$dir.out"; do
		left=$((left - 1))
		if [ "$left" -le 0 ] || ! kill -0 "$server" 2>/dev/null; then
			return 1
		fi
		sleep 0.2
	done
}

verdict_if()
{
	local name=$1 complaint=$2

	if [ -z "$complaint" ]; then
		echo "ok $name"
	else
		echo "not ok $name - $complaint"
	fi
}

# The hashes that a VM told: NAME WORD
hashes_of()
{
	sed -n "s/^$1 $2 /page /p" "$dir.out" | grep -a '^page '
}

search()
{
	"$tools/ram-search" "$dir/qmp.sock" "$(cat "$dir/pid")" "${@:2}" >"$dir/$1" 2>"$dir/$1.err" ||
		echo "# ram-search: $(tail -n 1 "$dir/$1.err")"
	grep -q "^searched $secure_block " "$dir/$1" || echo "# ram-search saw no $secure_block"
}

# pages_in RESULT FILE BLOCK-TEST: how many different pages of the secret were found
pages_in()
{
	awk -v file="$dir/$2" -v secure="$secure_block" -v want="$3" \
		'$1 == "hit" && $2 == file && ((want == "secure") == ($4 == secure)) { seen[$3] = 1 }
		END { n = 0; for (page in seen) n++; print n }' "$dir/$1"
}

# Each secret of a cVM: all of it in secure RAM, nothing of it elsewhere
check_placed()
{
	local vm=$1 secure normal complaint=''

	secure=$(pages_in "$2" "$vm" secure)
	normal=$(pages_in "$2" "$vm" normal)
	[ "$secure" -eq 256 ] || complaint="$secure of 256 pages are in secure RAM"
	[ "$normal" -eq 0 ] || complaint="$normal pages are in normal RAM"
	verdict_if "secret-of-cvm-$vm-only-in-secure-ram" "$complaint"
}

check_apart()
{
	local shared

	shared=$(awk -v secure="$secure_block" '$1 == "hit" && $4 == secure { page = int($5 / 4096)
		if (page in owner && owner[page] != $2) n++
		owner[page] = $2 } END { print n + 0 }' "$dir/$1")
	if [ "$(pages_in "$1" a secure)" -eq 0 ] || [ "$(pages_in "$1" b secure)" -eq 0 ]; then
		verdict_if secrets-of-two-cvms-lie-apart "one of them was not found at all"
	else
		verdict_if secrets-of-two-cvms-lie-apart "$([ "$shared" -eq 0 ] || echo "$shared pages hold both")"
	fi
}

check_gone()
{
	local vm=$1 left

	if ! grep -q "^searched $secure_block " "$dir/$2"; then
		verdict_if "secret-of-cvm-$vm-gone-$3" "the search failed"
		return
	fi
	left=$(($(pages_in "$2" "$vm" secure) + $(pages_in "$2" "$vm" normal)))
	verdict_if "secret-of-cvm-$vm-gone-$3" "$([ "$left" -eq 0 ] || echo "$left pages are still there")"
}

# Aim at pages that hold a secret right now: first, middle and last one of each cVM.
probe_addresses()
{
	awk -v secure="$secure_block" -v base="$secure_base" '$1 == "hit" && $4 == secure && ($3 == 0 || $3 == 128 || $3 == 255) {
		printf "%d ", base + int($5 / 4096) * 4096 }' "$dir/$1"
}

probe()
{
	local addresses complaint=''

	addresses=$(probe_addresses "$1")
	[ -n "$addresses" ] || complaint="no page of a secret is known"
	echo "probe $addresses" >&"$to_host"
	wait_line 200 '^dma [0-9]' || complaint="the probes did not end"
	grep -a '^#\|not as expected' "$dir.out"
	verdict_if host-access-to-secure-pages-faults "${complaint:-$(grep -aq '^devmem 0' "$dir.out" || echo "see $dir.out")}"
	search after-dma "$dir/marker"
	if [ -z "$complaint" ] && [ "$(pages_in after-dma marker normal)" -eq 0 ]; then
		complaint="the marker is not even where the device read it"
	fi
	[ "$(pages_in after-dma marker secure)" -eq 0 ] || complaint="the device wrote to secure RAM"
	grep -aq '^dma 0' "$dir.out" || complaint=${complaint:-"the device read something; see $dir.out"}
	verdict_if dma-does-not-reach-secure-ram "$complaint"
	oracle "$dir" after-probes --realms 2
}

end_vms()
{
	echo "end a" >&"$to_host"
	wait_line 200 '^ended a' || echo "not ok cvm-a-ends - it does not"
	search after-a "$dir/a" "$dir/b"
	check_gone a after-a after-power-off
	oracle "$dir" after-a-cvm-has-ended --realms 1
	check_placed b after-a | sed 's/ secret/ while-a-is-gone-secret/'
	verdict_if secret-of-cvm-a-unchanged "$(grep -aq '^a pattern unchanged' "$dir.out" || echo "it was changed")"
	echo "kill b" >&"$to_host"
	wait_line 200 '^ended b' || echo "not ok cvm-b-dies - it does not"
	search after-b "$dir/a" "$dir/b"
	check_gone b after-b after-its-vmm-was-killed
	oracle "$dir" after-the-other-was-killed --unowned
	echo "end ordinary" >&"$to_host"
	wait_line 200 '^ended ordinary' || echo "not ok ordinary-vm-ends - it does not"
}

check_pool()
{
	local first last

	first=$(grep -a '^pool ' "$dir.out" | head -n 1)
	last=$(grep -a '^pool ' "$dir.out" | tail -n 1)
	verdict_if pool-after-two-cvms "$([ "$first" = "$last" ] || echo "first $first, at the end $last free pages")"
}

look_around()
{
	hashes_of a page >"$dir/a"
	hashes_of b page >"$dir/b"
	hashes_of ordinary page >"$dir/ordinary"
	hashes_of a shared >"$dir/shared"
	"$tools/ram-search" --marker "$dma_marker" >"$dir/marker"
	search running "$dir/a" "$dir/b" "$dir/ordinary" "$dir/shared"
	verdict_if search-finds-an-ordinary-vms-secret \
		"$([ "$(pages_in running ordinary normal)" -ge 256 ] || echo "it found $(pages_in running ordinary normal) pages")"
	verdict_if shared-buffer-in-normal-ram \
		"$([ "$(pages_in running shared normal)" -ge 1 ] || echo "it is nowhere")"
	check_placed a running
	check_placed b running
	check_apart running
	probe running
	end_vms
	check_pool
}

secrets()
{
	local dir=$logs/secrets server to_host=''

	mkdir -p "$dir"
	: >"$dir.out"
	"$emulate" --log "$dir" --timeout 900 --emulator-arg -device \
		--emulator-arg edu,dma_mask=0xffffffffffffffff --add "$here/host/lib.sh" --add "$here/host/secrets.sh" \
		-- /bin/sh /job/files/secrets.sh >"$dir.out" 2>"$dir.err" &
	server=$!
	answer_oracles "$dir" '^ready all'
	if grep -aq '^ready all' "$dir.out" && ! grep -aq '^failed' "$dir.out"; then
		look_around
		echo quit >&"$to_host"
	else
		echo "not ok secrets - the VMs do not come up, see $dir.out"
		grep -a '^#' "$dir.out" | tail -n 40
		kill "$server"
	fi
	wait "$server"
}
