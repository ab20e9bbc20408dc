#!/bin/sh
# An authority, another that nobody trusts, a server's and a client's certificate, in this folder.
set -eu
key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
for name in ca other; do
    openssl req -x509 $key -keyout $name.key -out $name.pem -days 2 -subj "/CN=Test $name"
done
issue() {
    openssl req $key -keyout "$1.key" -out "$1.csr" -subj "/CN=$1"
    printf '%s\n' "$2" >"$1.ext"
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
        -extfile "$1.ext" -out "$1.pem"
}
issue server 'subjectAltName=IP:127.0.0.1'
issue elsewhere 'subjectAltName=DNS:elsewhere.example'
issue client 'extendedKeyUsage=clientAuth'
openssl ec -in client.key -aes256 -passout pass:himitsu -out client-locked.key
cat server.key server.pem >server-both.pem
