/// What may go wrong between us and a provider.
public enum SimulatedFault: String, Sendable, Hashable, CaseIterable {
    /// It is done, and the connection ends without an answer.
    case answerLost = "answer-lost"
    /// It is done, and the answer comes late.
    case answerLate = "answer-late"
    /// The provider's gateway hands the request on twice; the second answer is what is seen.
    case twice
    /// Nothing is done, and the answer is a 500.
    case serverErrorBefore = "5xx-before"
    /// It is done, and the answer is a gateway's 502.
    case serverErrorAfter = "5xx-after"
    /// The citizen's means, or the refund, are declined.
    case declined
    /// The payment becomes one of another amount.
    case wrongAmount = "wrong-amount"
    /// What the provider tells by itself arrives before the answer.
    case noticeBeforeAnswer = "notice-before-answer"
    case noticeTwice = "notice-twice"
    /// The provider's clock is wrong.
    case clockSkew = "clock-skew"
}

/// When a fault happens.
public struct FaultRule: Sendable, Hashable {
    public var fault: SimulatedFault
    /// How likely, in millionths; a million is always.
    public var partsPerMillion: Int
    /// How often at most; nil: without end.
    public var times: Int?
    /// Only for requests of this method; nil: any.
    public var method: String?
    /// Only for requests whose path begins so; nil: any.
    public var path: String?

    public init(
        _ fault: SimulatedFault, partsPerMillion: Int = 1_000_000, times: Int? = nil,
        method: String? = nil, path: String? = nil
    ) {
        self.fault = fault
        self.partsPerMillion = partsPerMillion
        self.times = times
        self.method = method
        self.path = path
    }

    /// Reads `answer-lost`, `answer-lost=0.05`, `5xx-after=1`; nil where it is none of these.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let fault = SimulatedFault(rawValue: String(parts[0])) else { return nil }
        self.init(fault)
        guard parts.count > 1 else { return }
        let number = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(number.count), let whole = Int(number[0]), (0...1).contains(whole)
        else { return nil }
        let digits = number.count == 2 ? String(number[1]) : "0"
        guard (1...6).contains(digits.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let part = Int(digits + String(repeating: "0", count: 6 - digits.count)),
            whole * 1_000_000 + part <= 1_000_000
        else { return nil }
        partsPerMillion = whole * 1_000_000 + part
    }

    func holds(for request: SimulatedRequest) -> Bool {
        (times ?? 1) > 0 && (method ?? request.method) == request.method
            && request.path.hasPrefix(path ?? "")
    }
}

/// All that may go wrong with one simulator.
public struct FaultPlan: Sendable, Hashable {
    public var rules: [FaultRule]
    /// By how much a late answer is late.
    public var lateMilliseconds: Int
    /// By how much a wrong clock is ahead; negative: behind.
    public var skewSeconds: Int64

    public init(
        _ rules: [FaultRule] = [], lateMilliseconds: Int = 3_000, skewSeconds: Int64 = 600
    ) {
        self.rules = rules
        self.lateMilliseconds = lateMilliseconds
        self.skewSeconds = skewSeconds
    }
}
