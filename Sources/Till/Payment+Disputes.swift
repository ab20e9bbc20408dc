public import Money
public import Provider

/// Disputes run beside the transition table: the payer may dispute a payment in whatever state its
/// money was taken, also after its end, and no operation of ours brings that about or stops it.
extension Payment {
    /// The provider told of a dispute by itself: those of the payment are to be asked about, once
    /// for each notice.
    public mutating func disputeNotice(_ id: String) -> [TillEffect] {
        guard notices.insert(id).inserted, captured != nil || !state.isFinal, state != .created
        else { return [] }
        asksDisputes = true
        return captured == nil ? [] : [TillEffect(.askDisputes)]
    }

    /// All disputes of the payment, as its provider has them.
    mutating func hear(_ words: [DisputeWord]) -> [TillEffect] {
        guard captured != nil else { return [] }
        asksDisputes = false
        var effects: [TillEffect] = []
        for word in words.sorted(by: { ($0.at, $0.number) < ($1.at, $1.number) }) {
            effects += hear(word)
        }
        return effects
    }

    private mutating func hear(_ word: DisputeWord) -> [TillEffect] {
        let former = disputes[word.number]
        var next = word
        // What came too late says nothing about how it stands.
        if let former, former.standing.isDecided, !word.standing.isDecided {
            next.standing = former.standing
        }
        next.movements = former?.movements ?? []
        var effects: [TillEffect] = []
        for movement in word.movements
        where !next.movements.contains(where: { $0.number == movement.number }) {
            let isReturn = movement.amount > .zero
            // Nothing can come back that was not taken.
            guard !isReturn || next.isWithdrawn else {
                effects.append(TillEffect(.alarm))
                continue
            }
            next.movements.append(movement)
            effects.append(
                TillEffect(
                    isReturn ? .postReinstated : .postDisputed,
                    dispute: TillEffect.Dispute(number: word.number, movement: movement)))
        }
        disputes[word.number] = next
        // A person must answer it in time, or hear that it is lost.
        if former?.standing != next.standing, next.standing == .open || next.standing == .lost {
            effects.append(TillEffect(.alarm))
        }
        return effects
    }

    /// Money that disputes moved.
    public enum DisputedSum: Sendable, Hashable { case withdrawn, reinstated }

    /// - Returns: of what came back, as much as had been taken.
    public func disputed(_ sum: DisputedSum) -> Yen {
        disputes.values.reduce(.zero) { $0 + $1.sum(sum) }
    }

    /// No refund may be asked for: the payer's bank gives the money back, or has done so.
    public var isDisputed: Bool { disputes.values.contains(where: \.bindsMoney) }

    /// Its provider is to be asked about its disputes, now or later.
    public var concernsDisputes: Bool {
        captured != nil && (asksDisputes || disputes.values.contains { !$0.standing.isDecided })
    }
}

extension DisputeWord {
    /// Whether the money is with the payer's bank.
    public var isWithdrawn: Bool {
        movements.reduce(0) { $0 + ($1.amount < .zero ? 1 : -1) } > 0
    }

    var bindsMoney: Bool { standing == .open || standing == .underReview || isWithdrawn }

    /// Fees less those that came back.
    public var fee: Yen { movements.reduce(.zero) { $0 + $1.fee } }

    public func sum(_ sum: Payment.DisputedSum) -> Yen {
        let taken = movements.filter { $0.amount < .zero }
        let count = sum == .withdrawn ? taken.count : movements.count - taken.count
        return taken.prefix(count).reduce(.zero) { $0 + $1.amount.magnitude }
    }
}
