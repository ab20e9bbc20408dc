import Foundation
import TestSupport
import Testing

@Suite("Days that close")
struct CloseTests {
    private static let commands =
        "grep -E '^(sha256sum|openssl|sed) ' VERIFY.txt"

    @Test("The commands of VERIFY.txt, run as they are written, accept every day")
    func instructions() throws {
        let month = try SealedMonth.whole.get()
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: month.out, toPath: folder.path + "/out")
        let said = try Shell.done(
            """
            for day in out/2*; do
                (cd $day; cp $CA ca.pem; bash -euo pipefail -c "$(\(CloseTests.commands))" > ../said
                 if [ $day != out/2026-03-31 ]; then
                     test "$(tail -n 2 ../said | cut -c 1-64 | uniq | wc -l)" = 1
                 else
                     tail -n 1 ../said | grep -qx '0\\{64\\}'
                 fi)
            done
            ls -d out/2* | wc -l
            """, in: folder.path, environment: ["CA": month.ca])
        #expect(said.hasSuffix("31\n"), "\(said)")
    }

    @Test("One byte of any file makes them fail")
    func instructionsFail() throws {
        let month = try SealedMonth.whole.get()
        let folder = try month.packages(["2026-04-10"])
        let said = try Shell.done(
            """
            cp $CA 2026-04-10/ca.pem
            \(CloseTests.commands.replacing("VERIFY", with: "2026-04-10/VERIFY")) | head -2 > two
            (cd 2026-04-10; bash -e ../two > /dev/null 2>&1)
            for file in $(ls 2026-04-10 | grep -v ca.pem); do
                cp -r 2026-04-10 copy
                # The last byte but twenty, one higher.
                size=$(stat -c %s copy/$file)
                at=$((size - 20))
                byte=$(od -An -tu1 -j $at -N 1 copy/$file)
                printf "\\\\$(printf %o $(((byte + 1) % 256)))" |
                    dd of=copy/$file bs=1 seek=$at conv=notrunc status=none
                if (cd copy; bash -e ../two > /dev/null 2>&1); then echo "$file not found"; fi
                rm -r copy
            done
            """, in: folder.path, environment: ["CA": month.ca])
        #expect(said == "")
    }

    @Test("A range that stops midway says what is sealed and what is open")
    func midway() throws {
        let books = try TestBooks(copyOf: SealedMonth.whole.get().open)
        let answer = try books.run([
            "close", "2026-03-31..2026-04-30", "--out", books.folder.path + "/out", "--by", "sato",
        ])
        #expect(answer.status == 1, "\(answer.ending)")
        #expect(answer.words.contains("exceptions-open: "), "\(answer.ending)")
        let sealed = try FileManager.default.contentsOfDirectory(
            atPath: books.folder.path + "/out"
        ).filter { !$0.hasPrefix(".") }.sorted()
        let first = try #require(sealed.first)
        let last = try #require(sealed.last)
        let span = first == last ? first : "\(first)..\(last)"
        #expect(answer.words.contains("    sealed: \(span)\n"), "\(answer.ending)")
        #expect(answer.words.contains("..2026-04-30\n"), "\(answer.ending)")
        #expect(!answer.words.contains("not yet sealed"), "\(answer.ending)")
        for command in [["close", "2026-04-30", "--by", "sato"], ["keys", "demo"]] {
            let empty = try books.run(command + ["--out", ""])
            #expect(empty.status == 2, "\(empty.ending)")
        }
    }

    @Test("What must not close is refused by its code, and nothing changes")
    func refusals() throws {
        let month = try SealedMonth.whole.get()
        let books = try TestBooks(copyOf: month.open)
        let out = books.folder.path + "/out"
        func refused(_ days: String, by code: String, _ more: [String] = []) throws {
            let answer = try books.run(["close", days, "--out", out, "--by", "sato"] + more)
            #expect(answer.status == 1, "\(code): \(answer.ending)")
            // A run that has closed some days says so first.
            let lines = answer.words.split(separator: "\n").filter { !$0.hasPrefix("    ") }
            #expect(lines.first?.hasPrefix(code + ": ") == true, "\(answer.ending)")
            #expect(answer.page == "")
        }
        try refused("2026-04-01", by: "day-out-of-order")
        try refused("2026-05-01", by: "day-out-of-order")
        try refused("2026-03-30", by: "day-before-books")
        try FileManager.default.createDirectory(
            atPath: out + "/2026-03-31", withIntermediateDirectories: true)
        try refused("2026-03-31", by: "package-exists")
        try FileManager.default.removeItem(atPath: out + "/2026-03-31")
        try refused("2026-03-31..2026-04-30", by: "exceptions-open")
        try refused("2026-03-31", by: "day-closed")
        try books.audit()
        let unsealed = try TestBooks()
        let answer = try unsealed.run("close", "2026-03-31", "--out", out, "--by", "sato")
        #expect(answer.status == 1 && answer.words.hasPrefix("no-seal-key: "))
        try SealedMonth.demoKeys(unsealed.folder.path + "/keys", for: unsealed)
        let early = try unsealed.run("close", "2026-03-31", "--out", out, "--by", "sato")
        #expect(early.status == 1 && early.words.hasPrefix("not-reconciled: "))
    }

    @Test("While facts wait, nothing closes")
    func factsWaiting() throws {
        let books = try TestBooks(copyOf: SealedMonth.whole.get().open)
        try books.take(Shiomi.late)
        let answer = try SealedMonth.close("2026-03-31", books, to: books.folder.path + "/out")
        #expect(answer.status == 1 && answer.words.hasPrefix("facts-waiting: "))
    }

    @Test("A key with a passphrase seals with the right one, and with no other")
    func passphrase() throws {
        let books = try TestBooks(copyOf: SealedMonth.whole.get().open)
        let said = try Shell.done(
            """
            close() {
                $SUITO close 2026-03-31 --out out --by sato --carry x --data '\(books.place)' 2>&1
            }
            export SUITO_SEAL_PASSPHRASE=right
            $SUITO keys demo --encrypt --out locked --data '\(books.place)' > /dev/null
            unset SUITO_SEAL_PASSPHRASE
            head -n 1 locked/seal.key
            close || echo $?
            SUITO_SEAL_PASSPHRASE=wrong close || echo $?
            SUITO_SEAL_PASSPHRASE=right close | cut -c 1-10
            grep -rl right books out locked || true
            """, in: books.folder.path)
        let lines = said.split(separator: "\n").map { $0.split(separator: ":")[0] }
        #expect(
            lines == [
                "-----BEGIN ENCRYPTED PRIVATE KEY-----", "key-passphrase-missing", "1",
                "key-passphrase-wrong", "1", "2026-03-31",
            ], "\(said)")
    }

    @Test("An expired certificate seals nothing, and cannot be imported")
    func expired() throws {
        let month = try SealedMonth.whole.get()
        let books = try TestBooks(copyOf: month.open)
        let said = try Shell.done(
            """
            source $SCRIPTS/reseal.sh
            mkdir old; expired $PWD/old > /dev/null 2>&1
            cp books/seal.json before.json
            $SUITO keys import --key old/old.key --chain old/old-chain.pem --ca $KEYS/ca.pem \
                --data '\(books.place)' 2>&1 || echo $?
            cmp books/seal.json before.json
            sed "s#$KEYS/seal.key#$PWD/old/old.key#;s#$KEYS/chain.pem#$PWD/old/old-chain.pem#" \
                before.json > books/seal.json
            $SUITO close 2026-03-31 --out out --by sato --data '\(books.place)' 2>&1 || echo $?
            """, in: books.folder.path,
            environment: ["KEYS": month.keys, "SCRIPTS": Shell.scripts])
        let lines = said.split(separator: "\n").map { $0.split(separator: ":")[0] }
        #expect(lines.filter { $0 == "seal-certificate-expired" }.count == 2, "\(said)")
        #expect(lines.filter { $0 == "1" }.count == 2, "\(said)")
        #expect(!FileManager.default.fileExists(atPath: books.folder.path + "/out"))
    }

    @Test("The database itself refuses what comes into a closed day")
    func closedDay() throws {
        let books = try TestBooks(copyOf: SealedMonth.whole.get().books)
        let answer = try books.ask(
            """
            INSERT INTO ledger_journal
            SELECT (SELECT sequence + 1 FROM ledger_head), vouchers, earliest_day, latest_day,
                records
            FROM ledger_journal
            WHERE (SELECT max(day) FROM closing) BETWEEN earliest_day AND latest_day LIMIT 1
            """)
        #expect(answer.status != 0, "\(answer.text)")
        #expect(answer.text.contains("the day is closed"), "\(answer.text)")
        try books.audit()
    }

    @Test("After April closed, what comes later is still told truly")
    func late() throws {
        let books = try TestBooks(copyOf: SealedMonth.whole.get().books)
        try books.take(Shiomi.late)
        #expect(try books.differences(from: .ofLate()) == [])
        try books.audit()
    }

    @Test("A full disk ends it with 5; the next run brings the day out")
    func fullDisk() throws {
        let month = try SealedMonth.whole.get()
        let books = try TestBooks(copyOf: month.open)
        let out = books.folder.path + "/out"
        // 300 KiB: the journal of 1 April alone is larger.
        let answer = try books.start(
            ["close", "2026-03-31..2026-04-02"] + SealedMonth.closing(to: out), largestFile: 600
        ).answer()
        #expect(answer.status == 5, "\(answer.ending)")
        try books.audit()
        let again = try SealedMonth.close("2026-03-31..2026-04-02", books, to: out)
        #expect(again.status == 0, "\(again.ending)")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: out).sorted()
                == ["2026-03-31", "2026-04-01", "2026-04-02"])
        let verdicts = try SealedMonth.verdicts(out, ca: month.ca)
        #expect(verdicts.allSatisfy { $0.hasSuffix(" holds") }, "\(verdicts)")
    }
}
