# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
# shellcheck disable=SC2154
# A private apt that reads other suites of the distribution and leaves the system's apt alone.
#
# Packages are of arm64, the emulated machine; NAME:amd64 and NAME:arm64 in the lock file are for the machine that builds.
#
# The server is the one in the machine's own apt sources; only the suite differs. Signatures are checked
# with the distribution's keyring. Needs lib.sh.

apt_dir=$cache/apt
apt_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# Base addresses in the machine's apt sources (either format: apt reads them itself), likeliest first
apt_servers()
{
	local codename

	codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
	apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
		awk -v codename="$codename" '
			$2 != "main" || $1 ~ /-security$/ || $3 !~ /^(https?|file|copy|mirror)/ { next }
			{ print ($1 == codename ? 0 : 1), $3 }' |
		sort -s -k1,1n | awk '!seen[$2]++ { print $2 }'
}

# The suites that the lock file names
apt_suites()
{
	awk '!/^#/ && NF { print $2 }' "$lock_file" | sort -u
}

apt_write_config()
{
	local server=$1 suite

	rm -rf "${apt_dir:?}/etc"
	mkdir -p "$apt_dir"/{etc,lists/partial,archives/partial}
	for suite in $(apt_suites); do
		printf '%s [signed-by=%s] %s %s main\n' \
			deb "$apt_keyring" "$server" "$suite" deb-src "$apt_keyring" "$server" "$suite"
	done >"$apt_dir/etc/sources.list"
	cat >"$apt_dir/etc/apt.conf" <<-END
		Dir::Etc::sourcelist "$apt_dir/etc/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
		Dir::State::lists "$apt_dir/lists";
		Dir::State::status "/dev/null";
		Dir::Cache "$apt_dir";
		APT::Architecture "arm64";
		APT::Architectures { "arm64"; "amd64"; };
		APT::Sandbox::User "root";
		APT::Get::AllowUnauthenticated "false";
		Acquire::AllowInsecureRepositories "false";
		Acquire::Languages "none";
		Acquire::Retries "3";
	END
}

private_apt()
{
	APT_CONFIG=$apt_dir/etc/apt.conf "$@"
}

# Read the index of each suite, from the first server of the machine that has them all
apt_open()
{
	local server servers

	[ -r "$apt_keyring" ] || die "no $apt_keyring: package signatures cannot be checked" \
		"install the package debian-archive-keyring"
	servers=$(apt_servers)
	[ -n "$servers" ] || die "the machine's apt sources name no server with a component 'main'" \
		"looked with: apt-get indextargets" "mend /etc/apt/sources.list or /etc/apt/sources.list.d"
	for server in $servers; do
		apt_write_config "$server"
		if private_apt apt-get -qq update 2>"$apt_dir/update.log" &&
			! grep -q '^[EW]:.*Failed to fetch' "$apt_dir/update.log"; then
			return
		fi
	done
	cat "$apt_dir/update.log" >&2
	die "cannot read the package index of: $(apt_suites | xargs)" "looked at: $(printf '%s' "$servers" | xargs)" \
		"the machine's own apt sources decide the server; is it reachable, and does it carry these suites?"
}

# apt_uris KIND SPEC: what apt would fetch, as lines of "'URI' FILE SIZE HASH"
apt_uris()
{
	local kind=$1 spec=$2

	if [ "$kind" = src ]; then
		private_apt apt-get -qq --print-uris --download-only --tar-only source "$spec"
	else
		private_apt apt-get -qq --print-uris download "$spec"
	fi
}
