#!/usr/bin/env bash
#
# Makes books of the sample city's first days, and the packages of those that it closes.
#
#   make.sh PROGRAM FOLDER     PROGRAM: suito as it was at schema 6; FOLDER: made anew, an absolute
#                              path, which stays in the books as the place of the packages
#
# Writes books.tar.gz and packages.tar.gz beside itself. What is random or of its time (salts, keys,
# the moment of closing) is other bytes each time, so these books are made once and kept.

set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
suito=$(readlink -f -- "$1")
folder=$2
[[ $folder == /* && ! -e $folder ]]
mkdir -p "$folder"
trap 'rm -rf -- "$folder"' EXIT
export SUITO_DATA=$folder/books LANG=en_US.UTF-8
cd -- "$here/../shiomi"

"$suito" init city.yaml
# A price that a later day raises.
sed 's/^  - { id: inkan,/  - { id: juminhyo, name: 住民票の写し, price: 400, fund: general, '\
'subject: "14-02-01-01", tax: exempt, office: shimin, online: true, from: 2027-04-01 }\n&/' \
    city.yaml >"$folder/raised.yaml"
"$suito" city apply "$folder/raised.yaml"

# Some of the bills, their header included, and one that is reduced.
head -n 300 bills/bills-2026-03-23.csv >"$folder/bills.csv"
{
    echo bill_id,revision,event,amount,tax_amount,date,reason,document
    echo W2025-03000002,1,reduce,3000,272,2026-04-02,error,D1
} >"$folder/changes.csv"

# files LAST FOLDER: those that are named for a day until LAST.
files() {
    local file day
    find "$2" -type f | sort | while read -r file; do
        day=$(tr -cd 0-9 <<<"$file" | tail -c 8)
        if [[ $day < $1 || $day == "$1" ]]; then echo "$file"; fi
    done
}
mapfile -t sent < <(files 20260403 sales; files 20260403 providers; files 20260406 bank)
"$suito" import "$folder/bills.csv" "$folder/changes.csv" "${sent[@]}"
# The same again, a broken row, and a file that is rejected whole.
"$suito" import sales/2026-04-01.jsonl bad/sales-broken-line.jsonl
"$suito" import bad/bank-trailer-total.dat || [[ $? == 3 ]]
"$suito" reconcile --through 2026-04-06

# exception CODE: the first open one's id.
exception() {
    "$suito" exceptions --json | python3 -c '
import json, sys
print(next((e["id"] for e in json.load(sys.stdin)["exceptions"] if e["code"] == sys.argv[1]), ""))
' "$1"
}
# propose ID RESOLUTION [--to COUNTERPART]
propose() {
    "$suito" resolve "$1" --as "$2" --reason 'seen by hand' --by tanaka "${@:3}"
}
line=$(exception bank-line-unidentified)
propose "$line" transit --to other-business
"$suito" approve "$line" --by sato
unknown=$(exception bill-unknown)
propose "$unknown" refund
"$suito" approve "$unknown" --by sato
# One that waits for the provider, and one for another person.
propose "$(exception absent-from-statement)" wait
propose "$(exception bill-unknown)" refund
"$suito" reconcile --through 2026-04-06

"$suito" keys demo --out "$folder/keys"
"$suito" close 2026-03-31..2026-04-02 --out "$folder/packages" --by sato --carry 'asked the provider'
"$suito" verify "$folder"/packages/* --ca "$folder/keys/ca.pem"
# What comes after the closing is booked on a day that is open.
"$suito" import sales/2026-04-04.jsonl
"$suito" reconcile --through 2026-04-06
"$suito" audit

cp "$folder/keys/ca.pem" "$folder/packages/ca.pem"
# The log is in the file once the last one has closed it.
sqlite3 "$SUITO_DATA/books.sqlite" 'PRAGMA wal_checkpoint(TRUNCATE)' >"$folder/log"
rm -f -- "$SUITO_DATA"/books.sqlite-* "$SUITO_DATA/books.lock" "$SUITO_DATA/seal.json"
for part in books packages; do
    tar -C "$folder" --sort=name --owner=0 --group=0 --numeric-owner -c "$part" |
        gzip -9n >"$here/$part.tar.gz"
done
ls -l "$here"
