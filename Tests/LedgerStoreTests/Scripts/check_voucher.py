#!/usr/bin/env python3
"""Is a voucher in a sealed tree? check_voucher.py JOURNAL DAY VOUCHER CHECKPOINT PROOF"""
import base64, csv, hashlib, sys

def sha256(data):
    return hashlib.sha256(data).digest()

def root(leaf, index, size, path):
    """The root of `size` leaves, of which ours is number `index`; `path` from below upwards."""
    if size == 1 or not path:
        return leaf if size == 1 and not path else sys.exit("the path has the wrong length")
    left = 1 << (size - 1).bit_length() - 1  # the largest power of two below size
    if index < left:
        return sha256(b"\x01" + root(leaf, index, left, path[:-1]) + path[-1])
    return sha256(b"\x01" + path[-1] + root(leaf, index - left, size - left, path[:-1]))

with open(sys.argv[1], encoding="utf-8", newline="") as file:
    rows = [row for row in csv.DictReader(file) if row["voucher"] == sys.argv[3]]
rows[0]["day"] = sys.argv[2]  # the day of the package that the file is in
head = "voucher kind sequence day own_day occurred recorded target cause".split()
lines = ["suito-voucher-1"] + [rows[0][name] for name in head]
lines += [",".join(row[name] for name in ("fund", "debit", "credit", "amount")) for row in rows]
text = "".join(line + "\n" for line in lines).encode()
leaf = sha256(b"\x00" + bytes.fromhex(rows[0]["salt"]) + text)

origin, size, wanted = open(sys.argv[4], encoding="utf-8").read().splitlines()[:3]
index, *path = open(sys.argv[5], encoding="ascii").read().split()
if index != rows[0]["leaf"] or not 0 <= int(index) < int(size):
    sys.exit("the index is not the voucher's")
path = [base64.b64decode(line, validate=True) for line in path]
if root(leaf, int(index), int(size), path) != base64.b64decode(wanted, validate=True):
    sys.exit("the voucher is not in this tree")
print(f"leaf {index} of {size} is in the tree of {origin}: {leaf.hex()}")
