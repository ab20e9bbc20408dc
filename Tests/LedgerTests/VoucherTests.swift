import Ledger
import Money
import Testing

struct VoucherTests {
    static let noon = Moment(seconds: 1_775_012_400)

    @Test("An id is 48 bits of milliseconds and 80 bits of SHA-256 of the cause")
    func idIsDerived() {
        // printf capture/1 | sha256sum
        let id = VoucherID(cause: "capture/1", at: VoucherTests.noon)
        #expect(id.bits >> 80 == 1_775_012_400_000)
        #expect(id.bits & (1 << 80 - 1) == 0x1D33_46A4_2450_45F8_1566)
    }

    /// Seconds, and the milliseconds that stand for them.
    static let edges: [(Int64, UInt128)] = [
        (.min, 0), (-1, 0), (.max, 1 << 48 - 1), (.max / 1000, 1 << 48 - 1),
    ]

    @Test("The same cause at the same time has the same id, and nothing else has it")
    func idNamesCause() {
        let id = VoucherID(cause: "capture/1", at: VoucherTests.noon)
        #expect(id == VoucherID(cause: "capture/1", at: VoucherTests.noon))
        #expect(id != VoucherID(cause: "capture/2", at: VoucherTests.noon))
        #expect(id != VoucherID(cause: "capture/1", at: Moment(seconds: 1_775_012_401)))
    }

    @Test("Ids sort by the time of the cause, and so do their texts")
    func idsSortByTime() {
        let times: [Int64] = [0, 1, 86_400, 1_775_012_400, 1_775_012_401, 4_000_000_000]
        let ids = times.map { VoucherID(cause: "capture/1", at: Moment(seconds: $0)) }
        #expect(ids == ids.sorted())
        #expect(ids.map(\.description) == ids.map(\.description).sorted())
    }

    @Test(
        "A time that 48 bits cannot hold is held at the edge",
        arguments: VoucherTests.edges)
    func timeIsHeldAtEdge(seconds: Int64, milliseconds: UInt128) {
        let id = VoucherID(cause: "x", at: Moment(seconds: seconds))
        #expect(id.bits >> 80 == milliseconds)
    }

    @Test(
        "An id's text reads back",
        arguments: [0, 1, 31, 32, .max, .max - 1, 1 << 80, 1 << 127] as [UInt128])
    func textReadsBack(_ bits: UInt128) {
        let id = VoucherID(bits: bits)
        #expect(id.description.utf8.count == 26)
        #expect(VoucherID(id.description) == id)
    }

    @Test(
        "A text that is no id is not read",
        arguments: [
            "", "0", "0000000000000000000000000", "000000000000000000000000000",
            "80000000000000000000000000", "0000000000000000000000000u",
            "0000000000000000000000000A", "0000000000000000000000000é",
        ])
    func otherTextIsNotRead(_ text: String) {
        #expect(VoucherID(text) == nil)
    }

    @Test("A chart gives an account one place, and the place gives the account")
    func chartGivesPlaces() throws {
        var chart = Chart()
        let bank = try #require(Account(fund: "general", code: "asset/bank/main"))
        let same = try #require(Account(fund: "water", code: "asset/bank/main"))
        #expect(chart.id(of: bank) == nil)
        let place = chart.open(bank)
        #expect(place.index == 0)
        #expect(chart.open(same).index == 1)
        #expect(chart.open(bank) == place)
        #expect(chart[place] == bank)
        #expect(chart.id(of: same) == AccountID(1))
        #expect(chart.accounts == [bank, same])
    }

    @Test(
        "A balance is positive on the side on which the account grows",
        arguments: zip(Account.Class.allCases, [400, -400, -400, 400, -400]))
    func balanceHasSide(_ accountClass: Account.Class, yen: Int) {
        let balance = Balance(debits: Yen(600), credits: Yen(200), pendingDebits: Yen(9))
        #expect(balance.onNormalSide(of: accountClass) == Yen(yen))
    }

    @Test("Every refusal has its own code and can be said in both languages")
    func refusalsCanBeSaid() {
        let said =
            VoucherRefusal.allCases.map { ($0.rawValue, $0.sentence) }
            + CloseRefusal.allCases.map { ($0.rawValue, $0.sentence) }
        #expect(Set(said.map(\.0)).count == said.count)
        #expect(Set(said.map(\.1.ja)).count == said.count)
        #expect(Set(said.map(\.1.en)).count == said.count)
        for (code, sentence) in said {
            #expect(code.allSatisfy { $0.isLowercase || $0 == "-" })
            #expect(sentence.ja.hasSuffix("。"))
            #expect(sentence.en.hasSuffix("."))
        }
    }
}
