/// Where a payment stands, inside the house.
public enum PaymentState: String, Sendable, Hashable, CaseIterable {
    /// Nobody outside knows of it.
    case created
    /// The provider was asked to open it; until an answer comes, nobody knows whether it did.
    case opening
    /// The citizen can pay.
    case open
    /// The citizen pays, or the provider works on it.
    case processing
    /// Money is reserved.
    case reserved
    /// The provider was asked to take what is reserved.
    case capturing
    /// The provider was asked to close it, because time ran out or somebody cancelled.
    case closing
    /// Money is taken.
    case captured
    /// Money is taken, but not the amount that was asked for: a person decides.
    case differs
    /// A refund waits for a second person.
    case approving
    /// The provider was asked to give money back.
    case refunding
    /// The provider was asked to undo the payment.
    case voiding
    case voided
    /// Everything was given back.
    case refunded
    /// The provider said no.
    case failed
    /// Closed by the payer or by the service, see ``Payment/closedBy``.
    case cancelled
    case expired
    /// The provider was never reached, or never took the request on.
    case errored

    /// No event leads out of it.
    public var isFinal: Bool {
        switch self {
        case .voided, .refunded, .failed, .cancelled, .expired, .errored: true
        case .created, .opening, .open, .processing, .reserved, .capturing, .closing, .captured,
            .differs, .approving, .refunding, .voiding:
            false
        }
    }

    /// An operation is on its way or unknown: no other may start before it is settled.
    public var isAwaitingProvider: Bool {
        switch self {
        case .opening, .capturing, .closing, .refunding, .voiding: true
        case .created, .open, .processing, .reserved, .captured, .differs, .approving, .voided,
            .refunded, .failed, .cancelled, .expired, .errored:
            false
        }
    }

    /// Its bill or basket may not be charged by another payment.
    public var holdsReservation: Bool {
        switch self {
        case .opening, .open, .processing, .reserved, .capturing, .closing, .captured, .differs,
            .approving, .refunding, .voiding:
            true
        case .created, .voided, .refunded, .failed, .cancelled, .expired, .errored: false
        }
    }

    /// Money of the citizen is with the provider for us.
    public var holdsMoney: Bool {
        switch self {
        case .captured, .differs, .approving, .refunding, .voiding: true
        case .created, .opening, .open, .processing, .reserved, .capturing, .closing, .voided,
            .refunded, .failed, .cancelled, .expired, .errored:
            false
        }
    }
}

/// The states that callers see (DOMAIN 5).
public enum PublicState: String, Sendable, Hashable, CaseIterable {
    case created, started, submitted, capturable, success, failed, cancelled, error

    /// Whether nothing more is to be expected.
    public var isFinished: Bool {
        switch self {
        case .success, .failed, .cancelled, .error: true
        case .created, .started, .submitted, .capturable: false
        }
    }
}

extension PaymentState {
    /// What callers see.
    ///
    /// What is not known is `submitted`, never `failed`.
    public var shown: PublicState {
        switch self {
        case .created: .created
        case .open: .started
        case .opening, .processing, .capturing, .closing, .differs: .submitted
        case .reserved: .capturable
        case .captured, .approving, .refunding, .voiding, .refunded: .success
        case .failed, .expired: .failed
        case .cancelled, .voided: .cancelled
        case .errored: .error
        }
    }
}
