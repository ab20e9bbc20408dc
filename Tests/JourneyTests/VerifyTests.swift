import Foundation
import Testing

@Suite("Packages that somebody damaged")
struct VerifyTests {
    /// Days around the one that is damaged, the tenth.
    private static let days = [
        "2026-04-08", "2026-04-09", "2026-04-10", "2026-04-11", "2026-04-12",
    ]

    struct Damage: Sendable, CustomTestStringConvertible {
        var name: String
        var script: String
        var verdicts: [String]
        var testDescription: String { name }

        /// - Parameter verdicts: of the days that do not hold; the others must.
        init(_ name: String, _ script: String, _ verdicts: [String]) {
            (self.name, self.script, self.verdicts) = (name, script, verdicts)
        }
    }

    static let damages = [
        Damage(
            "a comma changed", "sed -i '2s/,/;/' $D/payments.csv",
            ["2026-04-10 file-altered payments.csv", "2026-04-10 table-broken payments.csv"]),
        Damage("a file missing", "rm $D/revenue.csv", ["2026-04-10 file-missing revenue.csv"]),
        Damage(
            "a large file missing", "rm $D/journal.csv", ["2026-04-10 file-missing journal.csv"]),
        Damage(
            "a pipe instead of a file", "rm $D/payments.csv; mkfifo $D/payments.csv",
            [
                "2026-04-10 unreadable payments.csv",
                "2026-04-10 manifest-disagrees manifest.json",
            ]),
        Damage("an extra file", "echo x > $D/notes.txt", ["2026-04-10 file-extra notes.txt"]),
        Damage(
            "two days exchanged", "mv $D x; mv $N $D; mv x $N",
            ["2026-04-11 day-elsewhere", "2026-04-10 day-elsewhere"]),
        Damage("a day removed", "rm -r $D", ["2026-04-11 day-missing"]),
        Damage("a day twice", "cp -r $D copy", ["copy day-twice"]),
        Damage(
            "the checkpoint changed", "sed -i '2s/5859/5860/' $D/checkpoint.txt",
            [
                "2026-04-10 file-altered checkpoint.txt",
                "2026-04-10 checkpoint-wrong checkpoint.txt",
            ]),
        Damage(
            "the seal cut off", "truncate -s -10 $D/SHA256SUMS.p7s",
            ["2026-04-10 seal-not-cms SHA256SUMS.p7s"]),
        Damage(
            "the seal missing", "rm $D/SHA256SUMS.p7s", ["2026-04-10 seal-missing SHA256SUMS.p7s"]),
        Damage(
            "the seal of another day", "cp $N/SHA256SUMS.p7s $D",
            ["2026-04-10 seal-content-differs SHA256SUMS.p7s"]),
        Damage(
            "the digests missing", "rm $D/SHA256SUMS",
            ["2026-04-11 day-missing", "2026-04-10 digests-missing SHA256SUMS"]),
        Damage(
            "the digests cut off", "truncate -s -1 $D/SHA256SUMS",
            [
                "2026-04-11 day-missing", "2026-04-10 digests-cut-off SHA256SUMS",
                "2026-04-10 seal-content-differs SHA256SUMS.p7s",
            ]),
        Damage(
            "a digest changed", #"sed -i '3s/^\(.\)\(.\{63\}\)/\2\1/' $D/SHA256SUMS"#,
            [
                "2026-04-10 file-altered manifest.json",
                "2026-04-10 seal-content-differs SHA256SUMS.p7s",
                "2026-04-11 chain-broken SHA256SUMS",
            ]),
        Damage(
            "another key of the same authority",
            "sign $D $KEYS/officer-chain.pem $KEYS/officer.key",
            ["2026-04-10 seal-key-changed SHA256SUMS.p7s"]),
        Damage(
            "a key of another authority",
            "$SUITO keys demo --out $PWD/.other --data $PWD/.none > /dev/null; "
                + "sign $D $PWD/.other/chain.pem $PWD/.other/seal.key",
            [
                "2026-04-10 seal-certificate-issuer-unknown SHA256SUMS.p7s",
                "2026-04-10 seal-key-changed SHA256SUMS.p7s",
            ]),
        Damage(
            "an expired certificate",
            "mkdir .old; expired $PWD/.old; sign $D $PWD/.old/old-chain.pem $PWD/.old/old.key",
            [
                "2026-04-10 seal-certificate-expired SHA256SUMS.p7s",
                "2026-04-10 seal-key-changed SHA256SUMS.p7s",
            ]),
        Damage(
            "a comma changed, and sealed again", "sed -i '2s/,/;/' $D/payments.csv; reseal $D",
            ["2026-04-10 table-broken payments.csv", "2026-04-11 chain-broken SHA256SUMS"]),
        Damage(
            "totals changed, and sealed again",
            #"sed -i 's/"amount":46726}/"amount":46727}/' $D/manifest.json; reseal $D"#,
            ["2026-04-10 manifest-disagrees manifest.json", "2026-04-11 chain-broken SHA256SUMS"]),
        Damage(
            "totals changed, and all later days sealed again",
            #"sed -i 's/"amount":46726}/"amount":46727}/' $D/manifest.json; reseal $D; "#
                + "relink $N $D; relink 2026-04-12 $N",
            ["2026-04-10 manifest-disagrees manifest.json"]),
        Damage(
            "the tree's root changed, and sealed again",
            #"sed -i 's/"root":"/&A/' $D/manifest.json; reseal $D"#,
            [
                "2026-04-10 checkpoint-wrong checkpoint.txt", "2026-04-10 tree-differs journal.csv",
                "2026-04-11 chain-broken SHA256SUMS",
                "2026-04-11 tree-not-continued checkpoint.txt",
            ]),
        Damage(
            "the former tree changed, and sealed again",
            #"sed -i 's/"previous_root":"/&A/' $D/manifest.json; reseal $D"#,
            [
                "2026-04-10 tree-differs journal.csv",
                "2026-04-10 tree-not-continued checkpoint.txt",
                "2026-04-11 chain-broken SHA256SUMS",
            ]),
        Damage(
            "the day before changed in the digests, and sealed again",
            #"sed -i '2s/prev \(.\)\(.*\)/prev \2\1/' $D/SHA256SUMS; reseal $D"#,
            [
                "2026-04-10 manifest-disagrees manifest.json", "2026-04-10 chain-broken SHA256SUMS",
                "2026-04-11 chain-broken SHA256SUMS",
            ]),
        Damage(
            "closed before the day before, and sealed again",
            #"sed -i 's/"closed_at":"..........T/"closed_at":"2026-05-01T/' $D/manifest.json; "#
                + "reseal $D",
            ["2026-04-10 clock-backwards manifest.json", "2026-04-11 chain-broken SHA256SUMS"]),
        Damage(
            "a voucher removed, and sealed again", "sed -i '$d' $D/journal.csv; reseal $D",
            [
                "2026-04-10 manifest-disagrees manifest.json",
                "2026-04-10 tree-differs journal.csv", "2026-04-10 row-unbooked payouts.csv",
                "2026-04-10 revenue-differs revenue.csv",
                "2026-04-10 manifest-disagrees manifest.json",
                "2026-04-10 manifest-disagrees manifest.json", "2026-04-11 chain-broken SHA256SUMS",
            ]),
        Damage(
            "an amount of the journal changed, and sealed again",
            "sed -i '2s/.$/9/' $D/journal.csv; reseal $D",
            [
                "2026-04-10 tree-differs journal.csv", "2026-04-10 row-differs payments.csv",
                "2026-04-10 revenue-differs revenue.csv",
                "2026-04-10 manifest-disagrees manifest.json", "2026-04-11 chain-broken SHA256SUMS",
            ]),
        Damage(
            "a file no longer sealed",
            "sed -i '/payouts.csv/d' $D/SHA256SUMS; reseal $D",
            [
                "2026-04-10 file-not-sealed payouts.csv", "2026-04-10 file-extra payouts.csv",
                "2026-04-10 manifest-disagrees manifest.json", "2026-04-11 chain-broken SHA256SUMS",
            ]),
    ]

