public import Money

/// A sum over the rows of a file.
///
/// Rows come from outside, so the sum may leave what a file can
/// sensibly say; then the file is refused instead of the program.
public struct AmountSum: Sendable, Hashable {
    public private(set) var value = Yen.zero

    public init() {}

    /// - Throws: `amount-too-large` where the sum is more than ``Money/Yen/largest`` either way.
    public mutating func add(_ amount: Yen, line: Int) throws(FileRejection) {
        let (sum, overflow) = value.value.addingReportingOverflow(amount.value)
        guard !overflow, sum.magnitude <= Yen.largest.value.magnitude else {
            throw FileRejection(
                line: line, code: .amountTooLarge,
                ja: "合計が大きすぎます（上限 \(Yen.largest) 円）",
                en: "the rows add up to more than \(Yen.largest) yen")
        }
        value = Yen(sum)
    }
}
