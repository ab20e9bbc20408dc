import Database
import Money
import Provider

/// The lines of a sale as bytes: tag, name, quantity and yen of each; lengths and numbers as
/// little-endian base 128.
enum Basket {
    static func encode(_ lines: [SaleEvent.Line], into basket: inout [UInt8]) {
        basket.removeAll(keepingCapacity: true)
        for line in lines {
            let name: String
            switch line.item {
            case .fee(let fee):
                basket.append(0)
                name = fee
            case .bill(let bill):
                basket.append(1)
                name = bill
            }
            Varint.append(UInt64(name.utf8.count), to: &basket)
            basket.append(contentsOf: name.utf8)
            Varint.append(UInt64(max(0, line.quantity)), to: &basket)
            Varint.append(UInt64(max(0, line.amount.value)), to: &basket)
        }
    }
}

extension Statement {
    func lines(_ column: Int, in table: StaticString) throws(DatabaseTrouble) -> [SaleEvent.Line] {
        var lines: [SaleEvent.Line] = []
        try forEachLine(column, in: table) { isBill, bytes, quantity, amount in
            let name = String(decoding: bytes, as: UTF8.self)
            lines.append(
                SaleEvent.Line(
                    item: isBill ? .bill(name) : .fee(name), quantity: Int(quantity),
                    amount: amount))
        }
        return lines
    }

    /// Binds a payment's id as 16 bytes; nil as nothing.
    func bind(_ position: Int, _ id: PaymentID?) {
        guard let id else { return bind(position, nil as [UInt8]?) }
        withUnsafeBytes(of: id.bits.bigEndian) { bind(position, $0) }
    }

    func bind(_ position: Int, _ moment: Moment?) { bind(position, moment?.seconds) }

    func optionalPaymentID(
        _ column: Int, in table: StaticString
    ) throws(DatabaseTrouble) -> PaymentID? {
        isNull(column) ? nil : try paymentID(column, in: table)
    }

    func optionalMoment(
        _ column: Int, in table: StaticString
    ) throws(DatabaseTrouble) -> Moment? {
        isNull(column) ? nil : try moment(column, in: table)
    }

    /// A value of an enumeration that is kept by its word.
    func word<Value: RawRepresentable<String>>(
        _ column: Int, in table: StaticString
    ) throws(DatabaseTrouble) -> Value {
        guard let value = Value(rawValue: text(column)) else {
            throw DatabaseTrouble(
                .corrupt, "table \(table) is damaged: \"\(text(column))\" has no meaning")
        }
        return value
    }
}
