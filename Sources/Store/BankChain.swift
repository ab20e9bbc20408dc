import Money
import Provider

/// The order of one account's statements by their balances, apart from any database.
///
/// What was taken in is a chain: each statement opens with the balance that the one before it
/// closed with. Bank days without a statement may lie between two links, because banks send none
/// where nothing moved; a statement that comes later for such days must then fit between them.
struct BankChain {
    /// A statement's days and balances.
    struct Link: Hashable {
        var number: Int64
        var from: BookDay
        var to: BookDay
        var opening: Yen
        var closing: Yen
    }

    struct Refusal {
        enum Reason {
            /// It should open with this balance.
            case opening(Yen)
            /// It should close with this balance.
            case closing(Yen)
            case overlap
        }

        var link: Link
        var reason: Reason
    }

    let banks: BankCalendar
    /// The day of the opening balance, whose end it is.
    let firstDay: BookDay
    let opening: Yen

    /// Whether no bank day lies between two days, so that the balance cannot have moved.
    func touch(_ first: BookDay, _ last: BookDay) -> Bool {
        banks.next(onOrAfter: first.adding(1)) >= last
    }

    /// The links that stand before and after a statement which overlaps none of them.
    func neighbours(
        of link: Link, in accepted: [Link]
    ) -> (before: (to: BookDay, closing: Yen), after: Link?) {
        let before = accepted.last { $0.to < link.from }
        return (
            (before?.to ?? firstDay, before?.closing ?? opening),
            accepted.first { $0.from > link.to }
        )
    }

    /// Judges what waits, now that something has come.
    ///
    /// - Parameter accepted: a chain, by day.
    /// - Returns: what is taken in by now, by day, and what contradicts it.
    func settle(
        accepted: [Link], held: [Link]
    ) -> (accepted: [Link], refused: [Refusal]) {
        let held = held.sorted { ($0.from, $0.to, $0.number) < ($1.from, $1.to, $1.number) }
        var start = (to: firstDay, closing: opening)
        var chain: [Link] = []
        var new: [Link] = []
        for end in accepted.map(Optional.some) + [nil] {
            let path = BankChain.path(
                from: start, to: end?.opening, before: end?.from, through: held)
            new += path
            chain += path
            guard let end else { break }
            chain.append(end)
            start = (end.to, end.closing)
        }
        let taken = Set(new.map(\.number))
        let refused = held.compactMap { link -> Refusal? in
            if taken.contains(link.number) { return nil }
            return contradiction(of: link, to: chain).map { Refusal(link: link, reason: $0) }
        }
        return (new, refused)
    }

    // MARK: - Gaps

    /// Where the chain breaks, because a person said that what lies between will never come: the
    /// days on which it goes on, and the yen that moved meanwhile.
    func breaks(in accepted: [Link]) -> [(day: BookDay, difference: Yen)] {
        var breaks: [(day: BookDay, difference: Yen)] = []
        var closing = opening
        for link in accepted {
            if link.opening != closing { breaks.append((link.from, link.opening - closing)) }
            closing = link.closing
        }
        return breaks
    }

    /// What waits and follows nothing else that waits: each is the end of a gap.
    ///
    /// - Returns: with the yen that the gap hides before it; where it follows what is there, the
    ///   yen hidden behind it.
    func waiting(
        accepted: [Link], held: [Link]
    ) -> [(link: Link, difference: Yen)] {
        let followers = held.filter { link in
            held.contains { $0.to < link.from && $0.closing == link.opening }
        }
        return held.filter { !followers.contains($0) }.map { link in
            let (before, after) = neighbours(of: link, in: accepted)
            if link.opening != before.closing { return (link, link.opening - before.closing) }
            let last = run(from: link, accepted: accepted, held: held).last ?? link
            return (link, (after?.opening ?? last.closing) - last.closing)
        }
    }

    /// A statement that waits, and those that follow it up to what was taken in.
    func run(from link: Link, accepted: [Link], held: [Link]) -> [Link] {
        let after = neighbours(of: link, in: accepted).after
        let rest = held.filter { $0 == link || $0.from > link.to }
        return BankChain.path(
            from: (link.from.adding(-1), link.opening), to: nil, before: after?.from,
            through: rest.sorted { ($0.from, $0.to, $0.number) < ($1.from, $1.to, $1.number) })
    }

    /// Why a statement can never be taken in beside the chain, whatever else comes.
    private func contradiction(of link: Link, to chain: [Link]) -> Refusal.Reason? {
        if chain.contains(where: { $0.from <= link.to && link.from <= $0.to }) { return .overlap }
        let (before, after) = neighbours(of: link, in: chain)
        if touch(before.to, link.from), link.opening != before.closing {
            return .opening(before.closing)
        }
        if let after, touch(link.to, after.from), link.closing != after.opening {
            return .closing(after.opening)
        }
        return nil
    }

    /// The longest way from one balance to the next through statements that wait; where no
    /// closing is wanted, as far as they reach.
    ///
    /// The longest, because days that cancel out may be left out of a way as well as walked
    /// through: when all statements are there, only the longest one holds them all.
    ///
    /// - Parameter held: by first day.
    private static func path(
        from start: (to: BookDay, closing: Yen), to closing: Yen?, before end: BookDay?,
        through held: [Link]
    ) -> [Link] {
        struct Step {
            var place: Int
            var length: Int
            var before: Int?
        }
        var steps: [Step] = []
        // Steps by the balance on which they end: of them only few are ever asked.
        var ending: [Yen: [Int]] = [:]
        var best: Int?
        for (place, link) in held.enumerated() {
            guard link.from > start.to, end.map({ link.to < $0 }) ?? true else { continue }
            let before = ending[link.opening, default: []].filter {
                held[steps[$0].place].to < link.from
            }.max { steps[$0].length < steps[$1].length }
            guard before != nil || link.opening == start.closing else { continue }
            let length = (before.map { steps[$0].length } ?? 0) + 1
            ending[link.closing, default: []].append(steps.count)
            if closing.map({ link.closing == $0 }) ?? true,
                length > (best.map { steps[$0].length } ?? 0)
            {
                best = steps.count
            }
            steps.append(Step(place: place, length: length, before: before))
        }
        var path: [Link] = []
        while let step = best {
            path.append(held[steps[step].place])
            best = steps[step].before
        }
        return path.reversed()
    }
}

extension BankChain.Link {
    init(_ number: Int64, _ statement: BankStatement) {
        self.init(
            number: number, from: statement.from, to: statement.to, opening: statement.opening,
            closing: statement.closing)
    }
}
