import City
import Money
import Posting

/// A small city in which every row of the postings can happen.
enum PostingCity {
    static let general = 0
    static let water = 1
    static let sewer = 2
    static let outside = 3

    /// Bank account `main` may hold every fund's money, `town` only that of the general fund.
    static let main = 0
    static let town = 1

    static func yaml(fees: String = "[]") -> String {
        """
        municipality:
          { code: "999016", name: 汐見市, name_en: Shiomi, time_zone: Asia/Tokyo, \
        books_begin: 2026-03-31 }
        calendar:
          weekly_rest: [saturday, sunday]
          offices_closed: { from: "12-29", to: "01-03" }
          banks_closed: { from: "12-31", to: "01-03" }
          holidays: []
        funds:
          - { id: general, name: 一般会計, kind: general }
          - { id: water, name: 水道事業会計, kind: enterprise }
          - { id: sewer, name: 下水道事業会計, kind: special }
          - { id: outside, name: 歳入歳出外現金, kind: outside }
        bank_accounts:
          - { id: main, bank: "0001", branch: "001", type: ordinary, number: "0000001", \
        holder: ｼｵﾐ, funds: [general, water, sewer, outside], \
        opening: { day: 2026-03-31, balances: { general: 0, water: 0, sewer: 0, outside: 0 } } }
          - { id: town, bank: "0001", branch: "001", type: current, number: "0000002", \
        holder: ｼｵﾐ, funds: [general], opening: { day: 2026-03-31, balances: { general: 0 } } }
        bank_rules:
          - { account: main, direction: in, payer: "ﾌﾘｶｴ", class: other-business, fund: general }
          - { account: main, direction: out, text: "ﾃｽｳﾘﾖｳ", class: bank-fee, fund: general }
          - { account: main, direction: out, payer: "ｼｷﾝ", class: sweep, fund: water }
        offices:
          - { id: shimin, name: 市民課, terminals: [T01] }
        fees:
          - { id: a, name: 写し, price: 300, fund: general, subject: "14-01", tax: exempt, \
        from: 2025-04-01 }
        bills:
          - { kind: water, name: 水道料金, fund: water, subject: "1-1", tax_ppm: 100000 }
          - { kind: tax, name: 市税, fund: general, subject: "01-01", tax_ppm: 0 }
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
                fees: \(fees)
                payout: { terms: net, lines: window }
                brands:
                  - { id: red, name: 赤, void: never, unknown: not_paid, answered_by: nothing }
                  - { id: blue, name: 青, void: never, unknown: not_paid, answered_by: nothing }

        """
    }

    static func city(fees: String = "[]") throws -> City { try City.read(yaml(fees: fees)) }

    static func postings() throws -> Postings { Postings(city: try city()) }
}

func day(_ text: String) -> BookDay { BookDay(text)! }
