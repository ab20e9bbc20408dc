import City
import Testing

/// A change of the small city after 2026-06-15, with what keeps it from being applied.
struct Change: CustomTestStringConvertible, Sendable {
    let fact: String
    let old: String
    let new: String
    let refusals: [String]

    init(_ fact: String, _ old: String, _ new: String, _ refusals: [String] = []) {
        self.fact = fact
        self.old = old
        self.new = new
        self.refusals = refusals
    }

    var testDescription: String { fact }
}

@Suite struct CityChangeTests {
    static let funds = Sample.sections[2].text
    static let firstPrice = """
          - { id: a, name: 写し, price: 300, fund: general, subject: "14-01", tax: exempt, \
          office: shimin, online: true, from: 2025-04-01 }

        """

    func refusals(_ change: Change, usedThrough text: String?) throws -> [CityChangeRefusal] {
        let past = try City.read(Sample.whole)
        #expect(Sample.whole.contains(change.old), "\(change.fact)")
        let now = try City.read(Sample.city(replacing: change.old, with: change.new))
        return now.conflicts(with: past, usedThrough: text.map(day))
    }

    @Test("The same city has no conflict with itself")
    func same() throws {
        let city = try City.read(Sample.whole)
        #expect(city.conflicts(with: city, usedThrough: day("2030-01-01")) == [])
    }

    static let refused = [
        Change(
            "The municipality code stays", "\"999016\"", "\"130001\"",
            ["municipality-code-changed municipality.code"]),
        Change(
            "The first day stays", "books_begin: 2026-03-31", "books_begin: 2026-04-01",
            ["books-begin-changed municipality.books_begin"]),
        Change(
            "A past holiday stays", "    - { day: 2026-05-05, name: こどもの日 }\n", "",
            ["holiday-changed calendar.holidays[2026-05-05]"]),
        Change(
            "A past day becomes no holiday", "2026-05-05", "2026-06-15",
            [
                "holiday-changed calendar.holidays[2026-05-05]",
                "holiday-changed calendar.holidays[2026-06-15]",
            ]),
        Change(
            "Past bank days stay", "banks_closed: { from: \"12-31\", to: \"01-03\" }",
            "banks_closed: { from: \"04-01\", to: \"04-02\" }",
            ["bank-days-changed calendar.banks_closed"]),
        Change(
            "Past days of rest stay", "[saturday, sunday]", "[sunday]",
            [
                "bank-days-changed calendar.banks_closed",
                "office-days-changed calendar.offices_closed",
            ]),
        Change(
            "A fund keeps its kind", "kind: enterprise", "kind: special",
            ["fund-kind-changed funds[water].kind"]),
        Change(
            "Funds keep their order", funds,
            """
            funds:
              - { id: water, name: 水道事業会計, kind: enterprise }
              - { id: general, name: 一般会計, kind: general }
              - { id: outside, name: 歳入歳出外現金, kind: outside }
            """, ["fund-order-changed funds"]),
        Change(
            "An opening balance stays", "general: 100", "general: 101",
            ["opening-changed bank_accounts[main].opening"]),
        Change(
            "An opening day stays", "day: 2026-03-31", "day: 2026-03-30",
            ["opening-changed bank_accounts[main].opening"]),
        Change(
            "A bank account keeps its funds",
            "[general, outside]\n    opening: { day: 2026-03-31, "
                + "balances: { general: 100, outside: 0 } }",
            "[general]\n    opening: { day: 2026-03-31, balances: { general: 100 } }",
            [
                "bank-account-fund-removed bank_accounts[main].funds",
                "opening-changed bank_accounts[main].opening",
            ]),
        Change(
            "A bank rule stays", "class: sweep", "class: return",
            ["bank-rule-changed bank_rules[0]"]),
        Change(
            "A bank rule before another is refused",
            "bank_rules:\n",
            "bank_rules:\n  - { account: main, direction: in, text: X, class: sweep, "
                + "fund: general }\n",
            ["bank-rule-changed bank_rules[0]", "bank-rule-changed bank_rules[1]"]),
        Change(
            "An office stays", "  - { id: zeimu, name: 税務課 }\n", "",
            ["office-removed offices[zeimu]"]),
        Change(
            "A terminal stays with its office",
            "terminals: [T01, T02] }\n  - { id: zeimu, name: 税務課 }",
            "terminals: [T01] }\n  - { id: zeimu, name: 税務課, terminals: [T02] }",
            ["terminal-removed offices[shimin].terminals"]),
        Change(
            "A price in force stays", "price: 300", "price: 310",
            ["fee-changed fees[a 2025-04-01]"]),
        Change(
            "A fee in force stays", firstPrice, "", ["fee-changed fees[a 2025-04-01]"]),
        Change(
            "A new price of a past day is refused", "from: 2026-07-01", "from: 2026-06-15",
            ["fee-changed fees[a 2026-06-15]"]),
        Change(
            "A kind of bill keeps its subject", "subject: \"01-01\"", "subject: \"01-02\"",
            ["bill-kind-changed bills[tax]"]),
        Change(
            "A kind of bill stays", "  - { kind: tax, ", "  - { kind: levy, ",
            ["bill-kind-removed bills[tax]"]),
        Change("A provider stays", "id: qr", "id: other", ["provider-removed providers[qr]"]),
        Change(
            "Terms in force stay", "{ terms: net, lines: window }\n      - from",
            "{ terms: gross, lines: window }\n      - from",
            ["agreement-changed providers[qr].agreements[2026-03-01]"]),
        Change(
            "New terms of a past day are refused", "from: 2026-06-01", "from: 2026-05-01",
            [
                "agreement-changed providers[qr].agreements[2026-05-01]",
                "agreement-changed providers[qr].agreements[2026-06-01]",
            ]),
        Change(
            "A payer's name stays", "payer_names: [\"ﾍﾟｲ(ｶ\"]", "payer_names: [\"ﾎｶ(ｶ\"]",
            ["provider-changed providers[qr].payer_names"]),
        Change(
            "A merchant id stays", "merchant_ids: [\"0001\"]", "merchant_ids: []",
            ["provider-changed providers[qr].merchant_ids"]),
        Change(
            "The method stays", "method: qr", "method: card",
            ["provider-changed providers[qr].method"]),
        Change(
            "A channel stays where it is", "[counter, online]", "[online, counter]",
            ["provider-changed providers[qr].channels"]),
        Change(
            "The kind of its lines stays", "lines: paypay-history", "lines: cat-dailylog",
            ["provider-changed providers[qr].reports.lines"]),
        Change(
            "The kind of its payouts stays", ", payouts: psp-payouts }", " }",
            ["provider-changed providers[qr].reports.payouts"]),
    ]

