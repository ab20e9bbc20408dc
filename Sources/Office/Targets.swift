import City
import Database
import Money
import Provider
import Reconciliation

/// Whether what a resolution points at is there.
struct Targets {
    let connection: Connection
    let city: City

    init(_ connection: Connection, city: City) {
        self.connection = connection
        self.city = city
    }

    func require(
        _ target: String, for resolution: Resolution, _ code: ExceptionCode, provider: String?
    ) throws {
        let isKnown: Bool
        switch resolution {
        case .book: isKnown = try isFee(target) || exists("bill", "id", target)
        case .appropriate: isKnown = try exists("bill", "id", target)
        case .link:
            switch code {
            case .absentFromStatement: isKnown = try isLine(target, provider)
            case .absentFromBooks: isKnown = try isSale(target)
            case .payoutNotBanked: isKnown = try isBankLine(target)
            default: isKnown = try isPayout(target)
            }
        case .transit: isKnown = isTransit(target)
        case .explain, .claim, .accept, .wait, .paid, .notPaid, .refund: isKnown = true
        }
        guard isKnown else { throw OfficeDenial.targetUnknown(target) }
    }

    private func isFee(_ id: String) -> Bool { city.fees.contains { $0.id == id } }

    /// `class` or `class/fund`.
    private func isTransit(_ target: String) -> Bool {
        let words = target.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        return City.BankRule.Class(rawValue: words[0]) != nil && words.count <= 2
            && (words.count == 1 || city.fund(words[1]) != nil)
    }

    private func exists(_ table: String, _ column: String, _ value: String) throws -> Bool {
        let statement = try connection.statement("SELECT 1 FROM \(table) WHERE \(column) = ?1")
        statement.bind(1, value)
        defer { statement.reset() }
        return try statement.step()
    }

    private func isLine(_ number: String, _ provider: String?) throws -> Bool {
        let statement = try connection.statement(
            "SELECT 1 FROM provider_line WHERE number = ?1 AND provider = ?2 LIMIT 1")
        statement.bind(1, number)
        statement.bind(2, provider)
        defer { statement.reset() }
        return try statement.step()
    }

    private func isSale(_ id: String) throws -> Bool {
        guard let id = PaymentID(id.utf8) else { return false }
        let statement = try connection.statement("SELECT 1 FROM sale WHERE id = ?1")
        withUnsafeBytes(of: id.bits.bigEndian) { statement.bind(1, $0) }
        defer { statement.reset() }
        return try statement.step()
    }

    /// `2026-04-30/00000012`.
    private func isBankLine(_ name: String) throws -> Bool {
        let parts = name.split(separator: "/")
        guard parts.count == 2, let day = BookDay(parts[0]) else { return false }
        let statement = try connection.statement(
            "SELECT 1 FROM bank_line WHERE reference = ?1 AND day = ?2 LIMIT 1")
        statement.bind(1, String(parts[1]))
        statement.bind(2, Int64(day.number))
        defer { statement.reset() }
        return try statement.step()
    }

    private func isPayout(_ number: String) throws -> Bool {
        if try exists("payout", "number", number) { return true }
        // Slips and taxes have no payout number: `provider/pay date`.
        let parts = number.split(separator: "/")
        guard parts.count == 2, let payDate = BookDay(parts[1]) else { return false }
        let statement = try connection.statement(
            "SELECT 1 FROM slip WHERE provider = ?1 AND pay_date = ?2 LIMIT 1")
        statement.bind(1, String(parts[0]))
        statement.bind(2, Int64(payDate.number))
        defer { statement.reset() }
        return try statement.step()
    }
}
