/// Opens the payment page once; the books hold only its digest.
public struct PageToken: Sendable, Hashable {
    /// 43 characters that may stand in an address (RFC 4648, section 5: 32 bytes).
    public let text: String

    init(text: String) { self.text = text }

    /// Stands for a token in an answer that is kept.
    public static let placeholder = PageToken(text: "~token-of-the-payment-page-is-put-in-here~~")
}

/// A citizen's visit to the payment page, once its token was taken.
public struct PageVisit: Sendable, Hashable {
    /// For a cookie of the page alone: it opens the page again, as often as wanted, until the
    /// payment expires.
    public var session: PageToken
    public var payment: PaymentDetails
}

/// A way to pay that the citizen can choose now.
public struct PaymentChoice: Sendable, Hashable {
    /// Provider id of the city file.
    public var provider: String
    public var name: String
    /// `qr` or `card`.
    public var method: String
}

/// A payment that was made just now, with the way to its page.
public struct CreatedPayment: Sendable, Hashable {
    public var payment: PaymentDetails
    public var token: PageToken
}
