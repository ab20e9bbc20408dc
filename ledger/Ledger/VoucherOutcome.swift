public import Money

/// What became of a voucher that the books took.
public enum VoucherOutcome: Sendable, Hashable {
    /// It stands in the books now: its place in them from 1, and the day it is booked on.
    case posted(sequence: Int64, day: BookDay)
    /// It stood there already, with the same content; this is where.
    case duplicate(sequence: Int64, day: BookDay)

    public var sequence: Int64 {
        switch self {
        case .posted(let sequence, _), .duplicate(let sequence, _): sequence
        }
    }

    public var day: BookDay {
        switch self {
        case .posted(_, let day), .duplicate(_, let day): day
        }
    }
}
