public import Money

/// The columns of a package's tables.
public enum PackageTable {
    public static let journal = [
        "sequence", "voucher", "kind", "cause", "occurred", "own_day", "recorded", "target", "leaf",
        "salt", "fund", "debit", "credit", "amount",
    ]
    public static let payments = [
        "voucher", "payment", "event", "at", "entrusted", "channel", "office", "terminal",
        "provider", "method", "brand", "amount", "lines", "state", "refers_to",
    ]
    public static let payouts = [
        "provider", "payout", "pay_date", "gross", "refunds", "fee", "fee_tax", "net", "lines",
        "status", "banked", "bank_day", "bank_ref", "voucher",
    ]
    public static let exceptions = [
        "id", "code", "provider", "reference", "day", "amount", "state", "resolution", "reason",
        "by", "approved_by", "decided",
    ]
}

/// One row of `payments.csv`: an event of a payment that was booked on the day.
public struct PaymentRow: Sendable, Hashable {
    /// What happened; raw values are those of the column `event`.
    public enum Event: String, Sendable, Hashable, CaseIterable {
        case captured, refunded, voided, paid, slip
        /// The payer disputes it: the provider took the money back from us.
        case disputed
        /// A dispute was won: the money came back to us.
        case reinstated
        /// 処理未了: nobody knows yet.
        case unknown
        /// An unknown result, or a slip, of which it turned out that nobody paid.
        case notPaid = "not_paid"
        /// 速報.
        case provisional
        /// 確報.
        case confirmed
        /// What the books had said before is taken back.
        case corrected

        /// Whether it counts as taken, 1, or as given back, -1; nil where nothing moved by it.
        public var sign: Int? {
            switch self {
            case .captured, .paid, .slip, .confirmed, .reinstated: 1
            case .refunded, .voided, .disputed: -1
            case .unknown, .notPaid, .provisional, .corrected: nil
            }
        }
    }

    /// How the payment stood when the day closed: the public states.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case success, submitted, cancelled, failed
    }

    public var voucher: String
    public var payment: String
    public var event: Event
    public var at: Moment
    public var channel: String
    public var office: String
    public var terminal: String
    public var provider: String
    public var method: String
    public var brand: String
    /// Positive, also where money goes back.
    public var amount: Yen
    /// `fee:juminhyo*2=600;bill:W-1=1200`.
    public var lines: String
    public var state: State
    /// The payment that a refund or void speaks of.
    public var refersTo: String

    public init(voucher: String, payment: String, event: Event, at: Moment) {
        self.voucher = voucher
        self.payment = payment
        self.event = event
        self.at = at
        (channel, office, terminal, provider, method, brand) = ("", "", "", "", "", "")
        (amount, lines, state, refersTo) = (.zero, "", .success, "")
    }

    public func append(to bytes: inout [UInt8]) {
        CSVText.append(
            [
                voucher, payment, event.rawValue, at.description, at.day.description, channel,
                office, terminal, provider, method, brand, String(amount.value), lines,
                state.rawValue, refersTo,
            ], to: &bytes)
    }
}

/// One row of `payouts.csv`: a payout that was announced or banked on the day.
public struct PayoutRow: Sendable, Hashable {
    /// Raw values are those of the column `status`.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case announced, banked, differs
        /// What the books had said before is taken back.
        case corrected
    }

    public var provider: String
    public var payout: String
    public var payDate: BookDay
    public var gross: Yen
    public var refunds: Yen
    public var fee: Yen
    public var feeTax: Yen
    public var net: Yen
    public var lines: Int
    public var status: Status
    public var banked: Yen?
    public var bankDay: BookDay?
    public var bankReference: String?
    public var voucher: String

    public init(
        provider: String, payout: String, payDate: BookDay, gross: Yen, refunds: Yen, fee: Yen,
        feeTax: Yen, net: Yen, lines: Int, status: Status, banked: Yen?, bankDay: BookDay?,
        bankReference: String?, voucher: String
    ) {
        self.provider = provider
        self.payout = payout
        self.payDate = payDate
        self.gross = gross
        self.refunds = refunds
        self.fee = fee
        self.feeTax = feeTax
        self.net = net
        self.lines = lines
        self.status = status
        self.banked = banked
        self.bankDay = bankDay
        self.bankReference = bankReference
        self.voucher = voucher
    }

    public func append(to bytes: inout [UInt8]) {
        CSVText.append(
            [
                provider, payout, payDate.description, String(gross.value), String(refunds.value),
                String(fee.value), String(feeTax.value), String(net.value), String(lines),
                status.rawValue, banked.map { String($0.value) } ?? "",
                bankDay?.description ?? "", bankReference ?? "", voucher,
            ], to: &bytes)
    }
}

/// One row of `exceptions.csv`: a finding of the day, or one carried before that came to its end.
public struct ExceptionRow: Sendable, Hashable {
    /// Raw values are those of the column `state`.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// Open, and carried forward by name.
        case carried
        /// A person decided.
        case decided
        /// Its counterpart came.
        case resolved
    }

    public var id: String
    public var code: String
    public var provider: String?
    public var reference: String
    public var day: BookDay
    public var amount: Yen
    public var state: State
    /// The exit that was taken; nil where it is carried, or evidence resolved it.
    public var resolution: String?
    public var reason: String?
    public var person: String?
    public var approvedBy: String?
    public var decided: Moment?

    public init(
        id: String, code: String, provider: String?, reference: String, day: BookDay, amount: Yen,
        state: State, resolution: String?, reason: String?, person: String?, approvedBy: String?,
        decided: Moment?
    ) {
        self.id = id
        self.code = code
        self.provider = provider
        self.reference = reference
        self.day = day
        self.amount = amount
        self.state = state
        self.resolution = resolution
        self.reason = reason
        self.person = person
        self.approvedBy = approvedBy
        self.decided = decided
    }

    public func append(to bytes: inout [UInt8]) {
        CSVText.append(
            [
                id, code, provider ?? "", reference, day.description, String(amount.value),
                state.rawValue, resolution ?? "", reason ?? "", person ?? "", approvedBy ?? "",
                decided?.description ?? "",
            ], to: &bytes)
    }
}