    @Test("What the past used never changes", arguments: refused)
    func refuses(change: Change) throws {
        let found = try refusals(change, usedThrough: "2026-06-15")
        #expect(found.map { "\($0.code.rawValue) \($0.path)" } == change.refusals)
        #expect(found.allSatisfy { !$0.ja.isEmpty && !$0.en.isEmpty })
    }

    @Test("While the books are empty, everything may change", arguments: refused)
    func emptyBooks(change: Change) throws {
        #expect(try refusals(change, usedThrough: nil) == [])
    }

    @Test("Every code of a refusal has its test")
    func everyCode() throws {
        let tried = Self.refused.flatMap(\.refusals).map { $0.prefix { $0 != " " } }
        let missing = Set(CityChangeRefusal.Code.allCases.map(\.rawValue))
            .subtracting(tried.map(String.init))
        // The last one holds for empty books too: see LiveKeysTests.
        #expect(missing == ["fund-removed", "bank-account-removed", "training-changed"])
    }

    @Test("A fund and a bank account stay, whatever else refers to them")
    func removals() throws {
        let small = Sample.sections.prefix(4).map(\.text).joined(separator: "\n")
        let past = try City.read(small)
        let noWater = small.replacing(
            "  - { id: water, name: 水道事業会計, kind: enterprise }\n", with: "")
        let fund = try City.read(noWater).conflicts(with: past, usedThrough: day("2026-06-15"))
        #expect(fund.map(\.code) == [.fundRemoved] && fund.map(\.path) == ["funds[water]"])
        let renamed = try City.read(small.replacing("id: main", with: "id: second"))
        let account = renamed.conflicts(with: past, usedThrough: day("2026-06-15"))
        #expect(account.map(\.code) == [.bankAccountRemoved])
        #expect(account.map(\.path) == ["bank_accounts[main]"])
    }

    @Test(
        "What comes later may come",
        arguments: [
            Change(
                "a new fund", "kind: outside }",
                "kind: outside }\n  - { id: n, name: 新, kind: special }"),
            Change("another name of a fund", "一般会計", "一般の会計"),
            Change("a holiday to come", "calendar:\n", "calendar:\n")
                .adding("    - { day: 2026-06-16, name: 新しい祝日 }"),
            Change(
                "a closure to come", "banks_closed: { from: \"12-31\"",
                "banks_closed: { from: \"12-30\""),
            Change(
                "a rule at the end", "class: bank-fee, fund: general }\n",
                "class: bank-fee, fund: general }\n  - { account: main, direction: in, text: X, "
                    + "class: return, fund: general }\n"
            ),
            Change("a new terminal", "[T01, T02]", "[T01, T02, T03]"),
            Change("a new office", "offices:\n", "offices:\n  - { id: n, name: 新 }\n"),
            Change("another price to come", "price: 350", "price: 400"),
            Change("another day of a price to come", "from: 2026-07-01", "from: 2026-06-16"),
            Change(
                "a fee nobody had, from a past day", "fees:\n",
                "fees:\n"
                    + firstPrice.replacing("id: a", with: "id: n")),
            Change(
                "a kind of bill", "bills:\n",
                "bills:\n  - { kind: n, name: 新, fund: general, subject: \"2\", tax_ppm: 0 }\n"),
            Change("another merchant id", "[\"0001\"]", "[\"0001\", \"0002\"]"),
            Change("another payer's name", "[\"ﾍﾟｲ(ｶ\"]", "[\"ﾎｶ(ｶ\", \"ﾍﾟｲ(ｶ\"]"),
            Change("another channel", "[counter, online]", "[counter, online, slip]"),
        ])
    func allows(change: Change) throws {
        #expect(try refusals(change, usedThrough: "2026-06-15") == [])
    }

    @Test("A provider may be known by other marks until its first agreement holds")
    func laterProvider() throws {
        let change = Change("another name", "payer_names: [\"ﾍﾟｲ(ｶ\"]", "payer_names: [\"ﾎｶ(ｶ\"]")
        #expect(try refusals(change, usedThrough: "2026-02-28") == [])
        #expect(try refusals(change, usedThrough: "2026-03-01").map(\.code) == [.providerChanged])
    }

    @Test("An agreement may change until its first day is used")
    func laterAgreement() throws {
        let change = Change("later terms", "from: 2026-06-01", "from: 2026-08-01")
        #expect(try refusals(change, usedThrough: "2026-05-31") == [])
        #expect(try refusals(change, usedThrough: "2026-06-01").map(\.code) == [.agreementChanged])
    }
}

extension Change {
    /// The change with another holiday behind the last one.
    func adding(_ holiday: String) -> Change {
        let last = "    - { day: 2026-05-05, name: こどもの日 }"
        return Change(fact, last, last + "\n" + holiday, refusals)
    }
}
