import Crypto
import Provider

/// Tokens of the payment page, and the digests by which the books know them.
///
/// A token begins with the place that its digest gets among the others: that of its payment. What
/// belongs to one payment, and to those made at the same time, then lies side by side, and not
/// anywhere in the table. The place is no secret; 26 bytes of chance are.
extension PageToken {
    static let placeBytes = 6

    /// - Parameters:
    ///   - place: nil: anywhere.
    ///   - randomBytes: 32 for the page.
    init(at place: [UInt8]? = nil, randomBytes: [UInt8]) {
        var bytes = randomBytes
        if let place { bytes.replaceSubrange(0..<PageToken.placeBytes, with: place) }
        self.init(text: Base64.urlText(bytes))
    }

    /// The time in a payment's id.
    static func place(of id: PaymentID) -> [UInt8] {
        (0..<placeBytes).map { UInt8(truncatingIfNeeded: id.bits >> UInt128(120 - 8 * $0)) }
    }

    /// The place that a token begins with; nil where it is none.
    static func place(of token: String) -> [UInt8]? {
        var number: UInt64 = 0
        var letters = 0
        for letter in token.utf8.prefix(8) {
            guard let value = Base64.urlLetters.firstIndex(of: letter) else { return nil }
            number = number << 6 | UInt64(value)
            letters += 1
        }
        guard letters == 8 else { return nil }
        return (0..<placeBytes).map { UInt8(truncatingIfNeeded: number >> UInt64(40 - 8 * $0)) }
    }

    static func digest(of text: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(text.utf8)))
    }

    /// The digest behind the token's place, as long as the digest alone.
    static func placedDigest(of token: String, _ digest: [UInt8]) -> [UInt8]? {
        guard let place = place(of: token) else { return nil }
        return place + digest.prefix(digest.count - placeBytes)
    }
}