    @Test("Each damage is named, and the other days hold", arguments: damages)
    func damage(_ damage: Damage) throws {
        let month = try SealedMonth.whole.get()
        let folder = try month.packages(VerifyTests.days)
        try Shell.done(
            "source $SCRIPTS/reseal.sh; D=2026-04-10; N=2026-04-11; \(damage.script)",
            in: folder.path, environment: ["KEYS": month.keys, "SCRIPTS": Shell.scripts])
        let verdicts = try SealedMonth.verdicts(folder.path, ca: month.ca)
        #expect(verdicts.filter { !$0.hasSuffix(" holds") } == damage.verdicts)
        let damaged = Set(damage.verdicts.map { $0.split(separator: " ")[0] })
        #expect(
            verdicts.count { $0.hasSuffix(" holds") } >= VerifyTests.days.count - damaged.count - 1)
    }

    @Test("Days that nobody touched hold")
    func untouched() throws {
        let month = try SealedMonth.whole.get()
        let verdicts = try SealedMonth.verdicts(month.out, ca: month.ca)
        #expect(verdicts.count == 31 && verdicts.allSatisfy { $0.hasSuffix(" holds") })
    }

    @Test("Under another authority no day holds, and each says so")
    func wrongAuthority() throws {
        let month = try SealedMonth.whole.get()
        let folder = try month.packages(VerifyTests.days)
        try Shell.done(
            "$SUITO keys demo --out $PWD/.other --data $PWD/.none", in: folder.path)
        let verdicts = try SealedMonth.verdicts(folder.path, ca: folder.path + "/.other/ca.pem")
        #expect(
            verdicts
                == VerifyTests.days.map {
                    "\($0) seal-certificate-issuer-unknown SHA256SUMS.p7s"
                })
    }

    @Test("A file of roots that holds none is refused", arguments: ["", "x", "/none"])
    func noRoots(_ text: String) throws {
        let month = try SealedMonth.whole.get()
        let folder = try month.packages(["2026-04-10"])
        let path = text == "/none" ? folder.path + text : try folder.write("ca.pem", text.utf8)
        let answer = try RunningProgram(
            ["verify", folder.path, "--ca", path], in: folder
        ).answer()
        #expect(answer.status == 1, "\(answer.ending)")
        #expect(answer.words.hasPrefix("seal-"), "\(answer.ending)")
    }
}
