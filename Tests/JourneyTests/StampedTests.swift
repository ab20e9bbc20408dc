import Foundation
import TestSupport
import Testing

@Suite("Packages with a timestamp")
struct StampedTests {
    private let month: SealedMonth
    private let books: TestBooks
    private var out: String { books.folder.path + "/out" }

    init() throws {
        month = try SealedMonth.whole.get()
        books = try TestBooks(copyOf: month.open)
    }

    private func use(_ url: String) throws {
        let answer = try books.run(
            "keys", "import", "--key", month.keys + "/seal.key", "--chain",
            month.keys + "/chain.pem", "--ca", month.ca, "--crl", month.keys + "/crl.pem", "--tsa",
            url, "--tsa-ca", month.keys + "/tsa-ca.pem")
        try #require(answer.status == 0, "\(answer.ending)")
    }

    @Test("The commands of VERIFY.txt accept the timestamp, and so does verify")
    func stamped() throws {
        let authority = try LoopbackAuthority(keys: month.keys, in: books.folder)
        try use(authority.url)
        let closed = try SealedMonth.close("2026-03-31..2026-04-02", books, to: out)
        try #require(closed.status == 0, "\(closed.ending)")
        let said = try Shell.done(
            """
            for day in out/2*; do
                cp $KEYS/ca.pem $KEYS/tsa-ca.pem $day
                (cd $day; grep -E '^(sha256sum|openssl) ' VERIFY.txt > ../commands
                 grep -c 'openssl ts' ../commands
                 bash -euo pipefail ../commands > ../said 2>&1 || cat ../said
                 rm ca.pem tsa-ca.pem; rm ../commands ../said)
            done
            """, in: books.folder.path, environment: ["KEYS": month.keys])
        #expect(said == "2\n2\n2\n")
        let more = ["--tsa-ca", month.keys + "/tsa-ca.pem"]
        let holds = ["2026-03-31 holds", "2026-04-01 holds", "2026-04-02 holds"]
        #expect(try SealedMonth.verdicts(out, ca: month.ca, more) == holds)
        #expect(try SealedMonth.verdicts(out, ca: month.ca) == holds)
        // Exchanged, missing, cut off; and under another authority.
        for (script, verdict) in [
            ("cp 2026-03-31/*.tsr 2026-04-01", "timestamp-imprint-differs"),
            ("rm 2026-04-01/*.tsr", "timestamp-missing"),
            ("truncate -s 100 2026-04-01/*.tsr", "timestamp-not-response"),
        ] {
            try Shell.done("cp -r out damaged; cd damaged; \(script)", in: books.folder.path)
            let verdicts = try SealedMonth.verdicts(
                books.folder.path + "/damaged", ca: month.ca, more)
            #expect(
                verdicts == [
                    holds[0], "2026-04-01 \(verdict) SHA256SUMS.p7s.tsr", holds[2],
                ])
            try Shell.done("rm -r damaged", in: books.folder.path)
        }
        try Shell.done("$SUITO keys demo --out other --data none", in: books.folder.path)
        let foreign = try SealedMonth.verdicts(
            out, ca: month.ca, ["--tsa-ca", books.folder.path + "/other/tsa-ca.pem"])
        #expect(
            foreign
                == holds.map {
                    "\($0.prefix(10)) timestamp-certificate-issuer-unknown SHA256SUMS.p7s.tsr"
                })
    }

    @Test("Without an answer the day is closed and waits, and later has the same seal")
    func authorityDown() throws {
        // A port that was free a moment ago, and where nobody is.
        var authority: LoopbackAuthority? = try LoopbackAuthority(
            keys: month.keys, in: books.folder)
        let busy = (try #require(authority)).url + "/busy"
        try use(busy)
        let closed = try SealedMonth.close("2026-03-31..2026-04-01", books, to: out)
        #expect(closed.status == 5, "\(closed.ending)")
        #expect(closed.words.contains("\ntimestamp-http-status: "), "\(closed.ending)")
        #expect(!FileManager.default.fileExists(atPath: out + "/2026-03-31"))
        let sealed = try books.seals()
        #expect(sealed.split(separator: "\n").count == 1)
        authority = nil
        try use("http://127.0.0.1:9")
        #expect(try SealedMonth.close("2026-03-31", books, to: out).status == 5)
        #expect(try books.seals() == sealed)
        // What comes meanwhile does not change what was sealed.
        try books.take(Shiomi.late)
        try books.reconcile(Shiomi.lateEnd)
        let again = try LoopbackAuthority(keys: month.keys, in: books.folder)
        try use(again.url)
        let later = try SealedMonth.close("2026-03-31..2026-04-01", books, to: out)
        #expect(later.status == 0, "\(later.ending)")
        #expect(try books.seals().starts(with: sealed))
        #expect(
            try SealedMonth.verdicts(out, ca: month.ca, ["--tsa-ca", month.keys + "/tsa-ca.pem"])
                == ["2026-03-31 holds", "2026-04-01 holds"])
        try books.audit()
    }
}
