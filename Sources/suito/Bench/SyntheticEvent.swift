/// One thing that happened at a till or in an online procedure, and how both sides know it.
struct SyntheticEvent {
    enum Kind { case captured, voided, refunded }

    /// What becomes of it on its way through the two sides.
    enum Fate: Equatable {
        case known
        /// The register has it, the provider does not.
        case absentFromStatement
        /// The provider has it, the register does not.
        case absentFromBooks
        /// Both have it; the provider's amount is the register's plus `by` yen.
        case amountDiffers(by: Int64)
        /// One of two equal ones whose keys are missing or shared: only a person can pair them.
        case ambiguous
        /// Voided before the provider took it: the provider never reports it.
        case neverReported
    }

    /// An item of the catalogue, how often.
    struct Item {
        var fee: Int
        var quantity: Int
    }

    var kind: Kind
    var provider: SyntheticProvider
    /// Of the event; of a captured one, the payment's own.
    var id: UInt128
    /// Payment that is voided or refunded.
    var origin: UInt128 = 0
    /// Milliseconds since midnight in Japan.
    var millisecond: Int
    /// Seconds until the provider's clock writes it.
    var delay: Int
    var office: Int
    /// Place of the terminal in the office; nil online.
    var terminal: Int?
    var brand: Int
    var items: [Item]
    var amount: Int64
    var fate: Fate = .known
    /// A captured one that is voided later on its day.
    var isVoided = false
    /// The customer scanned the shop's code: the provider does not know our number.
    var isShopScanned = false
    /// The provider dates it on the next day.
    var crossesMidnight = false
    /// Whatever the provider numbers it with follows from this.
    var seed: UInt64
    /// Of a refund: the seed of its payment, whose numbers it repeats.
    var originSeed: UInt64 = 0
    /// Six digits on the card slip; a void and a refund repeat those of their sale.
    var approval: Int
    /// Slip number of a pair that shares one.
    var sharedSlip: Int?

    var second: Int { millisecond / 1000 }

    /// PayPay's number of it: 20 digits, of which the first is 0.
    var payPayNumber: UInt64 { seed % 10_000_000_000_000_000_000 }

    /// What the provider says of it, with the sign of the money.
    var lineAmount: Int64 {
        if case .amountDiffers(let by) = fate { return amount + by }
        return kind == .captured ? amount : -amount
    }
}
