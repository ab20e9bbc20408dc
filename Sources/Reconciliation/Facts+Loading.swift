public import Billing
public import Money
public import Provider

extension Facts {
    /// Texts of a record that stand in somebody else's memory, valid during the call.
    public struct SaleTexts {
        public var merchantRef: UnsafeRawBufferPointer
        public var providerRef: UnsafeRawBufferPointer
        public var slip: UnsafeRawBufferPointer
        public var approval: UnsafeRawBufferPointer

        public init(
            merchantRef: UnsafeRawBufferPointer, providerRef: UnsafeRawBufferPointer,
            slip: UnsafeRawBufferPointer, approval: UnsafeRawBufferPointer
        ) {
            self.merchantRef = merchantRef
            self.providerRef = providerRef
            self.slip = slip
            self.approval = approval
        }
    }

    /// Makes room for what is coming.
    public mutating func reserve(sales: Int, lines: Int) {
        self.sales.reserveCapacity(sales)
        baskets.reserveCapacity(sales + sales / 2)
        self.lines.reserveCapacity(lines)
        arena.reserve((sales + lines) * 48)
    }

    /// A word's number, for the loader to keep: terminals, brands, offices, fees, bills, payouts.
    public mutating func word(_ name: String?) -> UInt32 { words.number(name) }

    /// A provider's place in the city file; nil where the city knows no such provider.
    public func provider(_ id: String?) -> UInt16? { providerPlace(id) }

    /// Adds an event of the journal; one that lies behind ``through`` is left out.
    ///
    /// - Parameter basket: item symbol, whether it is a bill, and yen, for each line.
    public mutating func add(
        id: PaymentID, original: PaymentID?, at: Moment, kind: SaleEvent.Kind,
        channel: SaleEvent.Channel, provider: UInt16, brand: UInt32, terminal: UInt32,
        office: UInt32, amount: Yen, paid: Bool, texts: SaleTexts,
        basket: [(item: UInt32, isBill: Bool, amount: Yen)]
    ) {
        guard at.day <= through else { return }
        let start = UInt32(baskets.count)
        for line in basket {
            baskets.append(BasketLine(item: line.item, isBill: line.isBill, amount: line.amount))
        }
        sales.append(
            SaleRecord(
                id: id, original: original ?? PaymentID(bits: 0), at: at, amount: amount,
                basketStart: start, basketCount: UInt16(basket.count), provider: provider,
                merchantRef: arena.add(texts.merchantRef),
                providerRef: arena.add(texts.providerRef), slip: arena.add(texts.slip),
                approval: arena.add(texts.approval), brand: brand, terminal: terminal,
                office: office, kind: kind, channel: channel, paid: paid))
    }

    /// Adds one event with its texts; one that lies behind ``through``, or whose provider the city
    /// does not know, is left out.
    mutating func add(_ event: SaleEvent) {
        guard event.at.day <= through, let provider = providerPlace(event.provider) else { return }
        let start = UInt32(baskets.count)
        for line in event.lines {
            let (name, isBill) =
                switch line.item {
                case .fee(let fee): (fee, false)
                case .bill(let bill): (bill, true)
                }
            baskets.append(
                BasketLine(item: words.number(name), isBill: isBill, amount: line.amount))
        }
        sales.append(
            SaleRecord(
                id: event.id, original: event.original ?? PaymentID(bits: 0), at: event.at,
                amount: event.amount, basketStart: start, basketCount: UInt16(event.lines.count),
                provider: provider, merchantRef: arena.add(event.merchantRef),
                providerRef: arena.add(event.providerRef), slip: arena.add(event.slip),
                approval: arena.add(event.approval), brand: words.number(event.brand),
                terminal: words.number(event.terminal), office: words.number(event.office),
                kind: event.kind, channel: event.channel, paid: event.paid ?? false))
    }

    /// Texts of a provider's line, valid during the call; empty where there is none.
    public struct LineTexts {
        public var number: UnsafeRawBufferPointer
        public var merchantRef: UnsafeRawBufferPointer
        public var firstRef: UnsafeRawBufferPointer
        public var secondRef: UnsafeRawBufferPointer
        public var thirdRef: UnsafeRawBufferPointer
        public var slip: UnsafeRawBufferPointer
        public var approval: UnsafeRawBufferPointer

        public init(
            number: UnsafeRawBufferPointer, merchantRef: UnsafeRawBufferPointer,
            firstRef: UnsafeRawBufferPointer, secondRef: UnsafeRawBufferPointer,
            thirdRef: UnsafeRawBufferPointer, slip: UnsafeRawBufferPointer,
            approval: UnsafeRawBufferPointer
        ) {
            self.number = number
            self.merchantRef = merchantRef
            self.firstRef = firstRef
            self.secondRef = secondRef
            self.thirdRef = thirdRef
            self.slip = slip
            self.approval = approval
        }
    }

