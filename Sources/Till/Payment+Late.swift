import Money
import Provider

/// A creation that nobody answered may reach the provider after we have asked it, heard that it
/// knows nothing, and ended the payment: what it then opens must be closed.
extension Payment {
    /// No provider lets a request live longer.
    static let creationSeconds: Int64 = 100

    /// Notes at its end that its creation may be on its way still.
    mutating func expectLateCreation(at: Moment) {
        guard handle == ProviderHandle() else { return }
        lateUntil = Moment(seconds: at.seconds + Payment.creationSeconds)
    }

    /// The provider knows nothing of it: after the creation's own time it never will.
    mutating func hearNothingLate(at: Moment) {
        if let late = lateUntil, at >= late { lateUntil = nil }
    }

    /// A provider's word on a payment that has ended here.
    ///
    /// - Returns: nil where it is to be heard like any other.
    mutating func hearLate(_ word: PaymentWord) -> [TillEffect]? {
        guard state.isFinal, lateUntil != nil else { return nil }
        switch word.standing {
        case .open, .processing, .reserved:
            handle = handle.adding(word.handle)
            return [TillEffect(.sendClose)]
        case .failed, .cancelled, .expired:
            lateUntil = nil
            return []
        case .captured, .voided, .refunded:
            lateUntil = nil
            return nil
        }
    }
}
