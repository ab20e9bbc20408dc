import City
import Database
import Ledger
import LedgerStore
public import Money
import Provider
import Store
import Transparency

/// Proves that a payment is in sealed days, and that one sealed day continues another.
public struct ProvePayment {
    let books: Books

    public init(_ books: Books) { self.books = books }

    /// - Parameter payment: a payment id, or the name of a payment by slip as `payments.csv` has
    ///   it.
    public func run(_ payment: String) throws -> PaymentProof {
        try books.database.read { connection in
            let ids = try vouchers(of: payment, connection)
            guard !ids.isEmpty else { throw ClosingDenial.paymentUnknown(payment) }
            let text = VoucherText(accounts: try books.ledger.accounts(connection))
            var leaves: [PaymentProof.Leaf] = []
            var open: BookDay?
            for id in ids {
                guard let voucher = try books.ledger.voucher(id, connection) else { continue }
                guard let proof = try books.ledger.inclusionProof(of: id, connection) else {
                    open = voucher.day
                    continue
                }
                var bytes: [UInt8] = []
                text.append(voucher, to: &bytes)
                leaves.append(
                    PaymentProof.Leaf(
                        day: voucher.day.description, text: String(decoding: bytes, as: UTF8.self),
                        salt: hex(try books.ledger.leafSalt(for: id, connection).bytes),
                        leaf: proof.leafIndex, path: proof.path.map(\.base64),
                        checkpoint: try checkpoint(voucher.day, connection).text))
            }
            if leaves.isEmpty, let open { throw ClosingDenial.dayOpen(open) }
            return PaymentProof(
                format: PaymentProof.format, payment: payment, vouchers: leaves)
        }
    }

    /// That the tree of a day continues that of an earlier one.
    public func run(from earlier: BookDay, to later: BookDay) throws -> DaysProof {
        try books.database.read { connection in
            let first = try checkpoint(earlier, connection)
            let last = try checkpoint(later, connection)
            guard
                let proof = try books.ledger.consistencyProof(
                    from: earlier, to: later, connection)
            else { throw ClosingDenial.dayOutOfOrder(earlier, earliest: later) }
            return DaysProof(
                format: DaysProof.format, earlier: first.text, later: last.text,
                path: proof.path.map(\.base64))
        }
    }

    private func checkpoint(_ day: BookDay, _ connection: Connection) throws -> Checkpoint {
        let begins = try books.ledger.head(connection).begins
        guard day >= begins else { throw OfficeDenial.dayBeforeBooks(day, begins: begins) }
        guard let leaves = try books.ledger.leaves(of: day, connection) else {
            throw ClosingDenial.dayOpen(day)
        }
        return try Checkpoint(
            origin: CheckpointOrigin.of(books.city), treeSize: leaves.upperBound,
            root: books.ledger.tree(size: leaves.upperBound, connection).root())
    }

    // MARK: - A payment's vouchers

    /// All vouchers that speak of a payment, in the order of the books.
    private func vouchers(of payment: String, _ connection: Connection) throws -> [VoucherID] {
        let causes: [(cause: String, at: Moment)]
        if let id = PaymentID(payment.utf8) {
            guard var sale = try SaleReader(connection).sale(id) else { return [] }
            // A void and an answer speak of their payment, a won dispute's end of the dispute.
            if sale.kind.isNote, let original = sale.original,
                let first = try SaleReader(connection).sale(original)
            {
                sale = first
            }
            causes = ["capture", "refund", "dispute"].map { ("\($0)/\(sale.id)", sale.at) }
        } else {
            causes = slipCauses(payment)
        }
        var found: [VoucherID] = []
        for (cause, at) in causes {
            var revision = 0
            while true {
                let name = revision == 0 ? cause : "\(cause)#\(revision)"
                let id = VoucherID(cause: name, at: at)
                guard try books.ledger.voucher(id, connection) != nil else { break }
                found.append(id)
                found += try books.ledger.followers(of: id, connection)
                revision += 1
            }
        }
        return found
    }

    /// A slip's name is `KEY/DAY/SECOND/PLACE`, with `-` for a second that nobody told.
    private func slipCauses(_ name: String) -> [(cause: String, at: Moment)] {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 4, let day = BookDay(parts[1]) else { return [] }
        let moment = Moment(day: day, secondOfDay: Int(parts[2]) ?? 0)
        return books.city.providers.map { ("slip/\($0.id)/\(name)", moment) }
    }
}
