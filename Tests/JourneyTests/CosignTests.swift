import Foundation
import Testing

@Suite("Keys of officers, keys that change, keys in a token")
struct CosignTests {
    private let month: SealedMonth

    init() throws { month = try SealedMonth.whole.get() }

    private static let cosign =
        "$SUITO seal cosign $DAY --key $KEYS/officer.key --chain $KEYS/officer-chain.pem "
        + "--ca $KEYS/ca.pem"

    @Test("An officer's co-signature is a new file that stock tools verify")
    func cosign() throws {
        let folder = try month.packages(["2026-04-10"])
        let said = try Shell.done(
            """
            DAY=$PWD/2026-04-10
            (cd $DAY; sha256sum * > ../before)
            \(CosignTests.cosign); \(CosignTests.cosign)
            cd $DAY; sha256sum --quiet -c ../before; ls cosign*
            cp $KEYS/ca.pem .
            for seal in cosign-*.p7s; do
                command=$(grep '^openssl cms' VERIFY.txt)
                # The officer signed after the day closed.
                command=${command/-in SHA256SUMS.p7s/-in $seal}
                bash -c "$command"
            done 2>&1
            rm ca.pem
            # One more, made without Suito.
            openssl cms -sign -binary -cades -md sha256 -outform DER \
                -signer $KEYS/officer-chain.pem \
                -inkey $KEYS/officer.key -in SHA256SUMS -out cosign-7.p7s
            $SUITO verify . --ca $KEYS/ca.pem | grep -o '会計管理者' | wc -l
            """, in: folder.path, environment: ["KEYS": month.keys])
        #expect(said.contains("cosign-1.p7s\ncosign-2.p7s\n"), "\(said)")
        #expect(said.ranges(of: "CAdES Verification successful").count == 2, "\(said)")
        #expect(said.hasSuffix("\n3\n"), "\(said)")
        try Shell.done(
            "cp 2026-04-10/SHA256SUMS.p7s x; cd 2026-04-10; truncate -s -9 cosign-2.p7s",
            in: folder.path)
        #expect(
            try SealedMonth.verdicts(folder.path, ca: month.ca)
                == ["2026-04-10 seal-not-cms cosign-2.p7s"])
    }

    @Test("Nobody puts a name to what does not hold")
    func broken() throws {
        let folder = try month.packages(["2026-04-10"])
        let answer = try Shell.run(
            "DAY=$PWD/2026-04-10; echo >> $DAY/payments.csv; \(CosignTests.cosign)",
            in: folder.path, environment: ["KEYS": month.keys])
        #expect(answer.status == 1 && answer.text.hasPrefix("package-broken: "))
        #expect(answer.text.contains("file-altered"))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/2026-04-10")
        #expect(!files.contains { $0.hasPrefix("cosign") })
    }

    @Test("A key that took over is named with the one before, and the days hold together")
    func rotation() throws {
        let books = try TestBooks(copyOf: month.open)
        let out = books.folder.path + "/out"
        let certificates = try Shell.done(
            """
            close() {
                $SUITO close $1 --out out --by sato --carry x --data '\(books.place)' > /dev/null
            }
            close 2026-03-31
            $SUITO keys import --key $KEYS/officer.key --chain $KEYS/officer-chain.pem \
                --ca $KEYS/ca.pem --data '\(books.place)' > /dev/null
            close 2026-04-01..2026-04-02
            for chain in chain officer-chain; do
                openssl x509 -in $KEYS/$chain.pem -outform DER | sha256sum | cut -c 1-64
            done
            for day in out/2*; do grep -o '"seal":{[^}]*}' $day/manifest.json; done
            # What VERIFY.txt says of the handover, with stock tools.
            cd out/2026-04-01; cp $KEYS/ca.pem .
            grep -A 5 'content handover.txt' VERIFY.txt > ../commands
            bash -euo pipefail ../commands 2> ../said | sort | uniq -c | grep -c '^ *2 '
            grep -c 'CAdES Verification successful' ../said
            rm ca.pem former.pem ../commands ../said
            """, in: books.folder.path, environment: ["KEYS": month.keys]
        ).split(separator: "\n").map(String.init)
        let (old, new) = (certificates[0], certificates[1])
        #expect(
            certificates.dropFirst(2).dropLast(2).enumerated().allSatisfy { index, text in
                let own = index == 0 ? old : new
                let former = index == 1 ? "\"\(old)\"" : "null"
                return text == "\"seal\":{\"certificate_sha256\":\"\(own)\","
                    + "\"previous_certificate_sha256\":\(former),\"timestamped\":false}"
            }, "\(certificates)")
        #expect(certificates.suffix(2) == ["2", "1"])
        #expect(
            try SealedMonth.verdicts(out, ca: month.ca)
                == ["2026-03-31 holds", "2026-04-01 holds", "2026-04-02 holds"])
        #expect(
            try SealedMonth.verdicts(
                out, ca: month.ca, ["--signer", month.keys + "/officer-chain.pem"])
                == [
                    "2026-03-31 signer-not-named SHA256SUMS.p7s", "2026-04-01 holds",
                    "2026-04-02 holds",
                ])
        let said = try RunningProgram(
            ["verify", out, "--ca", month.ca, "--json"], in: books.folder
        ).answer().json()
        let handedOn = said["packages"].rows.map { $0["handed_on"] == .bool(true) }
        #expect(handedOn == [false, true, false])
    }

    private static let module = "/usr/lib/softhsm/libsofthsm2.so"

    @Test(
        "A key in a token seals or co-signs, and no PIN is told or stays in the books",
        .enabled(if: FileManager.default.fileExists(atPath: module)))
    func token() throws {
        let books = try TestBooks(copyOf: month.open)
        let said = try Shell.done(
            """
            mkdir tokens
            printf 'directories.tokendir = %s\\nlog.level = ERROR\\n' $PWD/tokens > hsm.conf
            export SOFTHSM2_CONF=$PWD/hsm.conf
            softhsm2-util --init-token --free --label city --so-pin 87654321 --pin 13579246 \
                > /dev/null
            for key in seal/01 officer/02; do
                openssl pkcs8 -topk8 -nocrypt -in $KEYS/${key%/*}.key -out plain.key
                softhsm2-util --import plain.key --token city --label ${key%/*} --id ${key#*/} \
                    --pin 13579246 > /dev/null
            done
            rm plain.key
            import() {
                $SUITO keys import --token 'pkcs11:token=city;object=seal;type=private' \
                    --module $MODULE --chain $KEYS/chain.pem --ca $KEYS/ca.pem \
                    --data '\(books.place)' "$@" 2>&1
            }
            SUITO_SEAL_PIN=1 import || echo "refused $?"
            echo 13579246 > pin
            import --pin-file pin > /dev/null
            $SUITO close 2026-03-31 --out out --by sato --carry x \
                --data '\(books.place)' > /dev/null
            $SUITO seal cosign out/2026-03-31 --token 'pkcs11:token=city;object=officer' \
                --module $MODULE --pin-file pin --chain $KEYS/officer-chain.pem --ca $KEYS/ca.pem
            grep -rl 13579246 books out || echo nowhere
            """, in: books.folder.path,
            environment: ["KEYS": month.keys, "MODULE": CosignTests.module])
        let lines = said.split(separator: "\n").map { $0.split(separator: ":")[0] }
        // The token's own library says something before that.
        #expect(
            lines.suffix(4)
                == ["key-token-key", "refused 1", "out/2026-03-31/cosign-1.p7s", "nowhere"],
            "\(said)")
        #expect(!said.contains("pin-value"), "\(said)")
        #expect(
            try SealedMonth.verdicts(books.folder.path + "/out", ca: month.ca)
                == ["2026-03-31 holds"])
    }
}
