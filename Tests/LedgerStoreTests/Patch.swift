import Ledger
import Money

/// Changes of bytes in the packed journal, as SQL: what a forger would do who knows the format.
enum Patch {
    /// Puts other bytes in the place of some, in every row of the journal that has them.
    static func replace(_ old: [UInt8], with new: [UInt8]) -> String {
        """
        UPDATE ledger_journal SET records = CAST(
            substr(records, 1, instr(records, \(literal(old))) - 1) || \(literal(new))
                || substr(records, instr(records, \(literal(old))) + \(old.count)) AS BLOB)
        WHERE instr(records, \(literal(old))) > 0
        """
    }

    /// A text, and what stands after it.
    static func after(_ text: String, _ old: [UInt8], with new: [UInt8]) -> String {
        replace(Array(text.utf8) + old, with: Array(text.utf8) + new)
    }

    /// As the canonical bytes have a signed number.
    static func number(_ value: Int64) -> [UInt8] {
        var rest = UInt64(bitPattern: value << 1) ^ UInt64(bitPattern: value >> 63)
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(truncatingIfNeeded: rest)]
    }

    static func number(_ moment: Moment) -> [UInt8] { number(moment.seconds) }
    static func number(_ day: BookDay) -> [UInt8] { number(Int64(day.number)) }

    private static func literal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return "x'" + String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }) + "'"
    }
}
