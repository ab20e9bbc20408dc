import City
import Foundation
import Money
import Testing

@Suite("What a disputed payment costs")
struct DisputeFeeTests {
    /// The small city; each agreement may name a fee.
    private func city(_ first: String?, _ second: String?) throws -> City {
        let parts = Sample.whole.components(separatedBy: "payout: { terms: net, lines: window }")
        try #require(parts.count == 3)
        // Beside `payout`, in the same column.
        let indent = String(parts[0].reversed().prefix { $0 == " " })
        func payout(_ fee: String?) -> String {
            let more = fee.map { "\n\(indent)dispute_fee: \($0)" } ?? ""
            return "payout: { terms: net, lines: window }" + more
        }
        return try City.read(parts[0] + payout(first) + parts[1] + payout(second) + parts[2])
    }

    @Test("Each agreement names its own, which holds from its day; without one there is none")
    func dated() throws {
        let city = try city(
            "{ yen: 1300, on_win: returned }", "{ yen: 1500, on_win: kept }")
        let provider = try #require(city.provider("qr"))
        func fee(_ text: String) -> Agreement.DisputeFee? {
            provider.agreement(on: day(text))?.disputeFee
        }
        #expect(fee("2026-03-01") == .init(amount: Yen(1_300), onWin: .returned))
        #expect(fee("2026-05-31") == .init(amount: Yen(1_300), onWin: .returned))
        #expect(fee("2026-06-01") == .init(amount: Yen(1_500), onWin: .kept))
        #expect(fee("2026-02-28") == nil)
        let none = try #require(try self.city(nil, nil).provider("qr"))
        #expect(none.agreements.allSatisfy { $0.disputeFee == nil })
    }

    @Test("That of the past stays; another begins on a later day")
    func change() throws {
        let before = try city("{ yen: 1300, on_win: returned }", nil)
        let past = try city("{ yen: 1500, on_win: returned }", nil)
        let codes = past.conflicts(with: before, usedThrough: day("2026-05-15")).map(\.code)
        #expect(codes == [.agreementChanged])
        let ahead = try city(
            "{ yen: 1300, on_win: returned }", "{ yen: 1500, on_win: returned }")
        #expect(ahead.conflicts(with: before, usedThrough: day("2026-05-15")) == [])
    }

    @Test(
        "What is no fee is refused",
        arguments: [
            "{ yen: -1, on_win: kept }", "{ yen: 1.5, on_win: kept }", "{ yen: 1300 }",
            "{ on_win: kept }", "{ yen: 1300, on_win: perhaps }", "1300",
            "{ yen: 1300, on_win: kept, from: 2026-06-01 }",
        ])
    func refused(_ fee: String) throws {
        let error = #expect(throws: CityFileError.self) { _ = try city(fee, nil) }
        #expect(error?.problems.count == 1)
        #expect(
            error?.problems.first?.path.hasPrefix("providers[0].agreements[0].dispute_fee")
                == true, "\(error?.problems ?? [])")
    }
}
