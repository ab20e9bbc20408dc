import Ledger
import LedgerStore
import Money

/// A voucher as the rows of `journal.csv` tell it, as far as other tables speak of it.
struct JournalVoucher {
    let id: [UInt8]
    let kind: Voucher.Kind
    let cause: String
    /// RFC 3339, as it stands there.
    let occurred: [UInt8]
    /// What `payments.csv` has a row for.
    let payment: PaymentCause?
    /// What `payouts.csv` has a row for.
    let payout: PayoutCause?
    /// The one till that all transfers touch; nil before the first, and where there are several.
    private(set) var till: JournalAccounts.Till?
    /// Into the till less out of it.
    private(set) var taken = Yen.zero
    /// Into the bank less out of it.
    private(set) var banked = Yen.zero
    /// A payout's transfers touch no clearing account but its own provider's.
    private(set) var isOwnProvider = true
    private var transfers = 0

    /// nil where the row's kind is none.
    init?(_ record: CSVRecord) {
        guard
            let kind = Voucher.Kind.allCases.first(where: {
                record.isEqual(2, VoucherText.kind($0).utf8)
            })
        else { return nil }
        self.kind = kind
        id = Array(record.slice(1))
        cause = CSVRecord.unescaped(record.slice(3))
        occurred = Array(record.slice(4))
        payment = PaymentCause(cause, kind: kind)
        payout = payment == nil ? PayoutCause(cause) : nil
    }

    mutating func add(
        _ debit: JournalAccounts.Seen, _ credit: JournalAccounts.Seen, _ amount: Yen
    ) {
        let own = debit.till ?? credit.till
        let isOne = debit.till == nil || credit.till == nil || debit.till == credit.till
        till = isOne && (transfers == 0 || own == till) ? own : nil
        transfers += 1
        if let till {
            if debit.till == till { taken += amount }
            if credit.till == till { taken -= amount }
        }
        if debit.isBank { banked += amount }
        if credit.isBank { banked -= amount }
        guard let payout, let own, !own.isCash else { return }
        isOwnProvider = isOwnProvider && isOne && own.name == payout.provider
    }
}
