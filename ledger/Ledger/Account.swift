/// A self-balancing set of accounts (会計).
public struct Fund: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case general, special, enterprise, outside
    }
    public let id: String
    public let name: String
    public let kind: Kind

    public init(id: String, name: String, kind: Kind) {
        self.id = id
        self.name = name
        self.kind = kind
    }
}

/// An account within one fund: `asset/clearing/paypay` in `general`.
public struct Account: Sendable, Hashable {
    public enum Class: String, Sendable, Hashable, CaseIterable {
        case asset, liability, revenue, expense, equity
        /// The side on which the account grows.
        public var isDebitNormal: Bool { self == .asset || self == .expense }
    }

    public let fund: String
    /// Path, its first part the class.
    public let code: String
    public let accountClass: Class

    /// nil where the path has no known class, or an empty part.
    public init?(fund: String, code: String) {
        let parts = code.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }), !fund.isEmpty,
            let accountClass = Class(rawValue: String(parts[0]))
        else { return nil }
        self.fund = fund
        self.code = code
        self.accountClass = accountClass
    }
}

extension Account: Comparable {
    /// By path, then fund.
    public static func < (a: Account, b: Account) -> Bool {
        a.code != b.code ? a.code < b.code : a.fund < b.fund
    }
}
