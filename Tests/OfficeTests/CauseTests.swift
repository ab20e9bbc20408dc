import Ledger
import Office
import Provider
import Settlement
import Testing

@Suite("What causes say")
struct CauseTests {
    private static let id = "01kn0bc586mvxywcvez6a6qyfy"

    struct Case: Sendable, CustomTestStringConvertible {
        var cause: String
        var kind: Voucher.Kind
        var event: PaymentRow.Event?
        /// Of a slip; nil for an event of the journal.
        var slip: [String]?
        var testDescription: String { "\(cause) \(kind)" }

        init(
            _ cause: String, _ kind: Voucher.Kind, _ event: PaymentRow.Event?, slip: [String]? = nil
        ) {
            (self.cause, self.kind, self.event, self.slip) = (cause, kind, event, slip)
        }
    }

    private static let name = "4710012345/2026-04-01/47100/000001"

    static let payments = [
        Case("capture/\(id)", .post, .captured),
        Case("capture/\(id)#2", .post, .captured),
        Case("capture/\(id)", .reserve, .unknown),
        Case("refund/\(id)", .post, .refunded),
        Case("void/\(id)", .reverse, .voided),
        Case("void/\(id)", .void, .voided),
        Case("paid/\(id)#11", .confirm, .paid),
        Case("not-paid/\(id)", .void, .notPaid),
        Case("undo/capture/\(id)", .reverse, .corrected),
        Case("undo/capture/\(id)#1", .reverse, .corrected),
        Case("undo/refund/\(id)", .reverse, .corrected),
        Case("slip/dsk/\(name)", .reserve, .provisional, slip: ["dsk", name]),
        Case("slip/dsk/\(name)#1", .reserve, .provisional, slip: ["dsk", name]),
        Case("slip/dsk/\(name)/confirmed", .confirm, .confirmed, slip: ["dsk", name]),
        Case("slip/dsk/\(name)/cancelled", .void, .notPaid, slip: ["dsk", name]),
        Case("slip/eltax/1/2026-04-01/-/", .post, .slip, slip: ["eltax", "1/2026-04-01/-/"]),
        Case("undo/slip/dsk/\(name)", .void, .corrected, slip: ["dsk", name]),
        // What is no payment.
        Case("capture/none", .post, nil),
        Case("capture", .post, nil),
        Case("slip/dsk", .post, nil),
        Case("payout/jcn/1", .post, nil),
        Case("assess/W2025-1", .post, nil),
        Case("bank/main/1", .post, nil),
        Case("", .post, nil),
    ]

    @Test("A payment's cause names the event and the payment", arguments: payments)
    func payment(_ example: Case) {
        let cause = PaymentCause(example.cause, kind: example.kind)
        #expect(cause?.event == example.event)
        guard example.event != nil else { return }
        if let slip = example.slip {
            #expect(cause?.subject == .slip(provider: slip[0], name: slip[1]))
        } else {
            #expect(cause?.subject == PaymentID(Self.id.utf8).map { .sale($0) })
        }
    }

    static let payouts: [(String, [String]?, Bool)] = [
        ("payout/jcn/P-1", ["jcn", "P-1"], false),
        ("payout/jcn/P-1/banked", ["jcn", "P-1"], false),
        ("payout/jcn/P-1/banked#3", ["jcn", "P-1"], false),
        ("payout/eltax/eltax/2026-04-10#1", ["eltax", "eltax/2026-04-10"], false),
        ("undo/payout/jcn/P-1#1", ["jcn", "P-1"], true),
        ("undo/payout/jcn/P-1/banked", ["jcn", "P-1"], true),
        ("payout/jcn/P#x", ["jcn", "P#x"], false),
        ("payout/jcn/P#0", ["jcn", "P#0"], false),
        ("payout/jcn/P#07", ["jcn", "P#07"], false),
        ("payout/jcn/P#7/banked", ["jcn", "P#7"], false),
        ("payout/jcn/P#7/banked#2", ["jcn", "P#7"], false),
        ("payout/jcn", nil, false),
        ("capture/\(id)", nil, false),
        ("undo/capture/\(id)", nil, true),
    ]

    @Test("A payout's cause names the provider and the payout", arguments: payouts.indices)
    func payout(_ index: Int) {
        let (text, names, isUndone) = Self.payouts[index]
        let cause = PayoutCause(text)
        #expect(cause.map { [$0.provider, $0.number] } == names)
        if let cause { #expect(cause.isUndone == isUndone) }
    }

    static let endings = [
        ("payout/jcn/P#1", "P#1", "payout/jcn/P"), ("payout/jcn/P#12", "P#12", "payout/jcn/P#11"),
        ("undo/payout/jcn/P#7#1", "P#7#1", "payout/jcn/P#7"), ("payout/jcn/P", "P", nil),
        ("payout/jcn/P#7/banked#2", "P#7", nil),
    ]

    @Test("What may be a revision or the number's own end is kept", arguments: endings.indices)
    func ending(_ index: Int) {
        let (text, whole, former) = Self.endings[index]
        let cause = PayoutCause(text)
        #expect(cause?.wholeNumber == whole)
        #expect(cause?.formerCause == former)
    }
}
