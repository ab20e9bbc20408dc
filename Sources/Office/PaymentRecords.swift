import Ledger
import Money
import Provider
import Settlement

/// Rows of `payments.csv` as they are read again.
struct PaymentRecords: JoinedRows {
    static let file = PackageFile.payments
    static let columns = PackageTable.payments
    static let voucher = 0

    private(set) var sums = PaymentSums()

    mutating func count(_ record: CSVRecord) -> Bool {
        guard let event = PaymentRow.Event(rawValue: record.text(2)),
            let amount = record.yen(11)
        else { return false }
        sums.add(event, amount, office: record.slice(6), provider: record.slice(8))
        return true
    }

    static func speaks(of voucher: JournalVoucher) -> Bool { voucher.payment != nil }

    static func difference(_ record: CSVRecord, _ voucher: JournalVoucher) -> String? {
        guard let cause = voucher.payment else { return nil }
        let isCash: Bool
        switch cause.subject {
        case .sale(let id):
            guard record.isEqual(1, id.description.utf8) else { return "payment" }
            isCash = record.slice(8).isEmpty
        case .slip(let provider, let name):
            guard record.isEqual(1, name.utf8) else { return "payment" }
            guard record.isEqual(8, provider.utf8) else { return "provider" }
            isCash = false
        }
        guard record.isEqual(2, cause.event.rawValue.utf8) else { return "event" }
        guard record.isEqual(3, voucher.occurred) else { return "at" }
        guard record.isEqual(4, voucher.occurred.prefix(10)) else { return "entrusted" }
        guard let till = voucher.till, till.isCash == isCash,
            record.isEqual(isCash ? 6 : 8, till.name.utf8)
        else { return isCash ? "office" : "provider" }
        // A reversal moves back what its payment had moved.
        let isBack = cause.givesBack != (voucher.kind == .reverse)
        guard let amount = record.number(11), amount >= 0,
            voucher.taken == Yen(isBack ? -amount : amount)
        else { return "amount" }
        guard let state = PaymentRow.State(rawValue: record.text(13)),
            cause.event.states(isReserved: voucher.kind == .reserve).contains(state)
        else { return "state" }
        return nil
    }
}

extension PaymentRow.Event {
    /// How a payment can stand behind an event; what its later vouchers say stands in the journals
    /// of their own days.
    fileprivate func states(isReserved: Bool) -> [PaymentRow.State] {
        switch self {
        case .notPaid: [.failed]
        case .voided, .corrected: [.cancelled]
        case .refunded, .disputed, .reinstated, .paid, .confirmed: [.success]
        case .captured, .unknown, .slip, .provisional:
            isReserved ? PaymentRow.State.allCases : [.success, .cancelled]
        }
    }
}

/// What rows of `payments.csv` sum up to, without making texts of them.
struct PaymentSums {
    private var events = ByteSums()
    private var providers = ByteSums()
    private var offices = ByteSums()

    mutating func add(
        _ event: PaymentRow.Event, _ amount: Yen, office: some Collection<UInt8>,
        provider: some Collection<UInt8>
    ) {
        events.add(event.rawValue, amount)
        guard let sign = event.sign else { return }
        let signed = sign < 0 ? -amount : amount
        providers.add(provider, signed)
        if !office.isEmpty { offices.add(office, signed) }
    }

    func add(to totals: inout PackageTotals) {
        totals.payments = events.named
        totals.providers = providers.named
        totals.offices = offices.named
    }
}
