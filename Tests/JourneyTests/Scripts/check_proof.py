#!/usr/bin/env python3
"""Is a payment in a sealed day? check_proof.py PROOF.json PACKAGES-FOLDER"""
import base64, hashlib, json, sys

def sha256(data):
    return hashlib.sha256(data).digest()

def up(leaf, index, size, path):
    """The root of `size` leaves, of which ours is number `index`; `path` from below upwards."""
    if size == 1 or not path:
        return leaf if size == 1 and not path else sys.exit("the path has the wrong length")
    left = 1 << (size - 1).bit_length() - 1  # the largest power of two below size
    if index < left:
        return sha256(b"\x01" + up(leaf, index, left, path[:-1]) + path[-1])
    return sha256(b"\x01" + path[-1] + up(leaf, index - left, size - left, path[:-1]))

proof = json.load(open(sys.argv[1], encoding="utf-8"))
for voucher in proof["vouchers"]:
    folder = f"{sys.argv[2]}/{voucher['day']}"
    origin, size, root = open(f"{folder}/checkpoint.txt", encoding="utf-8").read().splitlines()
    leaf = sha256(b"\x00" + bytes.fromhex(voucher["salt"]) + voucher["text"].encode())
    path = [base64.b64decode(hash, validate=True) for hash in voucher["path"]]
    if not 0 <= voucher["leaf"] < int(size) or up(leaf, voucher["leaf"], int(size), path) \
            != base64.b64decode(root, validate=True):
        sys.exit(f"{voucher['leaf']} is not in the tree of {voucher['day']}")
    print(voucher["day"], voucher["text"].splitlines()[9])
