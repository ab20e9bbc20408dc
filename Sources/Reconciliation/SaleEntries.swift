public import Billing
public import City
public import Ledger
import Money
import Posting
public import Provider

/// The entries of events of the journal, without the provider's side: what the books say of a
/// payment at once, and the whole reconciliation says again later.
///
/// Kept over many payments, so that their vouchers share one chart.
public struct SaleEntries: Sendable {
    public let city: City
    private var postings: Postings

    public init(city: City) {
        self.city = city
        postings = Postings(city: city)
    }

    /// The accounts that entries name; it only grows.
    public var chart: Chart { postings.chart }

    /// The entries of a payment's events, by their ids.
    ///
    /// - Parameters:
    ///   - events: all events of one payment, in any order.
    ///   - bills: those that its lines name, as far as there are any.
    public mutating func entries(
        of events: [SaleEvent], bills: [Bill], revisions: [BillRevision]
    ) -> [BookEntry] {
        guard let last = events.map(\.at.day).max() else { return [] }
        var facts = Facts(city: city, through: last)
        for event in events { facts.add(event) }
        facts.set(bills: bills, revisions: revisions)
        facts.seal()
        let standings = PaymentStandings(facts, LineMatcher(facts), answeredByHand: [:])
        let applied = BillApplication(facts, standings, slips: [])
        var parts = BasketParts()
        return facts.sales.indices.compactMap { index in
            SaleEntries.entry(Int32(index), facts, standings, applied, &postings, &parts)
        }
    }

    /// A capture, an unknown result, or a refund; voids and answers belong to their payment.
    static func entry(
        _ index: Int32, _ facts: Facts, _ standings: PaymentStandings, _ bills: BillApplication,
        _ postings: inout Postings, _ parts: inout BasketParts
    ) -> BookEntry? {
        let sale = facts.sales[Int(index)]
        guard !sale.kind.isNote else { return nil }
        let givesBack = sale.kind.givesBack
        let own = parts.parts(
            of: index, facts: facts, bills: bills, postings: &postings,
            asEntrusted: !givesBack)
        let transfers: [Transfer]
        if sale.provider == Facts.noProvider {
            let office = facts.words[sale.office] ?? ""
            transfers =
                givesBack
                ? postings.cashBack(office: office, parts: own)
                : postings.cash(office: office, parts: own)
        } else {
            let provider = Int(sale.provider)
            transfers =
                givesBack
                ? postings.refund(provider: provider, parts: own)
                : postings.capture(provider: provider, parts: own)
        }
        guard !transfers.isEmpty else { return nil }
        return BookEntry(
            cause: SaleEntries.cause(of: sale.id, sale.kind), occurred: sale.at,
            ownDay: sale.day, transfers: transfers,
            state: state(index, sale, facts, standings))
    }

    /// How the entry of an event is called, or what settles the entry of another one.
    public static func cause(of event: PaymentID, _ kind: SaleEvent.Kind) -> String {
        let word =
            switch kind {
            case .captured, .unknown: "capture"
            case .refunded: "refund"
            case .voided: "void"
            case .resolved: "resolved"
            case .disputed: "dispute"
            case .reinstated: "reinstated"
            }
        return "\(word)/\(event)"
    }

    private static func state(
        _ index: Int32, _ sale: SaleRecord, _ facts: Facts, _ standings: PaymentStandings
    ) -> BookEntry.State {
        func answered(_ kind: String) -> BookEntry.Event {
            let at = standings.answers[index] ?? sale.at
            return BookEntry.Event(
                cause: "\(kind)/\(sale.id)", occurred: at, ownDay: at.day)
        }
        switch standings.standing[Int(index)] {
        case .voided:
            let note = facts.sales[Int(standings.voids[index] ?? index)]
            let event = BookEntry.Event(
                cause: SaleEntries.cause(of: note.id, note.kind), occurred: note.at,
                ownDay: note.day)
            return sale.kind == .unknown ? .withdrawn(event) : .reversed(event)
        case .open: return .pending
        case .notPaid: return .withdrawn(answered("not-paid"))
        case .stands, .note:
            // A result that was unknown and counts since its answer was reserved until then.
            guard sale.kind == .unknown, standings.answers[index] != nil,
                facts.brandRule(of: sale)?.unknown != .paid
            else { return .posted }
            return .confirmed(answered("paid"))
        }
    }
}
