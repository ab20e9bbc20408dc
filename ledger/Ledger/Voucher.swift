public import Money

/// 伝票: an all-or-nothing set of transfers with one cause.
public struct Voucher: Sendable {
    /// What a voucher does to the books.
    public enum Action: Sendable, Hashable {
        /// Moves the amounts.
        case post([Transfer])
        /// Sets the amounts aside as pending until they are confirmed or voided.
        case reserve([Transfer])
        /// Moves the amounts of a pending voucher.
        case confirm(VoucherID)
        /// Gives up the amounts of a pending voucher.
        case void(VoucherID)
        /// Moves the amounts of a posted, or reserved and confirmed, voucher back.
        case reverse(VoucherID)
    }

    /// An action without what it acts on.
    ///
    /// Raw values stand in stored books and never change.
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        case post = 0
        case reserve = 1
        case confirm = 2
        case void = 3
        case reverse = 4
    }

    /// Derived from the cause and its time.
    public let id: VoucherID
    /// Why: names one event or decision, uniquely, and never a person.
    public let cause: String
    /// When the cause happened in the world.
    public let occurred: Moment
    /// The day that the fact itself belongs to; the day it is booked on may be later.
    public var ownDay: BookDay
    public var action: Action

    public init(cause: String, occurred: Moment, ownDay: BookDay, action: Action) {
        id = VoucherID(cause: cause, at: occurred)
        self.cause = cause
        self.occurred = occurred
        self.ownDay = ownDay
        self.action = action
    }
}

extension Voucher.Action {
    public var kind: Voucher.Kind {
        switch self {
        case .post: .post
        case .reserve: .reserve
        case .confirm: .confirm
        case .void: .void
        case .reverse: .reverse
        }
    }

    /// The earlier voucher that is confirmed, voided or reversed.
    public var target: VoucherID? {
        switch self {
        case .post, .reserve: nil
        case .confirm(let target), .void(let target), .reverse(let target): target
        }
    }
}

extension Voucher {
    /// The day a fact is booked on: its own where that is open, else the earliest open day.
    @inlinable public static func bookingDay(of ownDay: BookDay, earliestOpen: BookDay) -> BookDay {
        max(ownDay, earliestOpen)
    }
}
