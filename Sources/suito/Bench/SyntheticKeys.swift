/// Numbers that a terminal gives one event, in the order in which it happens.
struct SyntheticKeys {
    /// Slip number of a card terminal.
    var slip = 0
    /// Transaction number: of the card log, or `EVRWTransactionNumber`.
    var transaction = 0
    /// Number of the till's own, as `POSTransactionNumber`.
    var till = 0

    /// What one terminal has counted up to.
    struct Counter {
        let terminal: Int
        private var slip: Int
        private var card: Int
        private var money: Int
        private var till: Int
        /// Numbers of the till for sales that are voided later on the day: the void repeats them.
        private var voidedTills: [UInt128: Int] = [:]

        init(terminal: Int, random: inout SplitMix64) {
            self.terminal = terminal
            slip = 10_000 + random.below(50_000)
            card = 30_000 + random.below(10_000)
            money = 30_000 + random.below(60_000)
            till = random.below(4_000)
        }

        mutating func next(for event: SyntheticEvent) -> SyntheticKeys {
            var keys = SyntheticKeys()
            switch event.provider {
            case .jcn:
                card += 1
                keys.transaction = terminal * 10_000_000 + card
                if let shared = event.sharedSlip {
                    keys.slip = shared
                } else {
                    slip += 1
                    keys.slip = slip
                }
            case .dencard:
                money += 1
                keys.transaction = terminal * 100_000_000 + money
                if event.kind == .voided, let old = voidedTills.removeValue(forKey: event.origin) {
                    keys.till = old
                } else {
                    till += 1
                    keys.till = till
                }
                if event.isVoided { voidedTills[event.id] = keys.till }
            case .paypay, .paypayOnline, .stripe: break
            }
            return keys
        }

        /// A slip number that two sales will share.
        mutating func takeSlip() -> Int {
            slip += 1
            return slip
        }
    }
}
