import Money

// What happens: the sales of a day, their dirt, their voids and refunds.
extension SyntheticMonthRun {
    /// Shares in ten thousand of the payments.
    private enum Share {
        static let absentFromStatement = 40
        static let absentFromBooks = 40
        static let amountDiffers = 20
        /// Pairs, drawn at counters only: 0.1 % of all payments are in one.
        static let ambiguousPair = 6
        static let voided = 10
        static let refunded = 10
        static let crossesMidnight = 20
        static let shopScanned = 250
    }

    /// In a smaller month a payout could be all refunds, and a payout below zero pays nothing.
    private static let fewestPaymentsWithRefunds = 3_000

    // MARK: Counters

    mutating func counterEvents(of office: Int, on day: BookDay) -> [SyntheticEvent] {
        let openDays = city.days.filter { city.banks.isOpen($0) }
        guard let dayIndex = openDays.firstIndex(of: day) else { return [] }
        var events: [SyntheticEvent] = []
        for terminal in city.offices[office].terminals {
            let slots = openDays.count * city.terminalCount
            var left = SyntheticMonthRun.share(
                of: counterPayments, slot: dayIndex * city.terminalCount + terminal - 1, of: slots)
            // Dirt of a money log must not cancel out, else its totals would agree by chance.
            var moneyDifference: Int64 = 0
            while left > 0 {
                var sale = newSale(
                    counterProvider(), office: office, terminal: terminal, on: day,
                    from: 8 * 3600 + 1800, to: 17 * 3600 + 600)
                if left >= 2, random.happens(inTenThousand: Share.ambiguousPair) {
                    events += ambiguousPair(sale, on: day)
                    left -= 2
                    continue
                }
                left -= 1
                soil(&sale, moneyDifference: &moneyDifference)
                follow(&sale, on: day, in: &events)
                if let stranger = stranger(like: sale, on: day, moneyDifference: &moneyDifference) {
                    events.append(stranger)
                }
                events.append(sale)
            }
        }
        return events
    }

    private mutating func counterProvider() -> SyntheticProvider {
        switch random.below(100) {
        case ..<27: .paypay
        case ..<68: .jcn
        default: .dencard
        }
    }

    /// Two sales of one amount in one minute at one terminal, whose keys are missing (codes and
    /// e-money) or shared (cards).
    private mutating func ambiguousPair(_ sale: SyntheticEvent, on day: BookDay) -> [SyntheticEvent]
    {
        var pair = [sale, sale]
        let minute = sale.millisecond / 60_000 * 60_000
        let slip = counters[(sale.terminal ?? 1) - 1].takeSlip()
        for index in pair.indices {
            pair[index].fate = .ambiguous
            pair[index].millisecond = minute + (5 + 25 * index + random.below(20)) * 1000
            pair[index].id = newID(on: day, millisecond: pair[index].millisecond)
            pair[index].seed = random.next()
            if sale.provider == .jcn { pair[index].sharedSlip = slip }
        }
        truth.ambiguousPairs += 1
        return pair
    }

    // MARK: Online

    mutating func onlineEvents(of office: Int, on day: BookDay) -> [SyntheticEvent] {
        let slots = city.days.count * city.offices.count
        let slot = Int(day.number - city.firstDay.number) * city.offices.count + office
        var events: [SyntheticEvent] = []
        var none: Int64 = 0
        for (provider, payments) in [
            (SyntheticProvider.paypayOnline, onlineCodePayments), (.stripe, onlineCardPayments),
        ] {
            for _ in 0..<SyntheticMonthRun.share(of: payments, slot: slot, of: slots) {
                var sale = newSale(
                    provider, office: office, terminal: nil, on: day,
                    from: 5 * 3600, to: 23 * 3600 + 1800)
                soil(&sale, moneyDifference: &none)
                if sale.fate == .known, random.happens(inTenThousand: Share.crossesMidnight) {
                    sale.millisecond = 86_398_000 + sale.millisecond % 1000
                    sale.delay = 2 + random.below(2)
                    sale.id = newID(on: day, millisecond: sale.millisecond)
                    sale.crossesMidnight = true
                } else {
                    follow(&sale, on: day, in: &events)
                }
                if let stranger = stranger(like: sale, on: day, moneyDifference: &none) {
                    events.append(stranger)
                }
                events.append(sale)
            }
        }
        return events
    }

    // MARK: One sale

    private mutating func newSale(
        _ provider: SyntheticProvider, office: Int, terminal: Int?, on day: BookDay,
        from: Int, to: Int
    ) -> SyntheticEvent {
        let millisecond = (from + random.below(to - from)) * 1000 + random.below(1000)
        let items = newItems(of: city.offices[office].fees)
        return SyntheticEvent(
            kind: .captured, provider: provider, id: newID(on: day, millisecond: millisecond),
            millisecond: millisecond, delay: random.below(3), office: office, terminal: terminal,
            brand: random.below(provider.brands.count), items: items,
            amount: items.reduce(0) { $0 + city.fees[$1.fee].price * Int64($1.quantity) },
            seed: random.next(), approval: random.below(1_000_000))
    }

