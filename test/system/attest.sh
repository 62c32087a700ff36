# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
# shellcheck disable=SC2154 # top, here, logs are set by run
# A relying party verifies a Linux cVM: what `./virtcca run` prints, and then with the tools, for better and for worse.

# result NAME STATUS WHY
result()
{
	if [ "$2" -eq 0 ]; then
		echo "ok $1"
	else
		echo "not ok $1 - $3"
	fi
}

# attest_run NAME OPTION... -- COMMAND...: ./virtcca run with its logs in $logs/NAME
attest_run()
{
	local name=$1

	shift
	"$top/virtcca" run --log "$logs/$name" --timeout 400 "$@" >"$logs/$name.out" 2>"$logs/$name.err"
}

told()
{
	sed -n "s/^$1 //p" "$logs/attest.out" | head -n 1
}

# verified OPTION...: what the verifier says of the job's token, with what it needs unless told otherwise
verified()
{
	"$top/build/tools/virtcca-verify/virtcca-verify" "$dir/token" --trust "$top/build/platform-key.pem" \
		--component "$(grep '^TMM=' "$top/build/components")" "$@" >"$dir/report" 2>&1
}

# refused NAME PATTERN OPTION...: the verifier says no, and why
refused()
{
	local name=$1 pattern=$2 status=0

	shift 2
	verified "$@" || status=$?
	[ "$status" -eq 1 ] && grep -qE "$pattern" "$dir/report"
	result "$name" $? "status $status, expected 1 and a line with \"$pattern\": see $dir/report"
}

check_token()
{
	local dir=$logs/attest/job rim challenge=$1 other
	local good=(--challenge "$challenge" --allow-debug)

	mkdir -p "$dir"
	told token | base64 -d >"$dir/token"
	told log | base64 -d >"$dir/log"
	rim=$(told rim)
	other=$(openssl rand -hex 64)
	verified "${good[@]}" --rim "$rim" --rem 0="$(told rem0)" --log "$dir/log"
	result attest-token-of-the-job $? "$(grep -m 1 FAILED "$dir/report"); see $dir/report"
	"$top/test/independent/check" "$dir/token" "$top/build/platform-key.pem" "$challenge" >"$dir/opinion" 2>&1 &&
		grep -qx "rim $rim" "$dir/opinion"
	result attest-second-opinion $? "$(head -n 1 "$dir/opinion"); see $dir/opinion"
	[ "$(told provider)" = arm_cca_guest ]
	result attest-driver-of-the-kernel $? "the provider is $(told provider)"
	[ "$(told entropy)" = 1 ]
	result attest-guest-has-entropy $? "the guest's random numbers were never ready"
	refused attest-old-challenge-refused 'challenge' --challenge "$other" --allow-debug --rim "$rim"
	refused attest-other-rim-refused 'RIM' "${good[@]}" --rim "${other:0:64}"
	refused attest-debug-platform-refused 'lifecycle' --challenge "$challenge" --rim "$rim"
	sed '2s/^2 ./2 f/; 2s/^2 f/2 0/' "$dir/log" >"$dir/other-log"
	refused attest-other-log-refused 'log' "${good[@]}" --rim "$rim" --log "$dir/other-log"
}

attest()
{
	local challenge status=0

	challenge=$(openssl rand -hex 64)
	mkdir -p "$logs/attest"
	attest_run attest -- sh -c "$(cat "$here/guest/guest-attest.sh")" job "$challenge" || status=$?
	[ "$status" -eq 0 ] && grep -q '^attestation of the cVM: verified' "$logs/attest.err"
	result attest-verdict-of-run $? "status $status: $(tail -n 1 "$logs/attest.err")"
	check_token "$challenge"
	attest_impostor
}

# The server starts another initrd than it was given: the command must not run, and the end must not be well.
attest_impostor()
{
	local dir=$logs/attest-impostor status=0

	mkdir -p "$dir/job/files"
	printf 'exec echo impostor runs\n' >"$dir/job/cmd"
	"$top/guest/job-archive" "$top/build/guest/initrd" "$dir/job" >"$dir/impostor"
	printf 'exec true\n' >"$dir/job/cmd"
	"$top/guest/job-archive" "$top/build/guest/initrd" "$dir/job" >"$dir/expected"
	rm -f "$dir/attest.sock"
	"$top/scripts/attest" --log "$dir" -- --kernel "$top/build/guest/Image" --initrd "$dir/expected" 2>"$dir/attest.err" &
	"$emulate" --log "$dir" --timeout 400 --add "$dir/impostor" -- /virtcca/cvm --attest --initrd /job/files/impostor \
		>"$dir/out" 2>"$dir/err" || status=$?
	! wait $! && grep -q 'REFUSED' "$dir/attest.err" && ! grep -q 'impostor runs' "$dir/out" && [ "$status" -eq 125 ]
	result attest-impostor-refused $? "status $status: $(tail -n 1 "$dir/attest.err")"
}
