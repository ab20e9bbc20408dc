/// Why a synthetic month could not be written.
enum SyntheticMonthTrouble: Error, CustomStringConvertible {
    /// The operating system refused; `code` is its `errno`.
    case cannotWrite(path: String, code: Int32)
    /// The C library of this machine has no table for CP932, in which PayPay and banks write.
    case noJapaneseEncoding

    var description: String {
        switch self {
        case .cannotWrite(let path, let code): "cannot write \(path) (errno \(code))"
        case .noJapaneseEncoding: "this machine's iconv does not know CP932"
        }
    }
}
