import City
import Ledger
import Money
import Testing

@Suite struct ReferenceCityTests {
    let city: City

    init() throws { city = try City.read(Sample.reference()) }

    @Test("The reference file reads, section by section")
    func sections() {
        #expect(city.municipality.code == "999016")
        #expect(city.municipality.name == "汐見市")
        #expect(city.municipality.nameEnglish == "Shiomi City")
        #expect(city.municipality.booksBegin == day("2026-03-31"))
        #expect(city.funds.map(\.id) == ["general", "water", "sewer", "outside"])
        #expect(city.funds.map(\.kind) == [.general, .enterprise, .enterprise, .outside])
        #expect(city.offices.map(\.id) == ["shimin", "zeimu", "suido"])
        #expect(city.offices.flatMap(\.terminals) == ["T01", "T02", "T03", "T11", "T12", "T21"])
        #expect(city.fees.count == 18)
        #expect(city.billKinds.map(\.elItem) == [nil, nil, "123", "111", "131"])
        #expect(
            city.bankRules.map(\.transitClass) == [
                .otherBusiness, .otherBusiness, .bankFee, .sweep,
            ])
        #expect(city.bankRules[2].payer == nil && city.bankRules[2].text == "ﾌﾘｺﾐﾃｽｳﾘﾖｳ")
        #expect(
            city.providers.map(\.id) == [
                "paypay", "paypay-online", "stripe", "jcn", "dencard", "dsk", "eltax",
            ])
    }

    @Test("The opening balances sum to the bank's balance before the first file")
    func opening() {
        let account = city.bankAccounts[0]
        #expect(account.openingDay == day("2026-03-31"))
        #expect(account.opening.values.reduce(.zero, +) == Yen(68_444_995))
        #expect(account.kind.number == 1)
    }

    @Test("Fees know their destination, tax, office and counter")
    func fees() throws {
        let copy = try #require(city.fee("juminhyo", on: day("2026-04-01")))
        #expect(copy.price == Yen(300))
        #expect(copy.destination == .subject("14-02-01-01"))
        #expect(copy.tax == .exempt)
        #expect(copy.office == "shimin" && copy.online)
        let held = try #require(city.fee("denshi-shomei", on: day("2026-04-01")))
        #expect(held.destination == .held("jlis") && held.fund == "outside" && !held.online)
    }

    @Test("Slip rules keep their codes")
    func slips() {
        #expect(city.slips?.barcode?.company == "25216")
        #expect(city.slips?.barcode?.keyDigits == 16)
        #expect(city.slips?.barcode?.limit == Yen(300_000))
        #expect(city.slips?.elQR?.organisation == "99901")
    }

    @Test(
        "The agreement in force decides the rate",
        arguments: [("2026-03-31", 19800), ("2026-04-01", 16000), ("2027-01-01", 16000)])
    func agreements(on text: String, rate: Int64) throws {
        let agreement = try #require(city.provider("paypay")?.agreement(on: day(text)))
        let rule = try #require(agreement.feeRule(brand: "PayPay", channel: .counter))
        #expect(rule.rate == Rate(partsPerMillion: rate))
        #expect(rule.unit == .payout && rule.rounding == .down && rule.onRefund == .returned)
        #expect(rule.tax?.rate == Rate(partsPerMillion: 100_000) && rule.tax?.rounding == .down)
        #expect(agreement.brand("PayPay")?.voidUntilSecond == 24 * 3600 + 14 * 60 + 59)
        #expect(agreement.payout.cutoffSecond == 86400 && agreement.payout.tolerance == .zero)
    }

    @Test("There is no agreement before the first")
    func before() {
        #expect(city.provider("paypay")?.agreement(on: day("2026-02-28")) == nil)
    }

    @Test("What is left out takes its default")
    func defaults() throws {
        let agreement = try #require(city.provider("dsk")?.agreements.first)
        #expect(agreement.fees.isEmpty && agreement.brands.isEmpty)
        #expect(agreement.payout.cycle.isEmpty && agreement.payout.roll == .next)
        #expect(agreement.payout.designatedDays == nil)
        #expect(agreement.reportWithin == 2 && agreement.confirmWithin == 10)
        #expect(city.provider("dsk")?.payoutReport == nil)
        #expect(city.provider("stripe")?.lineReport == nil)
        #expect(city.provider("stripe")?.agreements[0].fees[0].tax == nil)
    }

    @Test("Null means never, and no deadline")
    func nulls() throws {
        let agreement = try #require(city.provider("dencard")?.agreements.first)
        #expect(agreement.brand("nanaco")?.withinDays == nil)
        #expect(agreement.brand("nanaco")?.unknown == .paid)
        #expect(agreement.brand("Suica")?.withinDays == 55)
        #expect(agreement.brand("Suica")?.void == .lastOnTerminal)
        #expect(agreement.brand("WAON")?.voidDays == 14)
    }

    @Test(
        "Banks rest on weekends, holidays and over the new year",
        arguments: [
            ("2026-04-28", true), ("2026-04-29", false), ("2026-05-02", false),
            ("2026-05-06", false), ("2026-05-07", true), ("2026-12-30", true),
            ("2026-12-31", false), ("2027-01-03", false), ("2027-01-04", true),
        ])
    func bankDays(text: String, isOpen: Bool) {
        #expect(city.calendar.banks.isOpen(day(text)) == isOpen)
    }

    @Test("Offices close two days before banks do")
    func officeDays() {
        #expect(!city.calendar.offices.isOpen(day("2026-12-29")))
        #expect(city.calendar.banks.isOpen(day("2026-12-29")))
        #expect(city.calendar.holidayNames[day("2026-05-06")] == "振替休日")
    }
}
