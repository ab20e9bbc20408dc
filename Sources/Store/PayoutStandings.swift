public import Database
import Money
public import Reconciliation

/// How payouts stood at the last run: what reconciliation knows of them and the ledger does not.
///
/// Derived, and replaced by every run; a closing takes what it needs into its own tables.
public struct PayoutStandings {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    public func replace(by payouts: [MatchReport.PayoutRow]) throws {
        try connection.run("DELETE FROM payout_standing")
        for payout in payouts {
            let statement = try connection.statement(
                """
                INSERT INTO payout_standing
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                """)
            statement.bind(1, payout.provider)
            statement.bind(2, payout.number)
            statement.bind(3, Int64(payout.payDate.number))
            statement.bind(4, payout.gross.value)
            statement.bind(5, payout.refunds.value)
            statement.bind(6, payout.fee.value)
            statement.bind(7, payout.feeTax.value)
            statement.bind(8, payout.net.value)
            statement.bind(9, Int64(payout.lineCount))
            statement.bind(10, payout.banked?.value)
            statement.bind(11, payout.bankDay.map { Int64($0.number) })
            statement.bind(12, payout.bankReference)
            try statement.run()
        }
    }

    /// A payout, nil where the last run knew none of that name.
    public func payout(provider: String, number: String) throws -> MatchReport.PayoutRow? {
        let statement = try connection.statement(
            """
            SELECT pay_date, gross, refunds, fee, fee_tax, net, lines, banked, bank_day, bank_ref
            FROM payout_standing WHERE provider = ?1 AND payout = ?2
            """)
        statement.bind(1, provider)
        statement.bind(2, number)
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        let banked = try statement.optionalYen(7, in: "payout_standing")
        let net = try statement.yen(5, in: "payout_standing")
        return MatchReport.PayoutRow(
            provider: provider, number: number, gross: try statement.yen(1, in: "payout_standing"),
            refunds: try statement.yen(2, in: "payout_standing"),
            fee: try statement.yen(3, in: "payout_standing"),
            feeTax: try statement.yen(4, in: "payout_standing"), net: net,
            payDate: try statement.day(0, in: "payout_standing"),
            lineCount: try statement.count(6, in: "payout_standing"),
            status: banked.map { $0 == net ? .banked : .differs } ?? .announced,
            bankReference: statement.optionalText(9), banked: banked,
            bankDay: try statement.optionalDay(8, in: "payout_standing"))
    }
}
