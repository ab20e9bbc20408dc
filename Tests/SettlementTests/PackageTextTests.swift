import Money
import Settlement
import Testing

@Suite("Texts of a package")
struct PackageTextTests {
    private static let day = BookDay(number: 20_544)

    @Test("A field is quoted where it needs it, and only there")
    func fields() {
        var bytes: [UInt8] = []
        CSVText.append(
            ["", "a b", "あ、い", "1,2", "\"x\"", "one\ntwo", "\r", " "], to: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == ",a b,あ、い,\"1,2\",\"\"\"x\"\"\",\"one\ntwo\",\"\r\", \n")
    }

    @Test("Numbers are written as they are said", arguments: [0, 7, -7, 10, .max, .min])
    func numbers(_ number: Int64) {
        var bytes: [UInt8] = []
        CSVText.append(number: number, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == String(number))
    }

    // MARK: - Names

    @Test("Co-signatures are numbered from one")
    func cosignatures() {
        #expect(PackageFile.cosignature(12) == "cosign-12.p7s")
        for (name, number) in [
            ("cosign-1.p7s", 1), ("cosign-1.p7s.tsr", 1), ("cosign-12.p7s", 12),
        ] { #expect(PackageFile.cosignatureNumber(name) == number) }
        for name in [
            "cosign-0.p7s", "cosign--1.p7s", "cosign-+1.p7s", "cosign-01.p7s", "cosign-.p7s",
            "cosign-1.p7s.bak", "cosign-1.tsr", "Cosign-1.p7s", "xcosign-1.p7s", "cosign-1",
            "cosign-1.p7s.tsr.tsr", "cosign-99999999999999999999.p7s", "cosign-１.p7s",
        ] { #expect(PackageFile.cosignatureNumber(name) == nil, "\(name)") }
    }

    @Test("Only revocation lists, and what hands the seal on, may be left out of what is sealed")
    func required() {
        #expect(
            Set(PackageFile.allCases).subtracting(PackageFile.required)
                == [.revocations, .handover, .handoverSeal])
    }

    @Test("A handover reads back what it writes, and nothing else")
    func handover() throws {
        let statement = HandoverStatement(
            municipality: "999016", day: Self.day, after: String(repeating: "a", count: 64),
            from: String(repeating: "0", count: 64), to: String(repeating: "f", count: 64))
        #expect(HandoverStatement(Array(statement.text.utf8)) == statement)
        #expect(statement.text.hasPrefix("# SUITO-HANDOVER v1 999016 2026-04-01\nafter aaa"))
        let text = statement.text
        for other in [
            "", String(text.dropLast()), text + "\n", text.replacing("v1", with: "v2"),
            text.replacing("after", with: "behind"), text.replacing("\n", with: "\r\n"),
            text.replacing("from 0", with: "from "), text.replacing("-01\n", with: "-1\n"),
            text.replacing("to f", with: "to ff"),
        ] { #expect(HandoverStatement(Array(other.utf8)) == nil, "\(other)") }
    }

    // MARK: - The manifest

    private static var manifest: Manifest {
        var totals = PackageTotals()
        totals.addVoucher(sequence: 41)
        totals.addVoucher(sequence: 43)
        totals.addTransfer(fund: "ippan", amount: Yen(600), kind: "post")
        totals.addTransfer(fund: "ippan", amount: Yen(50), kind: "reverse")
        totals.addTransfer(fund: "suido", amount: Yen(70), kind: "reserve")
        totals.addPayment(
            event: .captured, provider: "paypay", office: "zeimu", amount: Yen(600))
        totals.addPayment(event: .voided, provider: "paypay", office: "zeimu", amount: Yen(50))
        totals.addPayment(event: .unknown, provider: "paypay", office: "zeimu", amount: Yen(9))
        totals.addPayment(event: .slip, provider: "dsk", office: "", amount: Yen(30))
        totals.addPayout(status: .announced, net: Yen(500))
        totals.addException(state: .carried, amount: Yen(-1))
        totals.revenueRows = 1
        totals.revenue = ["entrusted_day": Yen(600)]
        return Manifest(
            municipality: .init(code: "999016", name: "汐見市", nameEnglish: "Shiomi \"City\""),
            day: day, number: 2, closedAt: Moment(day: day.adding(1), secondOfDay: 3_661),
            closedBy: "sato", software: "1.0", reconciledThrough: day.adding(2),
            previous: DigestList.noPrevious, booksHash: "ab", sealCertificate: "cd",
            previousSealCertificate: nil, isStamped: false,
            tree: .init(
                size: 5, root: "cm9vdA==", previousSize: 3, previousRoot: "b2xk",
                frontier: ["cGVhaw==", "cGVhazI="]),
            totals: totals, files: [.init(name: "payments.csv", bytes: 12)])
    }

    @Test("A manifest is these bytes")
    func golden() {
        #expect(Self.manifest.text == Self.goldenManifest)
    }

    private static let goldenManifest = #"""
        \#
        {"format":"suito-settlement-1","municipality":{"code":"999016","name":"汐見市",\#
        "name_en":"Shiomi \"City\""},\#
        "day":"2026-04-01","number":2,\#
        "closed_at":"2026-04-02T01:01:01+09:00","closed_by":"sato","software":"1.0",\#
        "reconciled_through":"2026-04-03",\#
        "previous":"0000000000000000000000000000000000000000000000000000000000000000",\#
        "books_hash":"ab",\#
        "seal":{"certificate_sha256":"cd","previous_certificate_sha256":null,\#
        "timestamped":false},"tree":{"size":5,"root":"cm9vdA==","previous_size":3,\#
        "previous_root":"b2xk","frontier":["cGVhaw==","cGVhazI="]},\#
        "vouchers":{"count":2,"transfers":3,"first_sequence":41,"last_sequence":43},\#
        "funds":[{"fund":"ippan","count":2,"amount":650}],\#
        "payments":[{"event":"captured","count":1,"amount":600},{"event":"slip",\#
        "count":1,"amount":30},{"event":"unknown","count":1,"amount":9},\#
        {"event":"voided","count":1,"amount":50}],\#
        "providers":[{"provider":"dsk","count":1,"amount":30},{"provider":"paypay",\#
        "count":2,"amount":550}],\#
        "offices":[{"office":"zeimu","count":2,"amount":550}],\#
        "payouts":[{"status":"announced","count":1,"amount":500}],\#
        "exceptions":[{"state":"carried","count":1,"amount":-1}],\#
        "revenue":{"rows":1,"entrusted_day":600},\#
        "files":[{"name":"payments.csv","bytes":12}]}

        """#

    // MARK: - The instructions

    private func commands(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init).filter {
            $0.hasPrefix("sha256sum ") || $0.hasPrefix("openssl ") || $0.hasPrefix("sed ")
        }
    }

    @Test("The instructions name the commands, the moment and the day before")
    func instructions() {
        let sealedAt = Moment(seconds: 1_775_000_000)
        let text = VerifyText.text(
            day: Self.day, sealedAt: sealedAt, isStamped: true, previousDay: Self.day.adding(-1))
        #expect(
            commands(text) == [
                "sha256sum -c SHA256SUMS",
                "openssl cms -verify -binary -inform DER -in SHA256SUMS.p7s -content SHA256SUMS "
                    + "-CAfile ca.pem -cades -purpose any -attime 1775000000 -out /dev/null",
                "openssl ts -verify -data SHA256SUMS.p7s -in SHA256SUMS.p7s.tsr "
                    + "-CAfile tsa-ca.pem -attime 1775000000",
                "openssl ts -reply -in SHA256SUMS.p7s.tsr -text",
                "sed -n 's/^# prev //p' SHA256SUMS",
                "sha256sum ../2026-03-31/SHA256SUMS | cut -c 1-64",
            ])
        #expect(text.hasSuffix("\n") && !text.contains("\r"))
    }

    @Test("Without a timestamp and without a day before, their commands are not there")
    func firstInstructions() {
        let text = VerifyText.text(
            day: Self.day, sealedAt: Moment(seconds: 0), isStamped: false, previousDay: nil)
        #expect(!text.contains("openssl ts") && !text.contains("../"))
        #expect(commands(text).count == 3)
    }
}
