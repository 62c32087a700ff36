# SPDX-License-Identifier: GPL-2.0-or-later
# Devices of the emulated server. Copied to configs/devices/aarch64-softmmu
# and named with --with-devices-aarch64=emulator --without-default-devices.
CONFIG_SBSA_REF=y
CONFIG_ARM_GIC=y
# -device loader: kernels and payloads are placed in memory
CONFIG_GENERIC_LOADER=y
CONFIG_VIRTIO_PCI=y
CONFIG_VIRTIO_BLK=y
CONFIG_VIRTIO_NET=y
CONFIG_VIRTIO_SERIAL=y
CONFIG_VIRTIO_RNG=y
CONFIG_VIRTIO_9P=y
# A device whose DMA the tests can aim at any address
CONFIG_EDU=y
