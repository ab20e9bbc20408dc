import Database
import Ledger
import LedgerStore
import Money
import Provider
import Settlement
import Store

/// Makes the rows of `payments.csv` out of a day's vouchers and the facts they follow from.
struct PaymentRows {
    private let ledger: LedgerStore
    private let connection: Connection
    private let sales: SaleReader
    /// The last voucher in the books when the day closed: what came later is not seen.
    private let sequence: Int64

    init(_ books: Books, _ connection: Connection, through sequence: Int64) throws {
        ledger = books.ledger
        self.connection = connection
        self.sequence = sequence
        sales = try SaleReader(connection)
    }

    /// The row of a voucher, nil where it speaks of no payment.
    func row(_ voucher: StoredVoucher, id: VoucherID) throws -> PaymentRow? {
        guard let cause = PaymentCause(voucher.cause, kind: voucher.kind) else { return nil }
        var row = PaymentRow(
            voucher: id.description, payment: "", event: cause.event, at: voucher.occurred)
        switch cause.subject {
        case .sale(let payment):
            row.payment = payment.description
            if let sale = try sales.sale(payment) { fill(&row, sale) }
        case .slip(let provider, let name):
            row.payment = name
            (row.channel, row.method, row.provider) = ("slip", "slip", provider)
            row.lines = "key:\(name.prefix { $0 != "/" })=\(moved(voucher))"
        }
        if row.amount == .zero { row.amount = moved(voucher) }
        row.state = try state(voucher, id, cause.event)
        return row
    }

    private func fill(_ row: inout PaymentRow, _ sale: SaleEvent) {
        row.channel = sale.channel == .counter ? "counter" : "online"
        row.office = sale.office
        row.terminal = sale.terminal ?? ""
        row.provider = sale.provider ?? ""
        row.method = sale.method
        row.brand = sale.brand ?? ""
        row.amount = sale.amount
        row.refersTo = sale.original?.description ?? ""
        row.lines = sale.lines.map { line in
            switch line.item {
            case .fee(let fee): "fee:\(fee)*\(line.quantity)=\(line.amount)"
            case .bill(let bill): "bill:\(bill)=\(line.amount)"
            }
        }.joined(separator: ";")
    }

    private func moved(_ voucher: StoredVoucher) -> Yen {
        voucher.transfers.reduce(Yen.zero) { $0 + $1.amount }
    }

    private func state(
        _ voucher: StoredVoucher, _ id: VoucherID, _ event: PaymentRow.Event
    ) throws -> PaymentRow.State {
        switch event {
        case .notPaid: return .failed
        case .voided, .corrected: return .cancelled
        case .refunded, .paid, .confirmed: return .success
        case .captured, .unknown, .slip, .provisional:
            switch try ledger.fate(of: id, through: sequence, connection) {
            case .reverse: return .cancelled
            case .void: return .failed
            case .confirm: return .success
            case nil, .post, .reserve: return voucher.kind == .reserve ? .submitted : .success
            }
        }
    }
}
