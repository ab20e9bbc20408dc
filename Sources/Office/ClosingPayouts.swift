import Database
import Ledger
import LedgerStore
import Money
import Posting
import Reconciliation
import Settlement
import Store

/// Which payouts a day's package speaks of: those whose vouchers were booked on it.
struct ClosingPayouts {
    private let ledger: LedgerStore
    private let connection: Connection
    /// Whether an account is a bank's, by its place.
    private let banks: [Bool]
    private(set) var rows: [PayoutRow] = []

    init(_ ledger: LedgerStore, _ connection: Connection) throws {
        self.ledger = ledger
        self.connection = connection
        banks = try ledger.accounts(connection).accounts.map {
            $0.code.hasPrefix(AccountCode.bank(""))
        }
    }

    /// Takes the next voucher of the day.
    mutating func add(_ voucher: StoredVoucher) throws {
        guard let cause = PayoutCause(voucher.cause) else { return }
        let number = try number(cause, voucher)
        let known = try PayoutStandings(connection).payout(
            provider: cause.provider, number: number)
        let banked = voucher.transfers.reduce(Yen.zero) { sum, transfer in
            var sum = sum
            if banks[Int(transfer.debit.index)] { sum += transfer.amount }
            if banks[Int(transfer.credit.index)] { sum -= transfer.amount }
            return sum
        }
        rows.append(
            row(voucher, cause, number, known, cause.isBanked(voucher.kind) ? banked : nil))
    }

    /// A payout's own number may end as a revision does.
    private func number(_ cause: PayoutCause, _ voucher: StoredVoucher) throws -> String {
        guard let former = cause.formerCause else { return cause.number }
        let id = VoucherID(cause: former, at: voucher.occurred)
        return try ledger.voucher(id, connection) == nil ? cause.wholeNumber : cause.number
    }

    /// - Parameter banked: what the voucher moved into the bank, where it did.
    private func row(
        _ voucher: StoredVoucher, _ cause: PayoutCause, _ number: String,
        _ known: MatchReport.PayoutRow?, _ banked: Yen?
    ) -> PayoutRow {
        let net = known?.net ?? .zero
        let status: PayoutRow.Status =
            cause.isUndone
            ? .corrected : banked.map { $0 == net ? .banked : .differs } ?? .announced
        return PayoutRow(
            provider: cause.provider, payout: number,
            payDate: known?.payDate ?? voucher.occurred.day, gross: known?.gross ?? .zero,
            refunds: known?.refunds ?? .zero, fee: known?.fee ?? .zero,
            feeTax: known?.feeTax ?? .zero, net: net, lines: known?.lineCount ?? 0,
            status: status, banked: banked, bankDay: banked == nil ? nil : known?.bankDay,
            bankReference: banked == nil ? nil : known?.bankReference,
            voucher: voucher.id.description)
    }
}
