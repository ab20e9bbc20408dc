#!/usr/bin/env python3
"""Is a leaf in the tree of a checkpoint? check_inclusion.py LEAF CHECKPOINT PROOF"""
import base64, hashlib, sys

def sha256(data):
    return hashlib.sha256(data).digest()

def root(leaf, index, size, path):
    """The root of `size` leaves, of which ours is number `index`; `path` from below upwards."""
    if size == 1:
        return sha256(b"\x00" + leaf) if not path else sys.exit("the path is too long")
    if not path:
        sys.exit("the path is too short")
    left = 1 << (size - 1).bit_length() - 1  # the largest power of two below size
    if index < left:
        return sha256(b"\x01" + root(leaf, index, left, path[:-1]) + path[-1])
    return sha256(b"\x01" + path[-1] + root(leaf, index - left, size - left, path[:-1]))

leaf = open(sys.argv[1], "rb").read()  # 16 bytes of salt, then the canonical bytes
origin, size, wanted = open(sys.argv[2]).read().splitlines()[:3]  # tree size, root in base64
index, *path = open(sys.argv[3]).read().split()  # leaf index, then the hashes in base64
if not 0 <= int(index) < int(size):
    sys.exit("the index lies outside of the tree")
path = [base64.b64decode(line, validate=True) for line in path]
if root(leaf, int(index), int(size), path) != base64.b64decode(wanted, validate=True):
    sys.exit("the leaf is not in this tree")
print(f"leaf {index} of {size} is in the tree of {origin}")
