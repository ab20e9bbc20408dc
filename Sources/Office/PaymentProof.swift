import Foundation
import Money
import Settlement
import Transparency

/// The proof that a payment's vouchers lie in the trees of sealed days: what a citizen may have.
///
/// It names one payment and nothing of its neighbours but hashes, and is checked without the books.
public struct PaymentProof: Sendable, Hashable, Codable {
    static let format = "suito-proof-1"

    /// One voucher and its way to the root of its day.
    public struct Leaf: Sendable, Hashable, Codable {
        public var day: String
        /// The voucher's canonical text.
        public var text: String
        /// 32 hexadecimal digits.
        public var salt: String
        public var leaf: Int64
        /// Base64, from the leaf's sibling upwards.
        public var path: [String]
        /// The day's `checkpoint.txt`.
        public var checkpoint: String
    }

    public var format: String
    public var payment: String
    public var vouchers: [Leaf]

    /// One JSON object, ending with a line feed.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}

/// The proof that the tree of one sealed day continues that of another.
public struct DaysProof: Sendable, Hashable, Codable {
    static let format = "suito-days-proof-1"

    public var format: String
    /// The two days' `checkpoint.txt`.
    public var earlier: String
    public var later: String
    /// Base64.
    public var path: [String]

    /// One JSON object, ending with a line feed.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}
