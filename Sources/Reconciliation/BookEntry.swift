public import Ledger
public import Money

/// What the books must say of one thing that happened: its transfers, and how far they have come.
///
/// The cause names the thing, not the moment of finding it; so the same facts make the same
/// entries, and the difference to what is posted can be told (``Reconciler/forEachEntry(_:)``).
public struct BookEntry: Sendable {
    public enum State: Sendable, Hashable {
        /// Moved at once.
        case posted
        /// Reserved: 速報, open 処理未了, a payout that has not arrived.
        case pending
        /// Reserved and then moved, by an event of its own.
        case confirmed(Event)
        /// Moved and on the same day turned back.
        case reversed(Event)
        /// Did not happen after all: nothing, or the undoing of what was reserved.
        case withdrawn(Event)
    }

    /// The second event of an entry.
    public struct Event: Sendable, Hashable {
        public var cause: String
        public var occurred: Moment
        public var ownDay: BookDay
    }

    public var cause: String
    public var occurred: Moment
    /// The fact's own day; the books may have to take a later one.
    public var ownDay: BookDay
    public var transfers: [Transfer]
    public var state: State
}
