import City
import Foundation
import Ledger
import Money
import Settlement
import Testing

/// Vouchers of a day as a finance officer writes them down, and what they count.
///
/// A line is `debit > credit amount` in a fund; `reverse` before it takes such a voucher back.
struct FigureScript {
    static let city: City = {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        do {
            return try City.read(
                String(
                    contentsOf: tests.appending(path: "Fixtures/shiomi/city.yaml"),
                    encoding: .utf8))
        } catch {
            preconditionFailure("the sample city is read: \(error)")
        }
    }()

    private(set) var chart = Chart()
    private var vouchers: [(kind: Voucher.Kind, cause: String, transfers: [Transfer])] = []
    let fund: String

    init(fund: String) { self.fund = fund }

    mutating func transfer(_ line: String, fund: String? = nil) throws -> Transfer {
        let words = line.split(separator: " ")
        try #require(words.count == 4 && words[1] == ">", "\(line)")
        let fund = fund ?? self.fund
        let debit = try #require(Account(fund: fund, code: String(words[0])))
        let credit = try #require(Account(fund: fund, code: String(words[2])))
        return Transfer(
            debit: chart.open(debit), credit: chart.open(credit),
            amount: Yen(try #require(Int64(words[3]))))
    }

    mutating func add(
        _ lines: [String], kind: Voucher.Kind = .post, cause: String = "capture/x",
        fund: String? = nil
    ) throws {
        let transfers = try lines.map { try transfer($0, fund: fund) }
        vouchers.append((kind, cause, transfers.map { kind == .reverse ? $0.turnedRound : $0 }))
    }

    func counter(office: String? = nil) -> FigureCounter {
        var counter = FigureCounter(chart, city: FigureScript.city)
        for voucher in vouchers {
            counter.add(
                kind: voucher.kind, cause: voucher.cause, transfers: voucher.transfers,
                office: office)
        }
        return counter
    }

    static let day = BookDay(number: 20_544)

    func figures(office: String? = nil) -> DayFigures {
        counter(office: office).figures(of: FigureScript.day)
    }
}

/// Measures that are not zero, by name.
func said(_ row: RevenueMeasures?) -> [String: Int64] {
    guard let row else { return [:] }
    let all: [String: Int64] = [
        "assessed": row.assessed.value, "reduced": row.reduced.value, "carried": row.carried.value,
        "entrusted": row.entrusted.value, "repaid": row.repaid.value,
        "received": row.received.value, "direct": row.direct.value,
        "written off": row.writtenOff.value, "payments": row.payments, "refunds": row.refunds,
    ]
    return all.filter { $0.value != 0 }
}
