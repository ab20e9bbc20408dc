import Money

/// What falls due at some time: the earliest first, whatever the order in which it was added.
struct DueQueue<Item: Sendable>: Sendable {
    /// A binary heap by time.
    private var entries: [(at: Moment, item: Item)] = []

    mutating func add(_ item: Item, at: Moment) {
        entries.append((at, item))
        var place = entries.count - 1
        while place > 0, entries[place].at < entries[(place - 1) / 2].at {
            entries.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Takes out the earliest that is due; nil where none is.
    mutating func next(at now: Moment) -> Item? {
        guard let first = entries.first, first.at <= now else { return nil }
        entries.swapAt(0, entries.count - 1)
        entries.removeLast()
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < entries.count && entries[child].at < entries[least].at {
                least = child
            }
            if least == place { return first.item }
            entries.swapAt(place, least)
            place = least
        }
    }
}