    /// Mostly one item, once.
    private mutating func newItems(of fees: Range<Int>) -> [SyntheticEvent.Item] {
        let draw = random.below(100)
        let first = random.below(fees.count)
        return (0..<(draw < 75 ? 1 : draw < 95 ? 2 : 3)).map { index in
            let many = random.below(100)
            return SyntheticEvent.Item(
                fee: fees.lowerBound + (first + index) % fees.count,
                quantity: many < 85 ? 1 : many < 97 ? 2 : 3)
        }
    }

    /// A ULID: 48 bits of milliseconds, 80 bits of chance.
    private mutating func newID(on day: BookDay, millisecond: Int) -> UInt128 {
        let start = Moment(day: day, secondOfDay: 0).seconds * 1000
        let chance = UInt128(random.next()) << 16 | UInt128(random.next() & 0xFFFF)
        return UInt128(UInt64(start) + UInt64(millisecond)) << 80 | chance
    }

    /// Gives one sale of a hundred and sixty a fate of its own.
    private mutating func soil(_ sale: inout SyntheticEvent, moneyDifference: inout Int64) {
        let draw = random.below(10_000)
        let by = Int64((1 + random.below(10)) * (random.below(2) == 0 ? -10 : 10))
        let fate: SyntheticEvent.Fate
        let difference: Int64
        switch draw {
        case ..<Share.absentFromStatement:
            (fate, difference) = (.absentFromStatement, -sale.amount)
        case ..<(Share.absentFromStatement + Share.amountDiffers):
            (fate, difference) = (.amountDiffers(by: by), by)
        default: return
        }
        if sale.provider == .dencard {
            if moneyDifference + difference == 0 { return }
            moneyDifference += difference
        }
        sale.fate = fate
    }

    /// Now and then, a line of the same provider and place that no journal has.
    private mutating func stranger(
        like sale: SyntheticEvent, on day: BookDay, moneyDifference: inout Int64
    ) -> SyntheticEvent? {
        guard random.happens(inTenThousand: Share.absentFromBooks) else { return nil }
        let bounds = sale.provider.isOnline ? (5 * 3600, 84_600) : (30_600, 62_000)
        var stranger = newSale(
            sale.provider, office: sale.office, terminal: sale.terminal, on: day,
            from: bounds.0, to: bounds.1)
        stranger.fate = .absentFromBooks
        if stranger.provider == .dencard {
            if moneyDifference + stranger.amount == 0 { return nil }
            moneyDifference += stranger.amount
        }
        return stranger
    }

    /// Makes a sale that both sides know void or refunded, or known by the provider's number only.
    private mutating func follow(
        _ sale: inout SyntheticEvent, on day: BookDay, in events: inout [SyntheticEvent]
    ) {
        guard sale.fate == .known else { return }
        let draw = random.below(10_000)
        let isWAON = sale.provider == .dencard && sale.brand == 1
        if draw < Share.voided, sale.provider != .dencard || isWAON {
            var void = successor(of: sale, kind: .voided)
            void.millisecond = sale.millisecond + (120 + random.below(480)) * 1000
            void.id = newID(on: day, millisecond: void.millisecond)
            sale.isVoided = true
            if sale.provider == .stripe {
                void.seed = sale.seed
                void.fate = .neverReported
                sale.fate = .neverReported
            }
            events.append(void)
        } else if draw < Share.voided + Share.refunded, sale.provider != .dencard {
            planRefund(of: sale, on: day)
        } else if sale.provider == .paypay, draw >= 10_000 - Share.shopScanned {
            sale.isShopScanned = true
        }
    }

    /// A refund at the same place, one to nine days later.
    private mutating func planRefund(of sale: SyntheticEvent, on day: BookDay) {
        var refundDay = day.adding(1 + random.below(9))
        if !sale.provider.isOnline { refundDay = city.banks.next(onOrAfter: refundDay) }
        guard refundDay <= city.lastDay, payments >= SyntheticMonthRun.fewestPaymentsWithRefunds
        else { return }
        var refund = successor(of: sale, kind: .refunded)
        refund.millisecond = (9 * 3600 + random.below(7 * 3600)) * 1000 + random.below(1000)
        refund.id = newID(on: refundDay, millisecond: refund.millisecond)
        refunds[refundDay.number, default: [:]][sale.office, default: []].append(refund)
    }

    private mutating func successor(
        of sale: SyntheticEvent, kind: SyntheticEvent.Kind
    ) -> SyntheticEvent {
        var event = sale
        event.kind = kind
        event.origin = sale.id
        event.originSeed = sale.seed
        event.seed = random.next()
        event.delay = random.below(3)
        return event
    }
}
