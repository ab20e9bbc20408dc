public import Money

/// Who moves citizens' money to us.
public struct ProviderTerms: Sendable, Hashable {
    public enum Method: String, Sendable, Hashable, CaseIterable { case card, qr, emoney, slip }
    public enum Channel: String, Sendable, Hashable, CaseIterable { case counter, online, slip }

    public var id: String
    public var name: String
    public var method: Method
    public var channels: [Channel]
    public var adapter: String
    /// File kinds in which lines and payouts come; nil where none does.
    public var lineReport: String?
    public var payoutReport: String?
    public var merchantIDs: [String]
    /// Names under which it pays, half-width kana as the bank writes them.
    public var payerNames: [String]
    /// In order of their first days.
    public var agreements: [Agreement]

    /// The agreement that holds on a day, or nil before the first.
    public func agreement(on day: BookDay) -> Agreement? { agreements.last { $0.from <= day } }
}
