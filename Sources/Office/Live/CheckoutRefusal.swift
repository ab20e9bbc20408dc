/// Why the checkout does not do what was asked, in order of precedence; each has a stable code and
/// says itself aloud.
public enum CheckoutRefusal: String, Error, Sendable, Hashable, CaseIterable {
    // What is asked for
    case keyUnknown = "key-unknown"
    case keysTooMany = "keys-too-many"
    case paymentUnknown = "payment-unknown"
    case refundUnknown = "refund-unknown"
    case linkUnknown = "link-unknown"
    case linkEnded = "link-ended"
    /// No such token, or it was used, or it is too old.
    case tokenUnknown = "token-unknown"
    case idempotencyReused = "idempotency-reused"

    // The order
    case itemsMissing = "items-missing"
    case itemsTooMany = "items-too-many"
    case quantityInvalid = "quantity-invalid"
    case feeUnknown = "fee-unknown"
    case feeNotOnline = "fee-not-online"
    case billUnknown = "bill-unknown"
    /// Nothing is claimed on it any more, or it was paid.
    case billNotOpen = "bill-not-open"
    case billTwice = "bill-twice"
    case fundUnknown = "fund-unknown"
    case subjectMalformed = "subject-malformed"
    case officeUnknown = "office-unknown"
    case amountInvalid = "amount-invalid"
    case amountDiffers = "amount-differs"
    case textTooLong = "text-too-long"
    case textMalformed = "text-malformed"
    case cardNumber = "card-number"
    case returnURLMalformed = "return-url-malformed"
    case emailMalformed = "email-malformed"
    case metadataTooMany = "metadata-too-many"
    case metadataMalformed = "metadata-malformed"
    /// A link would end before it was made.
    case expiryPast = "expiry-past"
    case pageInvalid = "page-invalid"

    // The provider
    case providerUnknown = "provider-unknown"
    /// It cannot be asked now, or not for this.
    case providerUnable = "provider-unable"
    case notDesignated = "not-designated"
    case amountAboveLimit = "amount-above-limit"

    // Where the payment stands
    case alreadyReserved = "already-reserved"
    case finished
    case operationPending = "operation-pending"
    /// The payer disputes the payment at his bank.
    case disputed
    case notNow = "not-now"
    case voidTooLate = "void-too-late"
    case partlyRefunded = "partly-refunded"
    case amountNotPositive = "amount-not-positive"
    case notCaptured = "not-captured"
    case availableDiffers = "available-differs"
    case moreThanAvailable = "more-than-available"
    case samePerson = "same-person"

    // What a provider sent
    case noticeRefused = "notice-refused"

    /// The field of the request that it speaks of; of a text and of an item,
    /// ``FieldRefusal`` names it.
    public var field: String? {
        switch self {
        case .itemsMissing, .itemsTooMany: "items"
        case .quantityInvalid: "quantity"
        case .feeUnknown, .feeNotOnline: "fee"
        case .billUnknown, .billNotOpen, .billTwice: "bill"
        case .fundUnknown: "fund"
        case .subjectMalformed: "subject"
        case .officeUnknown: "office"
        case .amountInvalid, .amountDiffers, .amountAboveLimit, .amountNotPositive,
            .moreThanAvailable:
            "amount"
        case .availableDiffers: "refund_amount_available"
        case .returnURLMalformed: "return_url"
        case .emailMalformed: "email"
        case .metadataTooMany, .metadataMalformed: "metadata"
        case .expiryPast: "expires_date"
        case .pageInvalid: "page"
        case .providerUnknown, .providerUnable, .notDesignated: "provider"
        case .idempotencyReused: "Idempotency-Key"
        case .keyUnknown, .keysTooMany, .paymentUnknown, .refundUnknown, .linkUnknown, .linkEnded,
            .tokenUnknown, .textTooLong, .textMalformed, .cardNumber, .alreadyReserved, .finished,
            .operationPending, .disputed, .notNow, .voidTooLate, .partlyRefunded, .notCaptured,
            .samePerson,
            .noticeRefused:
            nil
        }
    }
}
