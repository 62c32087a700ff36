#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""The platform's public key once more, by docs/attestation.md and nothing but the standard library.

usage: derive.py SEED BL2 BL31. Prints the uncompressed point in hex digits.
"""
import hashlib
import hmac
import sys

P = 2**384 - 2**128 - 2**96 + 2**32 - 1
B = 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef
N = 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973
G = (0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7,
     0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f)


def add(p, q):
    if p is None or q is None:
        return p or q
    if p[0] == q[0]:
        if (p[1] + q[1]) % P == 0:
            return None
        slope = (3 * p[0] * p[0] - 3) * pow(2 * p[1], -1, P)
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, P)
    x = (slope * slope - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P


def multiply(d, p):
    total = None
    while d:
        if d & 1:
            total = add(total, p)
        p = add(p, p)
        d >>= 1
    return total


def hkdf(secret, salt, info, size):
    key = hmac.new(salt, secret, hashlib.sha384).digest()
    out, block, i = b"", b"", 0
    while len(out) < size:
        i += 1
        block = hmac.new(key, block + info + bytes([i]), hashlib.sha384).digest()
        out += block
    return out[:size]


assert (G[1]**2 - G[0]**3 + 3 * G[0] - B) % P == 0 and multiply(N, G) is None
seed, bl2, bl31 = (open(name, "rb").read() for name in sys.argv[1:4])
secret = hkdf(seed, hashlib.sha384(bl2).digest(), b"virtCCA stage BL2", 48)
secret = hkdf(secret, hashlib.sha384(bl31).digest(), b"virtCCA stage BL31", 48)
material = hkdf(secret, b"", b"virtCCA platform key", 56)
x, y = multiply(int.from_bytes(material, "big") % (N - 1) + 1, G)
print(f"04{x:096x}{y:096x}")
