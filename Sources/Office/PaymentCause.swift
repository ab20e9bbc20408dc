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
    /// It speaks of a refund or a dispute, also where that is undone.
    package var givesBack = false

    package init?(_ cause: String, kind: Voucher.Kind) {
        var cause = cause
        let own = cause.withUTF8 { PaymentCause.read(UnsafeRawBufferPointer($0), kind) }
        guard let own else { return nil }
        self = own
    }

    private init(subject: Subject, event: PaymentRow.Event, givesBack: Bool = false) {
        self.subject = subject
        self.event = event
        self.givesBack = givesBack
    }

    private static func read(
        _ cause: UnsafeRawBufferPointer, _ kind: Voucher.Kind
    ) -> PaymentCause? {
        var rest = cause[...]
        let isUndone = rest.starts(with: "undo/".utf8)
        if isUndone { rest = rest.dropFirst(5) }
        rest = withoutRevision(rest)
        guard let slash = rest.firstIndex(of: 0x2F) else { return nil }
        let word = rest[..<slash]
        let name = rest[(slash + 1)...]
        func isWord(_ other: StaticString) -> Bool {
            word.count == other.utf8CodeUnitCount
                && other.withUTF8Buffer { word.elementsEqual($0) }
        }
        let event: PaymentRow.Event
        if isWord("capture") {
            event = kind == .reserve ? .unknown : .captured
        } else if isWord("slip") {
            return slip(name, kind, isUndone)
        } else if isWord("refund") {
            event = .refunded
        } else if isWord("void") {
            event = .voided
        } else if isWord("dispute") {
            event = .disputed
        } else if isWord("reinstated") {
            event = .reinstated
        } else if isWord("paid") {
            event = .paid
        } else if isWord("not-paid") {
            event = .notPaid
        } else {
            return nil
        }
        guard let id = PaymentID(UnsafeRawBufferPointer(rebasing: name)) else { return nil }
        return PaymentCause(
            subject: .sale(id), event: isUndone ? .corrected : event,
            givesBack: [.refunded, .disputed, .reinstated].contains(event))
    }

    private static func slip(
        _ name: Slice<UnsafeRawBufferPointer>, _ kind: Voucher.Kind, _ isUndone: Bool
    ) -> PaymentCause? {
        guard let slash = name.firstIndex(of: 0x2F) else { return nil }
        var rest = String(decoding: name[(slash + 1)...], as: UTF8.self)
        for end in ["/confirmed", "/cancelled"] where rest.hasSuffix(end) {
            rest.removeLast(end.count)
        }
        let event: PaymentRow.Event =
            switch kind {
            case .reserve: .provisional
            case .confirm: .confirmed
            case .void: .notPaid
            case .post, .reverse: .slip
            }
        return PaymentCause(
            subject: .slip(
                provider: String(decoding: name[..<slash], as: UTF8.self), name: rest),
            event: isUndone ? .corrected : event)
    }

    private static func withoutRevision(
        _ cause: Slice<UnsafeRawBufferPointer>
    ) -> Slice<UnsafeRawBufferPointer> {
        var end = cause.endIndex
        while end > cause.startIndex, cause[end - 1] &- 0x30 < 10 { end -= 1 }
        guard end < cause.endIndex, end > cause.startIndex, cause[end - 1] == 0x23 else {
            return cause
        }
        return cause[..<(end - 1)]
    }
}
