#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Job in a cVM: a disk that only this cVM can open. An empty disk is encrypted under the sealing key and gets the secret;
# one that is encrypted already is opened. Ends with 3: no sealing key; 4: the disk does not open; 5: another secret.

export LD_LIBRARY_PATH=/job/files DM_DISABLE_UDEV=1
secret=$(cat /job/files/secret)

crypt()
{
	/job/files/ld-linux-aarch64.so.1 /job/files/cryptsetup --disable-locks --batch-mode --key-file /run/key "$@"
}

mknod_mapper()
{
	[ -e "/dev/mapper/$1" ] || ln -s "$(ls /dev/dm-* | tail -n 1)" "/dev/mapper/$1"
}

umask 077
head -c 32 /dev/virtcca-guest >/run/key 2>/run/why || { cat /run/why; exit 3; }
if ! crypt isLuks /dev/vda; then
	# The key is a full one: there is nothing to stretch.
	crypt luksFormat --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 /dev/vda || exit 1
	crypt open /dev/vda safe || exit 4
	mknod_mapper safe
	printf '%s\n' "$secret" | dd of=/dev/mapper/safe conv=fsync 2>/dev/null || exit 1
	echo "sealed"
else
	crypt open /dev/vda safe || exit 4
	mknod_mapper safe
	[ "$(head -n 1 /dev/mapper/safe)" = "$secret" ] || exit 5
	echo "unsealed"
fi
crypt close safe
