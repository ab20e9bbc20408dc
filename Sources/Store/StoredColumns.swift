import Database
import Money
import Provider

/// Reading columns whose numbers a damaged row may have out of their range: what cannot be is
/// told with its table and column, and nothing traps.
extension Statement {
    /// The years that a date can have.
    private static let days = Int64(-719_162)...2_932_896

    func day(_ column: Int, in table: StaticString) throws(DatabaseTrouble) -> BookDay {
        let number = int64(column)
        guard Statement.days.contains(number) else {
            throw damaged(column, in: table, "is no day: \(number)")
        }
        return BookDay(number: Int32(number))
    }

    /// An amount that an input may carry, or its like below zero.
    func yen(_ column: Int, in table: StaticString) throws(DatabaseTrouble) -> Yen {
        try Yen(number(column, within: Yen.largest.value, in: table))
    }

    func optionalYen(_ column: Int, in table: StaticString) throws(DatabaseTrouble) -> Yen? {
        isNull(column) ? nil : try yen(column, in: table)
    }

    /// A sum of amounts: of few enough that sums of these have room.
    func sum(_ column: Int, in table: StaticString) throws(DatabaseTrouble) -> Yen {
        try Yen(number(column, within: 100 * Yen.largest.value, in: table))
    }

    /// A number that things are counted by.
    func number(_ column: Int, in table: StaticString) throws(DatabaseTrouble) -> Int64 {
        try number(column, within: 1 << 40, in: table)
    }

    /// How many, or which of equal ones: never below zero.
    func count(_ column: Int, in table: StaticString) throws(DatabaseTrouble) -> Int {
        let number = try number(column, in: table)
        guard number >= 0 else { throw damaged(column, in: table, "is below zero: \(number)") }
        return Int(number)
    }

    func optionalCount(_ column: Int, in table: StaticString) throws(DatabaseTrouble) -> Int? {
        isNull(column) ? nil : try count(column, in: table)
    }

    private func number(
        _ column: Int, within bound: Int64, in table: StaticString
    ) throws(DatabaseTrouble) -> Int64 {
        let number = int64(column)
        guard (-bound...bound).contains(number) else {
            throw damaged(column, in: table, "is out of range: \(number)")
        }
        return number
    }

    func optionalDay(_ column: Int, in table: StaticString) throws(DatabaseTrouble) -> BookDay? {
        isNull(column) ? nil : try day(column, in: table)
    }

    func moment(_ column: Int, in table: StaticString) throws(DatabaseTrouble) -> Moment {
        let seconds = int64(column)
        guard Statement.days.contains(seconds / 86_400) else {
            throw damaged(column, in: table, "is no time: \(seconds)")
        }
        return Moment(seconds: seconds)
    }

    /// A value of an enumeration that is kept by its number.
    func value<Value: RawRepresentable<UInt8>>(
        _ column: Int, in table: StaticString
    ) throws(DatabaseTrouble) -> Value {
        let number = int64(column)
        guard let value = UInt8(exactly: number).flatMap(Value.init(rawValue:)) else {
            throw damaged(column, in: table, "has no meaning: \(number)")
        }
        return value
    }

    func paymentID(_ column: Int, in table: StaticString) throws(DatabaseTrouble) -> PaymentID {
        let id = withBytes(column) { bytes in
            bytes.count == 16
                ? PaymentID(bits: UInt128(bigEndian: bytes.loadUnaligned(as: UInt128.self))) : nil
        }
        guard let id else { throw damaged(column, in: table, "is no payment's id") }
        return id
    }

    /// The basket of a sale: for each line a tag, the name after its length, quantity and yen.
    func forEachLine(
        _ column: Int, in table: StaticString,
        _ body: (_ isBill: Bool, _ name: UnsafeRawBufferPointer, _ quantity: Int64, _ amount: Yen)
            -> Void
    ) throws(DatabaseTrouble) {
        let isWhole = withBytes(column) { bytes in
            var place = 0
            while place < bytes.count {
                let isBill = bytes[place] == 1
                place += 1
                guard let length = Int(exactly: Varint.read(bytes, &place)),
                    length <= bytes.count - place
                else { return false }
                let name = UnsafeRawBufferPointer(rebasing: bytes[place..<(place + length)])
                place += length
                guard let quantity = Int64(exactly: Varint.read(bytes, &place)),
                    let amount = Int64(exactly: Varint.read(bytes, &place)),
                    quantity <= Yen.largest.value, amount <= Yen.largest.value
                else { return false }
                body(isBill, name, quantity, Yen(amount))
            }
            return true
        }
        if !isWhole { throw damaged(column, in: table, "is no basket") }
    }

    private func damaged(
        _ column: Int, in table: StaticString, _ what: String
    ) -> DatabaseTrouble {
        DatabaseTrouble(
            .corrupt, "table \(table) is damaged: column \(column + 1) of a row \(what)")
    }
}
