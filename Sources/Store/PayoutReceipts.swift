public import Database
import Ledger
import Money
public import Reconciliation

/// What the payouts that came brought money for, as the last run of reconciliation saw it.
///
/// Derived, and replaced by every run, so that a day can close without all facts in memory.
public struct PayoutReceipts {
    let connection: Connection

    public init(_ connection: Connection) { self.connection = connection }

    public func replace(by receipts: [PayoutReceipt]) throws {
        try connection.run("DELETE FROM payout_receipt_line")
        try connection.run("DELETE FROM payout_receipt")
        for (number, receipt) in receipts.enumerated() {
            let row = try connection.statement(
                """
                INSERT INTO payout_receipt
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                """)
            row.bind(1, Int64(number))
            row.bind(2, receipt.provider)
            row.bind(3, receipt.number)
            row.bind(4, Int64(receipt.day.number))
            row.bind(5, receipt.bankReference)
            row.bind(6, receipt.fee.value)
            row.bind(7, receipt.feeTax.value)
            row.bind(8, receipt.cause)
            row.bind(9, receipt.occurred.seconds)
            row.bind(10, receipt.movedCause)
            row.bind(11, receipt.movedAt.seconds)
            try row.run()
            for line in receipt.lines { try insert(line, of: number) }
        }
    }

    private func insert(_ line: PayoutReceipt.Line, of number: Int) throws {
        // One account may bear two parts of a payout.
        let row = try connection.statement(
            """
            INSERT INTO payout_receipt_line VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (receipt, fund, code)
            DO UPDATE SET amount = payout_receipt_line.amount + excluded.amount
            """)
        row.bind(1, Int64(number))
        row.bind(2, line.account.fund)
        row.bind(3, line.account.code)
        row.bind(4, line.amount.value)
        try row.run()
    }

    /// All of them, by day.
    public func all() throws -> [PayoutReceipt] {
        let row = try connection.statement(
            """
            SELECT number, provider, payout, day, bank_ref, fee, fee_tax, cause, occurred,
                moved_cause, moved_at
            FROM payout_receipt ORDER BY number
            """)
        var receipts: [PayoutReceipt] = []
        while try row.step() {
            receipts.append(
                PayoutReceipt(
                    provider: row.text(1), number: row.text(2),
                    day: try row.day(3, in: "payout_receipt"),
                    bankReference: row.optionalText(4), lines: try lines(of: row.int64(0)),
                    fee: try row.yen(5, in: "payout_receipt"),
                    feeTax: try row.yen(6, in: "payout_receipt"), cause: row.text(7),
                    occurred: try row.moment(8, in: "payout_receipt"), movedCause: row.text(9),
                    movedAt: try row.moment(10, in: "payout_receipt")))
        }
        row.reset()
        return receipts
    }

    private func lines(of number: Int64) throws -> [PayoutReceipt.Line] {
        let row = try connection.statement(
            "SELECT fund, code, amount FROM payout_receipt_line WHERE receipt = ?1 "
                + "ORDER BY fund, code")
        row.bind(1, number)
        var lines: [PayoutReceipt.Line] = []
        while try row.step() {
            guard let account = Account(fund: row.text(0), code: row.text(1)) else {
                throw DatabaseTrouble(.corrupt, "a receipt names no account: \(row.text(1))")
            }
            lines.append(
                PayoutReceipt.Line(
                    account: account, amount: try row.yen(2, in: "payout_receipt_line")))
        }
        row.reset()
        return lines
    }
}
