package import Ledger
package import Provider
package import Settlement

/// What a voucher's cause says of a payment, where it speaks of one.
///
/// Causes are made in reconciliation: `capture/ID`, `void/ID`, `slip/PROVIDER/NAME/confirmed`; a
/// later revision ends with `#n`, and what is taken back begins with `undo/`.
package struct PaymentCause {
    package enum Subject: Equatable {
        /// An event of the journal, by its payment id.
        case sale(PaymentID)
        /// A payment by slip: provider, and the rest of its name.
        case slip(provider: String, name: String)
    }

    package var subject: Subject
    package var event: PaymentRow.Event

    package init?(_ cause: String, kind: Voucher.Kind) {
        var rest = Substring(cause)
        let isUndone = rest.hasPrefix("undo/")
        if isUndone { rest = rest.dropFirst("undo/".count) }
        rest = PaymentCause.withoutRevision(rest)
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        let word = rest[..<slash]
        let name = rest[rest.index(after: slash)...]
        let event: PaymentRow.Event
        switch (word, kind) {
        case ("capture", .reserve): event = .unknown
        case ("capture", _): event = .captured
        case ("refund", _): event = .refunded
        case ("void", _): event = .voided
        case ("paid", _): event = .paid
        case ("not-paid", _): event = .notPaid
        case ("slip", _):
            self.init(slip: name, kind: kind, isUndone: isUndone)
            return
        default: return nil
        }
        guard let id = PaymentID(name.utf8) else { return nil }
        self.init(subject: .sale(id), event: isUndone ? .corrected : event)
    }

    private init(subject: Subject, event: PaymentRow.Event) {
        self.subject = subject
        self.event = event
    }

    private init?(slip name: Substring, kind: Voucher.Kind, isUndone: Bool) {
        guard let slash = name.firstIndex(of: "/") else { return nil }
        var rest = name[name.index(after: slash)...]
        var event: PaymentRow.Event = kind == .reserve ? .provisional : .slip
        if kind == .confirm { event = .confirmed }
        if kind == .void { event = .notPaid }
        for end in ["/confirmed", "/cancelled"] where rest.hasSuffix(end) {
            rest = rest.dropLast(end.count)
        }
        self.init(
            subject: .slip(provider: String(name[..<slash]), name: String(rest)),
            event: isUndone ? .corrected : event)
    }

    private static func withoutRevision(_ cause: Substring) -> Substring {
        guard let mark = cause.lastIndex(of: "#") else { return cause }
        let digits = cause[cause.index(after: mark)...]
        return !digits.isEmpty && digits.allSatisfy(\.isNumber) ? cause[..<mark] : cause
    }
}
