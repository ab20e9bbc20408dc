public import Money

/// One finding of reconciliation that waits for a decision.
public struct OpenException: Sendable, Hashable {
    /// Which item it speaks of: stable from run to run.
    public struct Key: Sendable, Hashable {
        public var code: ExceptionCode
        /// nil for a bank line that nobody announced.
        public var provider: String?
        public var reference: String
        /// Tells several of one code and reference apart, from 0.
        public var occurrence: Int

        public init(
            code: ExceptionCode, provider: String?, reference: String, occurrence: Int
        ) {
            self.code = code
            self.provider = provider
            self.reference = reference
            self.occurrence = occurrence
        }

        /// The bytes whose digest is the exception's id.
        public var canonical: String {
            "\(code.rawValue)|\(provider ?? "")|\(reference)|\(occurrence)"
        }
    }

    public var key: Key
    /// The yen in question; where two words differ, theirs less ours.
    public var amount: Yen
    public var day: BookDay
    /// A candidate that may be the counterpart, for a person to judge; never applied.
    public var suggestion: String?

    public init(key: Key, amount: Yen, day: BookDay, suggestion: String?) {
        self.key = key
        self.amount = amount
        self.day = day
        self.suggestion = suggestion
    }

    public var code: ExceptionCode { key.code }
    public var provider: String? { key.provider }
    public var reference: String { key.reference }
}
