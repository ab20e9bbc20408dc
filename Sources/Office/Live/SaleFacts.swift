import City
import Crypto
import Money
import Provider
import Store
import Till

/// What a payment's effects bring into the books, as events of the register journal.
struct SaleFacts {
    let live: LivePayment
    let city: City
    let now: Moment
    /// The payment's events that stand already.
    let former: [SaleEvent]
    /// The operation that has just been settled; of a void its id becomes the event's.
    let operation: PaymentID?

    private(set) var events: [SaleEvent] = []

    init(
        _ live: LivePayment, city: City, now: Moment, former: [SaleEvent], operation: PaymentID?
    ) {
        self.live = live
        self.city = city
        self.now = now
        self.former = former
        self.operation = operation
    }

    /// Adds the event of an effect; one that posts nothing has none.
    mutating func add(_ effect: TillEffect) {
        switch effect.action {
        case .postCapture: events.append(capture(live.order.lines))
        case .postUnidentified: events.append(capture(unidentifiedLines))
        case .postVoid: addVoid()
        case .postRefund: if let refund = effect.refund { addRefund(refund) }
        case .postDisputed: if let dispute = effect.dispute { addDisputed(dispute) }
        case .postReinstated: if let dispute = effect.dispute { addReinstated(dispute) }
        // The decision on its exception has moved the money.
        case .postIdentified: break
        case .reserve, .release, .sendCreate, .sendCapture, .sendClose, .sendVoid, .sendRefund,
            .ask, .askDisputes, .requestApproval, .alarm:
            break
        }
    }

    private func event(
        _ kind: SaleEvent.Kind, id: PaymentID, at: Moment, amount: Yen, lines: [SaleEvent.Line]
    ) -> SaleEvent {
        let provider = live.standing.provider.flatMap { city.provider($0) }
        return SaleEvent(
            row: 0, id: id, at: at, kind: kind, channel: .online, office: live.order.office,
            terminal: nil, operatorName: nil, provider: provider?.id,
            method: provider?.method.rawValue ?? "", brand: brand(provider, on: at.day),
            amount: amount, lines: lines, providerRef: live.payment.handle.payment,
            merchantRef: live.id.description, slip: nil, approval: nil,
            original: kind == .captured ? nil : live.id, paid: nil)
    }

    /// As the provider said it; where the agreement has one brand, that one.
    private func brand(_ provider: ProviderTerms?, on day: BookDay) -> String? {
        if let brand = live.standing.brand { return brand }
        guard let brands = provider?.agreement(on: day)?.brands, brands.count == 1 else {
            return nil
        }
        return brands[0].id
    }

    private func capture(_ lines: [SaleEvent.Line]) -> SaleEvent {
        event(
            .captured, id: live.id, at: live.payment.capturedAt ?? now,
            amount: live.payment.captured ?? live.order.amount, lines: lines)
    }

    /// Another amount than the order's: of one bill, the bill's line says so; else nobody can say
    /// which line lacks what, and the whole is a line of no bill.
    private var unidentifiedLines: [SaleEvent.Line] {
        let amount = live.payment.captured ?? live.order.amount
        if live.order.lines.count == 1, case .bill = live.order.lines[0].item {
            return [SaleEvent.Line(item: live.order.lines[0].item, quantity: 1, amount: amount)]
        }
        return [
            SaleEvent.Line(item: .bill("payment/\(live.id)"), quantity: 1, amount: amount)
        ]
    }

    private var captured: SaleEvent? {
        (former + events).first { $0.kind == .captured && $0.id == live.id }
    }

    private mutating func addVoid() {
        guard let captured else { return }
        let id = operation ?? SaleFacts.derivedID("void/\(live.id)", at: now)
        events.append(
            event(.voided, id: id, at: now, amount: captured.amount, lines: captured.lines))
    }

