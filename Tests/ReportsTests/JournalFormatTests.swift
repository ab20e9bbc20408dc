import Foundation
import Ledger
import Money
import Reports
import Settlement
import TestSupport
import Testing

@Suite("The journal as other programs read it")
struct JournalFormatTests {
    private static let first = BookDay(number: 20_544)

    private static func voucher(
        _ id: String, day: BookDay = first, isPosted: Bool = true, cause: String,
        _ transfers: [Transfer]
    ) -> ExportedVoucher {
        ExportedVoucher(
            id: id, kind: isPosted ? "post" : "reserve", isPosted: isPosted, day: day,
            ownDay: day, occurred: "\(day)T09:00:00+09:00", recorded: "\(day)T10:00:00+09:00",
            target: nil, cause: cause, payment: "p;1", transfers: transfers)
    }

    private static func sample(_ format: some JournalFormat) throws -> String {
        var chart = Chart()
        let bank = chart.open(try #require(Account(fund: "general", code: "asset/bank/main")))
        let sold = chart.open(
            try #require(Account(fund: "general", code: "revenue/2026/14-01")))
        let transfers = [Transfer(debit: bank, credit: sold, amount: Yen(300))]
        var format = format
        var bytes: [UInt8] = []
        format.begin(title: "999016 \"A\"", chart: chart, from: first, to: &bytes)
        format.append(voucher("v1", cause: "a;b, \"c\"\n100%|", transfers), to: &bytes)
        format.append(voucher("v2", isPosted: false, cause: " x ", transfers), to: &bytes)
        format.end(
            of: first, changed: [bank, sold], standing: [Yen(300), Yen(-300)], to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("hledger: one voucher, one reservation, the day's balances")
    func hledger() throws {
        #expect(
            try Self.sample(HledgerJournal()) == """
                ; 999016 %22A%22

                commodity JPY

                account general:assets:bank:main  ; type:A, fund: general, code: asset/bank/main
                account general:revenues:2026:14-01  ; type:R, fund: general, \
                code: revenue/2026/14-01, subject: 14-01

                2026-04-01 * (v1) a%3Bb%2C %22c%22%0A100%25%7C
                    ; kind: post
                    ; own-day: 2026-04-01
                    ; occurred: 2026-04-01T09:00:00+09:00
                    ; recorded: 2026-04-01T10:00:00+09:00
                    ; payment: p%3B1
                    ; fund: general
                    ; subject: 14-01
                    general:assets:bank:main  300 JPY
                    general:revenues:2026:14-01  -300 JPY

                2026-04-01 ! (v2) %20x%20
                    ; kind: reserve
                    ; own-day: 2026-04-01
                    ; occurred: 2026-04-01T09:00:00+09:00
                    ; recorded: 2026-04-01T10:00:00+09:00
                    ; payment: p%3B1
                    ; fund: general
                    ; subject: 14-01
                    ; reserved: general asset/bank/main revenue/2026/14-01 300

                2026-04-01 * balances
                    general:assets:bank:main  0 JPY = 300 JPY
                    general:revenues:2026:14-01  0 JPY = -300 JPY

                """)
    }

    @Test("beancount: one voucher, one reservation, the next morning's balances")
    func beancount() throws {
        #expect(
            try Self.sample(BeancountLedger()) == """
                option "title" "999016 %22A%22"
                option "operating_currency" "JPY"

                2026-04-01 commodity JPY
                2026-04-01 open Assets:General:Bank:Main JPY
                  fund: "general"
                  code: "asset/bank/main"
                2026-04-01 open Income:General:2026:14-01 JPY
                  fund: "general"
                  code: "revenue/2026/14-01"
                  subject: "14-01"

                2026-04-01 * "a%3Bb%2C %22c%22%0A100%25%7C" #fund-general #subject-14-01
                  voucher: "v1"
                  kind: "post"
                  own-day: "2026-04-01"
                  occurred: "2026-04-01T09:00:00+09:00"
                  recorded: "2026-04-01T10:00:00+09:00"
                  payment: "p%3B1"
                  Assets:General:Bank:Main 300 JPY
                  Income:General:2026:14-01 -300 JPY

                2026-04-01 ! "%20x%20" #fund-general #subject-14-01
                  voucher: "v2"
                  kind: "reserve"
                  own-day: "2026-04-01"
                  occurred: "2026-04-01T09:00:00+09:00"
                  recorded: "2026-04-01T10:00:00+09:00"
                  payment: "p%3B1"
                  reserved-1: "general asset/bank/main revenue/2026/14-01 300"

                2026-04-02 balance Assets:General:Bank:Main 300 JPY
                2026-04-02 balance Income:General:2026:14-01 -300 JPY

                """)
    }

    // MARK: - Anything goes

    /// Random books of a few days, with names and causes as bad as they come.
    private struct RandomBooks {
        var chart = Chart()
        var days: [(day: BookDay, vouchers: [ExportedVoucher])] = []
        private static let words = [
            "bank", "x", "X41", "x41", "A", "a", "-", "--", "1", "2026", "Ab", "収納", "a b", "a  b",
            "a;b", "(a)", "[a]", "a:b", "%", "a%20b", "\"", "\\", "\u{3000}", "\n", "#", "é", "_",
            ".",
        ]
        private static let pieces =
            words + [
                " ", "  ", "; date: 2026-13-45", "[2026/1/1]", "tag:value", ",", "|", "*", "!",
                "(code)", "= 1 JPY", "@ 3 USD", "\t", "\r\n", "\u{0}", "\u{85}", "\u{2028}",
                "\u{202E}", "\u{FEFF}", "🎏", "\u{7F}", "'", "{", "}", "~", "2026-04-01",
            ]

        init(_ random: inout SplitMix64) {
            var byFund: [String: [AccountID]] = [:]
            for fund in ["general", "water", RandomBooks.words.randomElement(using: &random) ?? ""]
            {
                for _ in 0..<8 {
                    let accountClass =
                        ["asset", "liability", "revenue", "expense", "equity"]
                        .randomElement(using: &random) ?? ""
                    let parts = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                        RandomBooks.words.randomElement(using: &random) ?? ""
                    }
                    let code = ([accountClass] + parts).joined(separator: "/")
                    guard let account = Account(fund: fund, code: code) else { continue }
                    let id = chart.open(account)
                    if byFund[fund]?.contains(id) != true { byFund[fund, default: []].append(id) }
                }
            }
            let funds = byFund.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
            var number = 0
            for offset in 0..<4 {
                let day = JournalFormatTests.first.adding(offset * 13)
                let vouchers = (0..<40).map { _ in
                    number += 1
                    return RandomBooks.voucher(number, day, funds, &random)
                }
                days.append((day, vouchers))
            }
        }

        private static func voucher(
            _ number: Int, _ day: BookDay, _ funds: [[AccountID]], _ random: inout SplitMix64
        ) -> ExportedVoucher {
            let transfers = (0..<Int.random(in: 1...3, using: &random)).compactMap {
                _ -> Transfer? in
                guard let pair = funds.randomElement(using: &random)?.shuffled(using: &random)
                else { return nil }
                return Transfer(
                    debit: pair[0], credit: pair[1],
                    amount: Yen(Int64.random(in: 1...Yen.largest.value / 1_000, using: &random)))
            }
            let cause = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            return JournalFormatTests.voucher(
                "v\(number)", day: day, isPosted: Int.random(in: 0..<5, using: &random) > 0,
                cause: cause, transfers)
        }

        func rendered(_ format: some JournalFormat) -> [UInt8] {
            var format = format
            var bytes: [UInt8] = []
            format.begin(title: "t", chart: chart, from: JournalFormatTests.first, to: &bytes)
            var standing = [Yen](repeating: .zero, count: chart.count)
            for (day, vouchers) in days {
                var moved = Set<AccountID>()
                for voucher in vouchers {
                    format.append(voucher, to: &bytes)
                    for transfer in voucher.transfers where voucher.isPosted {
                        standing[Int(transfer.debit.index)] += transfer.amount
                        standing[Int(transfer.credit.index)] -= transfer.amount
                        moved.formUnion([transfer.debit, transfer.credit])
                    }
                }
                format.end(of: day, changed: moved.sorted(), standing: standing, to: &bytes)
            }
            return bytes
        }
    }

    @Test("Whatever accounts and causes are called, both programs read all of it and agree")
    func anything() throws {
        var random = SplitMix64.seeded("anything")
        for _ in 0..<6 {
            let books = RandomBooks(&random)
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "suito-export-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let hledger = folder.appending(path: "a.journal").path()
            let beancount = folder.appending(path: "a.beancount").path()
            try Data(books.rendered(HledgerJournal())).write(to: URL(filePath: hledger))
            try Data(books.rendered(BeancountLedger())).write(to: URL(filePath: beancount))
            let checked = try StockTool.hledger("check", "--strict", "-f", hledger)
            #expect(checked.status == 0, "\(checked.text.prefix(2_000))")
            let codes = try StockTool.hledger("codes", "-f", hledger)
            #expect(
                codes.text.split(separator: "\n").map(String.init)
                    == books.days.flatMap { $0.vouchers.map(\.id) })
            let bean = try StockTool.beancount("bean-check", beancount)
            #expect(bean.status == 0, "\(bean.text.prefix(2_000))")
        }
    }
}
