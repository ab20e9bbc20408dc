#!/usr/bin/env python3
"""Does a day's journal lead to its checkpoint? rebuild_root.py PACKAGE"""
import base64, csv, hashlib, itertools, json, sys

def sha256(data):
    return hashlib.sha256(data).digest()

folder = sys.argv[1]
manifest = json.load(open(f"{folder}/manifest.json", encoding="utf-8"))
size = manifest["tree"]["previous_size"]
# Perfect subtrees, largest first: one for each bit of the size.
peaks = [(bit, base64.b64decode(hash)) for bit, hash in zip(
    [bit for bit in range(63, -1, -1) if size >> bit & 1], manifest["tree"]["frontier"])]
with open(f"{folder}/journal.csv", encoding="utf-8", newline="") as file:
    for _, rows in itertools.groupby(csv.DictReader(file), lambda row: row["sequence"]):
        rows = list(rows)
        rows[0]["day"] = manifest["day"]
        head = "voucher kind sequence day own_day occurred recorded target cause".split()
        lines = ["suito-voucher-1"] + [rows[0][name] for name in head]
        lines += [",".join(row[name] for name in ("fund", "debit", "credit", "amount"))
                  for row in rows]
        text = "".join(line + "\n" for line in lines).encode()
        level, hash = 0, sha256(b"\x00" + bytes.fromhex(rows[0]["salt"]) + text)
        while peaks and peaks[-1][0] == level:
            hash = sha256(b"\x01" + peaks.pop()[1] + hash)
            level += 1
        peaks.append((level, hash))
        size += 1
root = peaks[-1][1] if peaks else sha256(b"")
for _, hash in reversed(peaks[:-1]):
    root = sha256(b"\x01" + hash + root)
_, wanted_size, wanted = open(f"{folder}/checkpoint.txt", encoding="utf-8").read().splitlines()
if size != int(wanted_size) or root != base64.b64decode(wanted):
    sys.exit(f"{folder}: {size} leaves do not lead to the root of {wanted_size}")
