package import Ledger

/// What a voucher's cause says of a payout: `payout/PROVIDER/NUMBER`, then `/banked`, `#n`.
package struct PayoutCause: Equatable {
    package var provider: String
    /// Without an ending that may be a revision's.
    package var number: String
    /// `#n` behind the number, which a payout's own number may end with too; else empty.
    package var ending: String
    package var isUndone: Bool

    /// The number with its ending: its own where ``formerCause`` stands in no voucher.
    package var wholeNumber: String { number + ending }

    /// The cause of the revision before, which is in the books where the ending is a revision's;
    /// nil where there is no ending.
    package var formerCause: String? {
        guard let revision = Int(ending.dropFirst()) else { return nil }
        let first = "payout/\(provider)/\(number)"
        return revision == 1 ? first : "\(first)#\(revision - 1)"
    }

    package init?(_ cause: String) {
        // Of a million causes few are a payout's.
        guard cause.utf8.first == 0x70 || cause.utf8.first == 0x75 else { return nil }
        var rest = Substring(cause)
        isUndone = rest.hasPrefix("undo/")
        if isUndone { rest = rest.dropFirst("undo/".count) }
        guard rest.hasPrefix("payout/") else { return nil }
        rest = rest.dropFirst("payout/".count)
        ending = ""
        if let mark = rest.lastIndex(of: "#") {
            let digits = rest[rest.index(after: mark)...]
            if let revision = Int(digits), revision > 0, String(revision) == digits {
                ending = String(rest[mark...])
                rest = rest[..<mark]
            }
        }
        if rest.hasSuffix("/banked") {
            rest = rest.dropLast("/banked".count)
            ending = ""
        }
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        provider = String(rest[..<slash])
        number = String(rest[rest.index(after: slash)...])
    }

    /// Whether a voucher of that kind says that the money came.
    package func isBanked(_ kind: Voucher.Kind) -> Bool {
        !isUndone && (kind == .post || kind == .confirm)
    }
}
