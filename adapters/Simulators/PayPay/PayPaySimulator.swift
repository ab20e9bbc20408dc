public import Money
import Provider

/// PayPay's Open Payment API, played: dynamic QR codes, what becomes of them, and the files that
/// the merchant's desk downloads.
///
/// What the sources leave open is decided here and written down in <doc:PayPaySimulation>.
public struct PayPaySimulator: Simulator {
    public static let name = "paypay"

    public struct Settings: Sendable, Hashable {
        public var key: String
        public var secret: String
        public var merchant: String
        /// 屋号 and 店舗名 of the history.
        public var shop: String
        /// How long a code can be paid.
        public var codeSeconds: Int64
        /// Whether a payment may be given back in parts; most contracts allow one refund.
        public var allowsSeveralRefunds: Bool
        /// Every citizen pays in the moment in which the code is there.
        public var paysAtOnce: Bool
        /// 決済システム利用料 of a payout, and the tax on it.
        public var feeRate: Rate
        public var feeTaxRate: Rate

        public init(
            key: String, secret: String, merchant: String, shop: String = "模擬市",
            codeSeconds: Int64 = 300, allowsSeveralRefunds: Bool = false,
            paysAtOnce: Bool = false, feeRate: Rate = Rate(partsPerMillion: 16_000),
            feeTaxRate: Rate = Rate(partsPerMillion: 100_000)
        ) {
            self.key = key
            self.secret = secret
            self.merchant = merchant
            self.shop = shop
            self.codeSeconds = codeSeconds
            self.allowsSeveralRefunds = allowsSeveralRefunds
            self.paysAtOnce = paysAtOnce
            self.feeRate = feeRate
            self.feeTaxRate = feeTaxRate
        }
    }

    public var address: String
    let settings: Settings
    var random: SimulatorRandom
    /// By the merchant's number, in the order in which they came.
    var orders: [PayPayOrder] = []
    var places: [String: Int] = [:]
    var codes: [String: Int] = [:]
    var payments: [String: Int] = [:]
    /// The order of each refund.
    var refunds: [String: Int] = [:]
    /// Places of orders by the time at which their code is good no more.
    var expiring = DueQueue<Int>()
    /// Nonces of signatures that are still fresh.
    var nonces: Set<String> = []
    var staling = DueQueue<String>()

    public init(_ settings: Settings, address: String = "http://127.0.0.1", seed: UInt64) {
        self.settings = settings
        self.address = address
        random = SimulatorRandom(seed: seed)
    }

    public mutating func answer(
        _ request: SimulatedRequest, at now: Moment, mood: SimulatorMood
    ) -> SimulatedTurn {
        var notices = expire(at: now)
        let segments = request.segments
        if segments.first == "app", segments.count == 2 {
            let turn = app(request, code: segments[1], at: now, mood: mood)
            return SimulatedTurn(turn.answer, notices: notices + turn.notices)
        }
        let outcome: PayPayOutcome
        if !mood.repeats, let refusal = refusal(request, at: now) {
            outcome = PayPayOutcome(refusal)
        } else {
            outcome = perform(request, segments, at: now, mood: mood)
        }
        notices += outcome.notices
        return SimulatedTurn(outcome.answer, notices: notices)
    }

    private mutating func perform(
        _ request: SimulatedRequest, _ segments: [String], at now: Moment, mood: SimulatorMood
    ) -> PayPayOutcome {
        guard segments.first == "v2" else { return PayPayOutcome(.notFound) }
        let rest = Array(segments.dropFirst())
        switch (request.method, rest.count, rest.first) {
        case ("POST", 1, "codes"):
            return parsed(request) { $0.createCode($1, at: now, mood: mood) }
        case ("DELETE", 2, "codes"): return deleteCode(rest[1])
        case ("GET", 3, "codes") where rest[1] == "payments": return codeDetails(rest[2])
        case ("GET", 2, "payments"): return paymentDetails(rest[1])
        case ("DELETE", 2, "payments"): return cancel(rest[1], at: now)
        case ("POST", 1, "refunds"):
            return parsed(request) { $0.refund($1, at: now, mood: mood) }
        case ("GET", 2, "refunds"): return refundDetails(rest[1])
        default: return PayPayOutcome(.notFound)
        }
    }

    private mutating func parsed(
        _ request: SimulatedRequest,
        _ deed: (inout PayPaySimulator, JSONValue) -> PayPayOutcome
    ) -> PayPayOutcome {
        guard let json = JSONValue(request.body), case .object = json else {
            return PayPayOutcome(.invalidRequest)
        }
        return deed(&self, json)
    }

    /// Codes whose time is over.
    private mutating func expire(at now: Moment) -> [SimulatedNotice] {
        var notices: [SimulatedNotice] = []
        while let place = expiring.next(at: now) {
            guard orders[place].status == .created, !orders[place].isDeleted else { continue }
            orders[place].status = .expired
            notices.append(notice(orders[place], at: now))
        }
        return notices
    }

    /// A transaction notice: PayPay signs none.
    func notice(_ order: PayPayOrder, at now: Moment) -> SimulatedNotice {
        let body: JSONValue = [
            "notification_type": "Transaction", "merchant_id": .text(settings.merchant),
            "store_id": .text(orNull: order.storeID), "pos_id": .text(orNull: order.terminalID),
            "order_id": .text(order.payment ?? order.code),
            "merchant_order_id": .text(order.merchantPaymentID), "authorized_at": .null,
            "expires_at": .null,
            "paid_at": .text(orNull: order.acceptedAt.map { "\($0)" }),
            "order_amount": .text(String(order.amount)), "state": .text(order.status.rawValue),
        ]
        return SimulatedNotice(
            headers: [.init("Content-Type", "application/json")], body: body.bytes)
    }
}
