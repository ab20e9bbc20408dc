import City
import Foundation
import Money

/// City files for tests.
enum Sample {
    /// The reference file of the sample city.
    static func reference() throws -> String {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let url = tests.appending(path: "Fixtures/shiomi/city.yaml")
        return try String(contentsOf: url, encoding: .utf8)
    }

    /// A small whole city, section by section.
    static let sections: [(key: String, text: String)] = [
        (
            "municipality",
            """
            municipality:
              code: "999016"
              name: 汐見市
              name_en: Shiomi City
              time_zone: Asia/Tokyo
              books_begin: 2026-03-31
            """
        ),
        (
            "calendar",
            """
            calendar:
              weekly_rest: [saturday, sunday]
              offices_closed: { from: "12-29", to: "01-03" }
              banks_closed: { from: "12-31", to: "01-03" }
              holidays:
                - { day: 2026-04-29, name: 昭和の日 }
                - { day: 2026-05-05, name: こどもの日 }
            """
        ),
        (
            "funds",
            """
            funds:
              - { id: general, name: 一般会計, kind: general }
              - { id: water, name: 水道事業会計, kind: enterprise }
              - { id: outside, name: 歳入歳出外現金, kind: outside }
            """
        ),
        (
            "bank_accounts",
            """
            bank_accounts:
              - id: main
                bank: "0001"
                branch: "001"
                type: ordinary
                number: "0012345"
                holder: ｼｵﾐｼ
                funds: [general, outside]
                opening: { day: 2026-03-31, balances: { general: 100, outside: 0 } }
            """
        ),
        (
            "bank_rules",
            """
            bank_rules:
              - { account: main, direction: in, payer: "ｺｳｻﾞﾌﾘｶｴ", class: sweep, fund: general }
              - { account: main, direction: out, text: "ﾃｽｳﾘﾖｳ", class: bank-fee, fund: general }
            """
        ),
        (
            "offices",
            """
            offices:
              - { id: shimin, name: 市民課, terminals: [T01, T02] }
              - { id: zeimu, name: 税務課 }
            """
        ),
        (
            "fees",
            """
            fees:
              - { id: a, name: 写し, price: 300, fund: general, subject: "14-01", tax: exempt, \
              office: shimin, online: true, from: 2025-04-01 }
              - { id: a, name: 写し, price: 350, fund: general, subject: "14-01", tax: exempt, \
              office: shimin, online: true, from: 2026-07-01 }
              - { id: h, name: 預り, price: 200, fund: outside, held: jlis, \
              tax: { rate_ppm: 100000 }, from: 2025-04-01 }
            """
        ),
        (
            "bills",
            """
            bills:
              - { kind: water, name: 水道料金, fund: water, subject: "1-1", tax_ppm: 100000 }
              - { kind: tax, name: 市税, fund: general, subject: "01-01", tax_ppm: 0, el_item: "012" }
            """
        ),
        (
            "slips",
            """
            slips:
              barcode: { issuer: "929023", company: "25216", key_digits: 16, limit_yen: 300000 }
              el_qr: { agency: "13800", org: "09901", key_digits: 20 }
            """
        ),
        (
            "providers",
            """
            providers:
              - id: qr
                name: QR
                method: qr
                channels: [counter, online]
                adapter: paypay
                reports: { lines: paypay-history, payouts: psp-payouts }
                merchant_ids: ["0001"]
                payer_names: ["ﾍﾟｲ(ｶ"]
                agreements:
                  - from: 2026-03-01
                    capacity: payer_entrusted
                    revenues: [fees, water]
                    payout: { terms: net, lines: window }
                  - from: 2026-06-01
                    capacity: payer_entrusted
                    revenues: [fees, water]
                    payout: { terms: net, lines: window }
            """
        ),
    ]

    /// The small city with one section in another wording.
    ///
    /// It stands first, so that its lines count from 1.
    static func city(_ section: String) -> String {
        let key = String(section.prefix { $0 != ":" })
        let rest = sections.filter { $0.key != key }.map(\.text)
        return ([section] + rest).joined(separator: "\n") + "\n"
    }

    /// The small city as it is.
    static var whole: String { sections.map(\.text).joined(separator: "\n") + "\n" }

    /// The small city with some words in another wording.
    static func city(replacing old: String, with new: String) -> String {
        whole.replacingOccurrences(of: old, with: new)
    }
}

/// What is wrong with a text; empty where it reads.
func problems(_ yaml: String) -> [CityFileProblem] {
    do {
        _ = try City.read(yaml)
        return []
    } catch {
        return error.problems
    }
}

func day(_ text: String) -> BookDay { BookDay(text)! }
