import City
import Testing

/// A wording of one section that must be refused, with the place of the refusal.
struct Refusal: CustomTestStringConvertible, Sendable {
    let fact: String
    let code: CityFileProblem.Code
    let line: Int
    let column: Int
    let path: String
    let section: String

    init(
        _ fact: String, _ code: CityFileProblem.Code, _ line: Int, _ column: Int, _ path: String,
        _ section: String
    ) {
        self.fact = fact
        self.code = code
        self.line = line
        self.column = column
        self.path = path
        self.section = section
    }

    var testDescription: String { fact }
}

/// Whether exactly this is wrong with the small city in the wording of the refusal.
func expectAlone(_ refusal: Refusal) {
    let found = problems(Sample.city(refusal.section))
    let lines = found.map { "\($0)" }.joined(separator: "\n")
    #expect(found.count == 1, "\(lines)")
    guard let only = found.first else { return }
    #expect(only.code == refusal.code, "\(lines)")
    #expect(only.line == refusal.line && only.column == refusal.column, "\(lines)")
    #expect(only.path == refusal.path)
    #expect(!only.ja.isEmpty && !only.en.isEmpty && only.ja != only.en)
}

@Suite struct RefusalTests {
    @Test("The small city reads")
    func wholeReads() { #expect(problems(Sample.whole) == []) }

    static func municipality(
        code: String = "\"999016\"", zone: String = "Asia/Tokyo", begin: String = "2026-03-31",
        more: String = ""
    ) -> String {
        """
        municipality:
          code: \(code)
          name: 汐見市
          name_en: Shiomi City
          time_zone: \(zone)
          books_begin: \(begin)\(more)
        """
    }

    @Test(
        "The municipality is refused",
        arguments: [
            Refusal(
                "A wrong check digit is refused", .valueInvalid, 2, 9, "municipality.code",
                municipality(code: "\"999017\"")),
            Refusal(
                "A code of five digits is refused", .valueInvalid, 2, 9, "municipality.code",
                municipality(code: "99901")),
            Refusal(
                "Another time zone is refused", .valueInvalid, 5, 14, "municipality.time_zone",
                municipality(zone: "Asia/Seoul")),
            Refusal(
                "A day that does not exist is refused", .dateInvalid, 6, 16,
                "municipality.books_begin", municipality(begin: "2026-02-30")),
            Refusal(
                "A date in another notation is refused", .dateInvalid, 6, 16,
                "municipality.books_begin", municipality(begin: "2026/03/31")),
            Refusal(
                "An empty date is refused", .wrongType, 6, 15, "municipality.books_begin",
                municipality(begin: "")),
            Refusal(
                "An unknown key is refused", .unknownKey, 7, 3, "municipality.mayor",
                municipality(more: "\n  mayor: 潮見")),
            Refusal(
                "A missing key is refused", .missingKey, 2, 3, "municipality.name_en",
                """
                municipality:
                  code: "999016"
                  name: 汐見市
                  time_zone: Asia/Tokyo
                  books_begin: 2026-03-31
                """),
            Refusal(
                "A list where a mapping belongs is refused", .wrongType, 1, 15, "municipality",
                "municipality: [1]"),
            Refusal(
                "A bidirectional control in a name is refused", .valueInvalid, 3, 9,
                "municipality.name",
                municipality().replacing("汐見市", with: "\"汐\\u202E見市\"")),
        ])
    func municipalities(refusal: Refusal) { expectAlone(refusal) }

    @Test("The check digit of a municipality code may be 0 or 1", arguments: ["130001", "011002"])
    func checkDigits(code: String) {
        #expect(problems(Sample.city(Self.municipality(code: code))) == [])
    }

    static func calendar(
        rest: String = "[saturday, sunday]", closed: String = "{ from: \"12-31\", to: \"01-03\" }",
        holidays: String = "[]"
    ) -> String {
        """
        calendar:
          weekly_rest: \(rest)
          offices_closed: { from: "12-29", to: "01-03" }
          banks_closed: \(closed)
          holidays: \(holidays)
        """
    }

    @Test(
        "The calendar is refused",
        arguments: [
            Refusal(
                "A weekday of no week is refused", .valueInvalid, 2, 17,
                "calendar.weekly_rest[0]", calendar(rest: "[doyou]")),
            Refusal(
                "A weekday twice is refused", .duplicateID, 2, 25, "calendar.weekly_rest[1]",
                calendar(rest: "[sunday, sunday]")),
            Refusal(
                "A week of rest is refused", .valueInvalid, 2, 16, "calendar.weekly_rest",
                calendar(
                    rest: "[sunday, monday, tuesday, wednesday, thursday, friday, saturday]")),
            Refusal(
                "A month and day that do not exist are refused", .dateInvalid, 4, 25,
                "calendar.banks_closed.from",
                calendar(closed: "{ from: \"02-30\", to: \"03-01\" }")),
            Refusal(
                "A closure of more than 31 days is refused", .valueInvalid, 4, 17,
                "calendar.banks_closed", calendar(closed: "{ from: \"12-01\", to: \"01-03\" }")),
            Refusal(
                "A holiday twice is refused", .duplicateID, 5, 53, "calendar.holidays[1].day",
                calendar(
                    holidays:
                        "[{ day: 2026-05-05, name: こども }, { day: 2026-05-05, name: 子供 }]")),
            Refusal(
                "A holiday of no month is refused", .dateInvalid, 5, 21,
                "calendar.holidays[0].day",
                calendar(holidays: "[{ day: 2026-13-05, name: こども }]")),
        ])
    func calendars(refusal: Refusal) { expectAlone(refusal) }

    @Test(
        "Offices, bank accounts and rules are refused",
        arguments: [
            Refusal(
                "A terminal of two offices is refused", .duplicateID, 3, 41,
                "offices[1].terminals[0]",
                """
                offices:
                  - { id: shimin, name: 市民課, terminals: [T01] }
                  - { id: zeimu, name: 税務課, terminals: [T01] }
                """),
            Refusal(
                "Two offices with one id are refused", .duplicateID, 3, 11, "offices[1].id",
                """
                offices:
                  - { id: shimin, name: 市民課 }
                  - { id: shimin, name: 税務課 }
                """),
            Refusal(
                "An id with a slash is refused", .valueInvalid, 3, 11, "offices[1].id",
                """
                offices:
                  - { id: shimin, name: 市民課 }
                  - { id: a/b, name: 税務課 }
                """),
            Refusal(
                "A rule for an unknown account is refused", .unknownReference, 2, 16,
                "bank_rules[0].account",
                """
                bank_rules:
                  - { account: other, direction: in, payer: "ｱ", class: sweep, fund: general }
                """),
            Refusal(
                "A rule for a fund the account does not hold is refused", .unknownReference, 2, 69,
                "bank_rules[0].fund",
                """
                bank_rules:
                  - { account: main, direction: in, payer: "ｱ", class: sweep, fund: water }
                """),
            Refusal(
                "A rule that fits every line is refused", .missingKey, 2, 5, "bank_rules[0]",
                """
                bank_rules:
                  - { account: main, direction: in, class: sweep, fund: general }
                """),
            Refusal(
                "A payer in full-width letters is refused", .valueInvalid, 2, 44,
                "bank_rules[0].payer",
                """
                bank_rules:
                  - { account: main, direction: in, payer: コウザ, class: sweep, fund: general }
                """),
            Refusal(
                "An unknown class is refused", .valueInvalid, 2, 54, "bank_rules[0].class",
                """
                bank_rules:
                  - { account: main, direction: in, payer: ｱ, class: misc, fund: general }
                """),
            Refusal(
                "A bank of three digits is refused", .valueInvalid, 3, 11, "bank_accounts[0].bank",
                account(bank: "\"001\"")),
            Refusal(
                "An account with funds nobody knows is refused", .unknownReference, 8, 31,
                "bank_accounts[0].funds[2]",
                account(funds: "[general, outside, gas]")),
            Refusal(
                "An opening balance of a fund the account does not hold is refused",
                .unknownReference, 9, 59, "bank_accounts[0].opening.balances.outside",
                account(funds: "[general]")),
            Refusal(
                "A negative opening balance is refused", .valueInvalid, 9, 54,
                "bank_accounts[0].opening.balances.general", account(general: "-1")),
            Refusal(
                "One account under two ids is refused", .duplicateID, 14, 13,
                "bank_accounts[1].number",
                account() + "\n"
                    + account().split(separator: "\n").dropFirst().joined(separator: "\n")
                    .replacing("id: main", with: "id: second")
                    .replacing("\"0012345\"", with: "\"12345\"")),
        ])
    func accountsAndOffices(refusal: Refusal) { expectAlone(refusal) }

    static func account(
        bank: String = "\"0001\"", funds: String = "[general, outside]", general: String = "100"
    ) -> String {
        """
        bank_accounts:
          - id: main
            bank: \(bank)
            branch: "001"
            type: ordinary
            number: "0012345"
            holder: ｼｵﾐｼ
            funds: \(funds)
            opening: { day: 2026-03-31, balances: { general: \(general), outside: 0 } }
        """
    }

    @Test("A fund twice, of no kind, or none at all is refused")
    func funds() {
        expectAlone(
            Refusal(
                "twice", .duplicateID, 5, 11, "funds[3].id",
                Sample.sections[2].text + "\n  - { id: water, name: 水道, kind: special }"))
        expectAlone(
            Refusal(
                "no kind", .valueInvalid, 5, 32, "funds[3].kind",
                Sample.sections[2].text
                    + "\n  - { id: gas, name: ガス, kind: private }"))
        let none = problems(Sample.city("funds: []"))
        #expect(none.first.map { "\($0.line):\($0.column) \($0.path)" } == "1:8 funds")
        #expect(none.dropFirst().allSatisfy { $0.code == .unknownReference })
    }

    @Test("A fund whose kind is wrong is not reported again where it is used")
    func oneMistakeOnce() {
        let text = Sample.city(replacing: "kind: outside", with: "kind: abroad")
        #expect(problems(text).map(\.path) == ["funds[2].kind"])
    }
}
