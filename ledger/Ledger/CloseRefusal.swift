public import Money

/// Why a book day cannot be closed, in order of precedence.
///
/// Raw values are stable codes.
public enum CloseRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case dayBeforeBooks = "day-before-books"
    case dayAlreadyClosed = "day-already-closed"
    /// Days close in order, empty ones too.
    case earlierDayOpen = "earlier-day-open"
}

extension CloseRefusal {
    /// The refusal to close a day, or nil where it is the next to close.
    public init?(closing day: BookDay, begins: BookDay, earliestOpen: BookDay) {
        if day < begins {
            self = .dayBeforeBooks
        } else if day < earliestOpen {
            self = .dayAlreadyClosed
        } else if day > earliestOpen {
            self = .earlierDayOpen
        } else {
            return nil
        }
    }

    /// The refusal as a person hears it.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .dayBeforeBooks:
            ("帳簿の開始日より前の日です。", "The day lies before the books begin.")
        case .dayAlreadyClosed:
            ("すでに締めた日です。", "The day has been closed already.")
        case .earlierDayOpen:
            ("それより前の日がまだ締まっていません。", "An earlier day is still open; days close in order.")
        }
    }
}