    /// Adds a provider's line; one that lies behind ``through`` is left out.
    public mutating func add(
        provider: UInt16, kind: ProviderLine.Kind, at: Moment, amount: Yen, fee: Yen?,
        payout: UInt32, brand: UInt32, terminal: UInt32, copy: Int, texts: LineTexts
    ) {
        guard at.day <= through else {
            if payout != 0 { payoutsBeyond.insert(payout) }
            return
        }
        let number = arena.add(texts.number)
        func reference(_ text: UnsafeRawBufferPointer) -> TextArena.Reference {
            text.count == texts.number.count && text.elementsEqual(texts.number)
                ? number : arena.add(text)
        }
        lines.append(
            LineRecord(
                number: number, merchantRef: reference(texts.merchantRef),
                firstRef: reference(texts.firstRef), secondRef: reference(texts.secondRef),
                thirdRef: reference(texts.thirdRef), slip: reference(texts.slip),
                approval: reference(texts.approval), at: at, amount: amount, fee: fee ?? .zero,
                payout: payout, brand: brand, terminal: terminal, provider: provider, kind: kind,
                copy: UInt8(clamping: copy), statesFee: fee != nil))
    }

    public mutating func add(_ totals: TerminalTotals, provider: UInt16) {
        guard totals.day <= through else { return }
        self.totals.append(
            TotalsRecord(
                provider: provider, terminal: words.number(totals.terminal), day: totals.day,
                completed: totals.completed, unknown: totals.unknown))
    }

    /// Adds a statement; one whose window ends behind ``through`` is left out.
    public mutating func add(_ payout: PayoutStatement, provider: UInt16) {
        if let closing = payout.closing ?? payout.to, closing > through { return }
        payouts.append(
            PayoutRecord(
                provider: provider, number: payout.number, from: payout.from, to: payout.to,
                closing: payout.closing, payDate: payout.payDate, saleCount: payout.saleCount,
                refundCount: payout.refundCount, gross: payout.gross, refunds: payout.refunds,
                fee: payout.fee, feeTax: payout.feeTax, net: payout.net))
    }

    /// - Parameter copy: how often the same record stood before in its file.
    public mutating func add(_ slip: SlipLine, provider: UInt16, copy: Int) {
        guard slip.paidDay <= through, slip.madeDay ?? slip.paidDay <= through else { return }
        slips.append(
            SlipRecord(
                provider: provider, kind: slip.kind, key: slip.key, paidDay: slip.paidDay,
                paidSecond: slip.paidSecond, amount: slip.amount, place: slip.place,
                payDate: slip.payDate, madeDay: slip.madeDay, copy: copy))
    }

    public mutating func add(_ line: BankLine, account: Int) {
        guard line.day <= through else { return }
        bankLines.append(
            BankRecord(
                account: account, reference: line.reference, day: line.day, amount: line.amount,
                payer: line.payer, text: line.text, edi: line.edi))
    }

    public mutating func add(_ statement: WaitingStatement) {
        if statement.from <= through { waitingStatements.append(statement) }
    }

    public mutating func set(bills: [Bill], revisions: [BillRevision]) {
        self.bills = BillBook(
            bills: bills.filter { $0.issued <= through },
            revisions: revisions.filter { $0.day <= through })
    }

    public mutating func add(_ decision: Decision) {
        guard decision.day <= through else { return }
        decisions.append(decision)
    }

    /// Puts everything into an order of its own, so that the order of input cannot matter.
    public mutating func seal() {
        sales.sort { $0.id < $1.id }
        let arena = arena
        lines.sort { a, b in
            if a.provider != b.provider { return a.provider < b.provider }
            if a.at != b.at { return a.at < b.at }
            if !arena.equal(a.number, b.number) { return arena.precedes(a.number, b.number) }
            if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
            if a.copy != b.copy { return a.copy < b.copy }
            return a.amount < b.amount
        }
        payouts.removeAll { payout in
            words.find(payout.number).map { payoutsBeyond.contains($0) } ?? false
        }
        payouts.sort { ($0.payDate, $0.provider, $0.number) < ($1.payDate, $1.provider, $1.number) }
        slips.sort { a, b in
            if (a.paidDay, a.provider, a.key) != (b.paidDay, b.provider, b.key) {
                return (a.paidDay, a.provider, a.key) < (b.paidDay, b.provider, b.key)
            }
            if (a.paidSecond ?? -1, a.place) != (b.paidSecond ?? -1, b.place) {
                return (a.paidSecond ?? -1, a.place) < (b.paidSecond ?? -1, b.place)
            }
            // Of a record delivered twice the first delivery counts.
            return (a.kind.rawValue, a.madeDay ?? a.paidDay, a.amount)
                < (b.kind.rawValue, b.madeDay ?? b.paidDay, b.amount)
        }
        bankLines.sort {
            ($0.day, $0.account, $0.reference, $0.amount, $0.payer)
                < ($1.day, $1.account, $1.reference, $1.amount, $1.payer)
        }
        waitingStatements.sort { ($0.from, $0.account) < ($1.from, $1.account) }
        for index in bankLines.indices.dropFirst()
        where bankLines[index].account == bankLines[index - 1].account
            && bankLines[index].name == bankLines[index - 1].name
        {
            bankLines[index].occurrence = bankLines[index - 1].occurrence + 1
        }
        totals.sort {
            ($0.day, $0.provider, words.names[Int($0.terminal)])
                < ($1.day, $1.provider, words.names[Int($1.terminal)])
        }
        decisions.sort { ($0.day, $0.exception) < ($1.day, $1.exception) }
    }
}

extension TextArena {
    /// Bytewise order.
    func precedes(_ a: Reference, _ b: Reference) -> Bool {
        bytes[Int(a.start)..<Int(a.start + a.count)]
            .lexicographicallyPrecedes(bytes[Int(b.start)..<Int(b.start + b.count)])
    }
}
