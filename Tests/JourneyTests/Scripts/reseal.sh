# What somebody with keys and stock tools could do to packages; sourced in their folder.
# KEYS is the folder of the demo keys.

# reseal DAY [CHAIN KEY]: new digests of the files that are listed, and a new seal.
reseal() (
    cd "$1"
    { head -n 2 SHA256SUMS; sed 1,2d SHA256SUMS | cut -c 67- | xargs sha256sum; } > sums.new
    mv sums.new SHA256SUMS
    sign . "${2:-$KEYS/chain.pem}" "${3:-$KEYS/seal.key}"
)

# sign DAY CHAIN KEY: a new seal over the digests as they are.
sign() (
    cd "$1"
    openssl cms -sign -binary -cades -md sha256 -outform DER -nosmimecap \
        -signer "$2" -inkey "$3" -in SHA256SUMS -out SHA256SUMS.p7s
)

# relink DAY FORMER: points to the day before as that is now, and seals again.
relink() {
    local digest
    digest=$(sha256sum "$2/SHA256SUMS" | cut -c 1-64)
    sed -i "s/^# prev .*/# prev $digest/" "$1/SHA256SUMS"
    sed -i "s/\"previous\":\"[0-9a-f]*\"/\"previous\":\"$digest\"/" "$1/manifest.json"
    reseal "$1"
}

# expired FOLDER: a certificate of the demo authority that ended long ago, with a key.
expired() (
    cd "$1"
    openssl ecparam -name prime256v1 -genkey -noout -out old.key
    openssl req -new -key old.key -subj "/CN=old" -out old.csr
    : > index.txt
    echo 77 > serial
    printf '%s\n' '[ca]' 'default_ca=d' '[d]' 'database=index.txt' 'serial=serial' \
        'new_certs_dir=.' 'policy=p' 'default_md=sha256' 'unique_subject=no' \
        '[p]' 'commonName=supplied' \
        '[x]' 'keyUsage=critical,digitalSignature' 'subjectKeyIdentifier=hash' \
        'authorityKeyIdentifier=keyid' > ca.cnf
    openssl ca -batch -notext -config ca.cnf -extensions x -cert "$KEYS/ca.pem" \
        -keyfile "$KEYS/ca.key" -startdate 20240101000000Z -enddate 20250101000000Z \
        -in old.csr -out old.pem
    cat old.pem "$KEYS/ca.pem" > old-chain.pem
)