    private mutating func addRefund(_ refund: TillEffect.Refund) {
        guard let captured, refund.amount > .zero else { return }
        let id =
            refund.operation
            ?? SaleFacts.derivedID("refund/\(live.id)/\(refund.number ?? "")", at: now)
        let lines = SaleFacts.share(refund.amount, over: rest(of: captured))
        var event = event(.refunded, id: id, at: now, amount: refund.amount, lines: lines)
        if let number = refund.number, PaymentID(number.utf8) == nil { event.providerRef = number }
        events.append(event)
    }

    /// What of a capture's lines has not left again.
    private func rest(of captured: SaleEvent) -> [SaleEvent.Line] {
        let all = former + events
        let back = Set(all.filter { $0.kind == .reinstated }.compactMap(\.original))
        let given = all.filter { $0.kind.givesBack && !back.contains($0.id) }
        return SaleFacts.rest(of: captured.lines, after: given.map(\.lines))
    }

    private mutating func addDisputed(_ dispute: TillEffect.Dispute) {
        guard let captured else { return }
        let amount = dispute.movement.amount.magnitude
        let rest = rest(of: captured)
        // A bank may dispute what was given back in part: more is taken then than there was left.
        let isEnough = rest.reduce(Yen.zero) { $0 + max(.zero, $1.amount) } >= amount
        let at = dispute.movement.at
        var event = event(
            .disputed,
            id: SaleFacts.derivedID("disputed/\(live.id)/\(dispute.movement.number)", at: at),
            at: at, amount: amount,
            lines: SaleFacts.share(amount, over: isEnough ? rest : captured.lines))
        event.providerRef = dispute.number
        events.append(event)
    }

    /// What a won dispute brings back is what it took.
    private mutating func addReinstated(_ dispute: TillEffect.Dispute) {
        let all = former + events
        let back = Set(all.filter { $0.kind == .reinstated }.compactMap(\.original))
        let taken = all.first {
            $0.kind == .disputed && $0.providerRef == dispute.number && !back.contains($0.id)
        }
        guard let taken else { return }
        let at = max(taken.at, dispute.movement.at)
        let cause = "reinstated/\(live.id)/\(dispute.movement.number)"
        var event = event(
            .reinstated, id: SaleFacts.derivedID(cause, at: at), at: at, amount: taken.amount,
            lines: taken.lines)
        event.providerRef = dispute.number
        event.original = taken.id
        events.append(event)
    }

    // MARK: - Lines of a refund

    /// What of each line was not given back yet.
    static func rest(
        of lines: [SaleEvent.Line], after given: [[SaleEvent.Line]]
    ) -> [SaleEvent.Line] {
        var rest = lines
        for line in given.joined() {
            guard let place = rest.firstIndex(where: { $0.item == line.item }) else { continue }
            rest[place].amount -= line.amount
            rest[place].quantity = max(0, rest[place].quantity - line.quantity)
        }
        return rest
    }

    /// The lines that an amount is given back from: the one that has just as much left, else all
    /// in proportion to what they have left, by largest remainder.
    static func share(_ amount: Yen, over rest: [SaleEvent.Line]) -> [SaleEvent.Line] {
        if let line = rest.first(where: { $0.amount == amount }) {
            return [
                SaleEvent.Line(
                    item: line.item, quantity: max(1, line.quantity), amount: amount)
            ]
        }
        let amounts = largestRemainder(amount, over: rest.map { max(0, $0.amount.value) })
        return zip(rest, amounts).compactMap { line, part in
            guard part > .zero else { return nil }
            let isWhole = part == line.amount
            return SaleEvent.Line(
                item: line.item, quantity: isWhole ? max(1, line.quantity) : 0, amount: part)
        }
    }

    /// An id for what somebody else did: the same event has the same one.
    static func derivedID(_ cause: String, at: Moment) -> PaymentID {
        let chance = SHA256.hash(data: Array(cause.utf8)).prefix(10)
            .reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        let milliseconds = UInt128(UInt64(max(0, at.seconds))) * 1000
        return PaymentID(bits: milliseconds << 80 | chance)
    }
}
