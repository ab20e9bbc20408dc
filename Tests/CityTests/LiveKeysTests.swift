import City
import Money
import Testing

@Suite("Keys for live payments") struct LiveKeysTests {
    @Test("Without them no amount needs a second person, and receipts carry no proof")
    func absent() throws {
        let city = try City.read(Sample.whole)
        #expect(city.autoRefundLimit == nil && !city.receiptProofQR)
    }

    @Test("They are read, and may be left empty")
    func read() throws {
        let city = try City.read(
            Sample.whole + "auto_refund_limit: 3000\nreceipt_proof_qr: true\n")
        #expect(city.autoRefundLimit == Yen(3_000) && city.receiptProofQR)
        let none = try City.read(Sample.whole + "auto_refund_limit: 0\nreceipt_proof_qr: false\n")
        #expect(none.autoRefundLimit == .zero && !none.receiptProofQR)
        #expect(try City.read(Sample.whole + "auto_refund_limit: ~\n").autoRefundLimit == nil)
    }

    @Test(
        "Other words than yen and truth are refused",
        arguments: [
            Refusal(
                "a limit below nothing", .valueInvalid, 1, 20, "auto_refund_limit",
                "auto_refund_limit: -1"),
            Refusal(
                "a limit with a fraction", .wrongType, 1, 20, "auto_refund_limit",
                "auto_refund_limit: 1.5"),
            Refusal(
                "a limit in quotes", .wrongType, 1, 20, "auto_refund_limit",
                "auto_refund_limit: \"100\""),
            Refusal(
                "a proof of perhaps", .wrongType, 1, 19, "receipt_proof_qr",
                "receipt_proof_qr: maybe"),
        ])
    func refused(_ refusal: Refusal) { expectAlone(refusal) }

    @Test("They may change at any time: what was refunded keeps the limit of its day")
    func change() throws {
        let past = try City.read(Sample.whole)
        let now = try City.read(Sample.whole + "auto_refund_limit: 5\nreceipt_proof_qr: true\n")
        let day = try #require(BookDay("2026-06-15"))
        #expect(now.conflicts(with: past, usedThrough: day) == [])
        #expect(past.conflicts(with: now, usedThrough: day) == [])
    }

    @Test("Books of training say so in the city's name, and what they are never changes")
    func training() throws {
        let real = try City.read(Sample.whole)
        let training = try City.read(City.training(Sample.whole))
        #expect(!real.isTraining && training.isTraining)
        #expect(training.municipality.name == real.municipality.name + "（訓練）")
        #expect(training.municipality.nameEnglish.hasSuffix(" (training)"))
        #expect(try City.training(City.training(Sample.whole)) == City.training(Sample.whole))
        for day in [nil, BookDay("2026-06-15")] {
            for (now, past) in [(real, training), (training, real)] {
                let refusals = now.conflicts(with: past, usedThrough: day)
                #expect(refusals.map(\.code) == [.trainingChanged])
            }
            #expect(training.conflicts(with: training, usedThrough: day) == [])
        }
    }

    @Test(
        "A plain revenue is named by fund and subject, and no fee of the catalogue poses as one",
        arguments: [
            ("general", "14-02-01-01", "@general/14-02-01-01"), ("outside", "1", nil),
            ("gone", "1", nil), ("general", "", nil), ("general", "1/2", nil),
            ("general", "科目", nil),
        ] as [(String, String, String?)])
    func plain(fund: String, subject: String, name: String?) throws {
        let city = try City.read(Sample.whole)
        #expect(city.plainRevenue(fund: fund, subject: subject) == name)
        guard let name else { return }
        let day = try #require(BookDay("2026-06-15"))
        let fee = try #require(city.fee(name, on: day))
        #expect(fee.fund == fund && fee.destination == .subject(subject))
        #expect(city.fee("@\(fund)/\(subject)/x", on: day) == nil)
        #expect(city.fee("@", on: day) == nil)
    }
}
