import Foundation
import Money
import Settlement

/// `manifest.json` as it is read back.
struct ManifestPayload: Decodable, Equatable {
    struct Municipality: Decodable, Equatable { var code: String }
    struct Seal: Decodable, Equatable {
        var certificateSha256: String
        var previousCertificateSha256: String?
        var timestamped: Bool
    }
    struct Tree: Decodable, Equatable {
        var size: Int64
        var root: String
        var previousSize: Int64
        var previousRoot: String
        var frontier: [String]
    }
    struct Vouchers: Decodable, Equatable {
        var count: Int
        var transfers: Int
        var firstSequence: Int64?
        var lastSequence: Int64?
    }
    struct File: Decodable, Equatable {
        var name: String
        var bytes: Int64
    }
    /// A row of a list of sums; each list names its rows by another word.
    struct Sum: Decodable, Equatable {
        var name: String
        var count: Int
        var amount: Int64

        private struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(_ text: String) { stringValue = text }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let row = try decoder.container(keyedBy: Key.self)
            count = try row.decode(Int.self, forKey: Key("count"))
            amount = try row.decode(Int64.self, forKey: Key("amount"))
            let names = ["fund", "event", "provider", "office", "status", "state"]
            let key = names.map { Key($0) }.first { row.contains($0) } ?? Key("name")
            name = try row.decode(String.self, forKey: key)
        }
    }

    var format: String
    var municipality: Municipality
    var day: String
    var number: Int
    /// RFC 3339.
    var closedAt: String
    var previous: String
    var seal: Seal
    var tree: Tree
    var vouchers: Vouchers
    var funds: [Sum]
    var payments: [Sum]
    var providers: [Sum]
    var offices: [Sum]
    var payouts: [Sum]
    var exceptions: [Sum]
    var revenue: [String: Int64]
    var files: [File]

    static func read(_ bytes: Data) throws -> ManifestPayload {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(ManifestPayload.self, from: bytes)
    }

    /// When the day closed, nil where that is no time.
    var closing: Moment? {
        let formatter = ISO8601DateFormatter()
        return formatter.date(from: closedAt).map {
            Moment(seconds: Int64($0.timeIntervalSince1970))
        }
    }

    /// Where the tables sum up to something else than the manifest says: names of its members.
    func differences(from totals: PackageTotals) -> [String] {
        var names: [String] = []
        func compare(_ name: String, _ isEqual: Bool) { if !isEqual { names.append(name) } }
        compare(
            "vouchers",
            vouchers
                == Vouchers(
                    count: totals.vouchers, transfers: totals.transfers,
                    firstSequence: totals.firstSequence, lastSequence: totals.lastSequence))
        compare("funds", isEqual(funds, totals.moved))
        compare("payments", isEqual(payments, totals.payments))
        compare("providers", isEqual(providers, totals.providers))
        compare("offices", isEqual(offices, totals.offices))
        compare("payouts", isEqual(payouts, totals.payouts))
        compare("exceptions", isEqual(exceptions, totals.exceptions))
        var sums = totals.revenue.mapValues(\.value)
        sums["rows"] = Int64(totals.revenueRows)
        compare("revenue", revenue == sums)
        return names
    }

    private func isEqual(_ rows: [Sum], _ sums: [String: PackageTotals.Sum]) -> Bool {
        rows.count == sums.count && Set(rows.map(\.name)).count == rows.count
            && rows.allSatisfy { row in
                sums[row.name].map { $0.count == row.count && $0.amount.value == row.amount }
                    ?? false
            }
    }
}
