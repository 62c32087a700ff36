# SPDX-License-Identifier: GPL-2.0-or-later
# Devices of the VMM that runs on the emulated server. Copied to
# configs/devices/aarch64-softmmu and named with --with-devices-aarch64=vmm
# --without-default-devices.
CONFIG_ARM_VIRT=y
CONFIG_PCIE_PORT=y
CONFIG_VIRTIO_PCI=y
CONFIG_VIRTIO_BLK=y
CONFIG_VIRTIO_NET=y
CONFIG_VIRTIO_SERIAL=y
CONFIG_VIRTIO_RNG=y
CONFIG_VIRTIO_9P=y
