import Database
import Ledger
import LedgerStore
import Money
import Provider
import Settlement
import Store

/// Writes the rows of `payments.csv` out of a day's vouchers and the facts they follow from.
struct PaymentRows {
    private let ledger: LedgerStore
    private let connection: Connection
    private let sales: SaleReader
    /// The last voucher in the books when the day closed: what came later is not seen.
    private let sequence: Int64
    private var lines: [UInt8] = []
    /// What the rows so far sum up to.
    private(set) var sums = PaymentSums()

    init(_ books: Books, _ connection: Connection, through sequence: Int64) throws {
        ledger = books.ledger
        self.connection = connection
        self.sequence = sequence
        sales = try SaleReader(connection)
    }

    /// Appends the row of a voucher, where it speaks of a payment.
    mutating func append(_ voucher: StoredVoucher, to bytes: inout [UInt8]) throws {
        guard let cause = PaymentCause(voucher.cause, kind: voucher.kind) else { return }
        let id = voucher.id
        let state = try state(voucher, id, cause.event)
        switch cause.subject {
        case .slip(let provider, let name):
            var row = PaymentRow(
                voucher: id.description, payment: name, event: cause.event, at: voucher.occurred)
            (row.channel, row.method, row.provider) = ("slip", "slip", provider)
            row.amount = moved(voucher)
            row.lines = "key:\(name.prefix { $0 != "/" })=\(row.amount)"
            row.state = state
            row.append(to: &bytes)
            sums.add(cause.event, row.amount, office: [], provider: provider.utf8)
        case .sale(let payment):
            let columns = sales
            let found: Void? = try columns.columns(of: payment) { sale in
                try append(voucher, id, payment, cause.event, state, sale, to: &bytes)
            }
            guard found == nil else { return }
            throw DatabaseTrouble(.corrupt, "no event of the journal explains \(voucher.cause)")
        }
    }

    /// As ``PaymentRow/append(to:)`` writes it, without making texts of what lies there as bytes.
    private mutating func append(
        _ voucher: StoredVoucher, _ id: VoucherID, _ payment: PaymentID,
        _ event: PaymentRow.Event, _ state: PaymentRow.State, _ sale: SaleColumns,
        to bytes: inout [UInt8]
    ) throws {
        id.append(to: &bytes)
        bytes.append(0x2C)
        payment.append(to: &bytes)
        bytes.append(0x2C)
        bytes.append(contentsOf: event.rawValue.utf8)
        bytes.append(0x2C)
        VoucherText.append(voucher.occurred, to: &bytes)
        bytes.append(0x2C)
        VoucherText.append(voucher.occurred.day, to: &bytes)
        bytes.append(contentsOf: sale.isCounter ? PaymentRows.counter : PaymentRows.online)
        for text in [sale.office, sale.terminal, sale.provider, sale.method, sale.brand] {
            CSVText.append(field: text, to: &bytes)
            bytes.append(0x2C)
        }
        // What moved: a void takes its payment back, whatever sum stands in its own line.
        let amount = moved(voucher)
        CSVText.append(number: amount.value, to: &bytes)
        bytes.append(0x2C)
        try writeLines(sale)
        lines.withUnsafeBytes { CSVText.append(field: $0, to: &bytes) }
        bytes.append(0x2C)
        bytes.append(contentsOf: state.rawValue.utf8)
        bytes.append(0x2C)
        try sale.original()?.append(to: &bytes)
        bytes.append(0x0A)
        sums.add(event, amount, office: sale.office, provider: sale.provider)
    }

    private static let counter = Array(",counter,".utf8)
    private static let online = Array(",online,".utf8)
    private static let fee = Array("fee:".utf8)
    private static let bill = Array("bill:".utf8)

    /// `fee:juminhyo*2=600;bill:W-1=1200`.
    private mutating func writeLines(_ sale: SaleColumns) throws {
        var lines = lines
        self.lines = []
        lines.removeAll(keepingCapacity: true)
        try sale.forEachLine { isBill, name, quantity, amount in
            if !lines.isEmpty { lines.append(0x3B) }
            lines.append(contentsOf: isBill ? PaymentRows.bill : PaymentRows.fee)
            lines.append(contentsOf: name)
            if !isBill {
                lines.append(0x2A)
                CSVText.append(number: quantity, to: &lines)
            }
            lines.append(0x3D)
            CSVText.append(number: amount.value, to: &lines)
        }
        self.lines = lines
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
        case .refunded, .disputed, .reinstated, .paid, .confirmed: return .success
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
