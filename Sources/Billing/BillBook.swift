public import Money

/// All bills with their revisions, found by id and by collection key.
public struct BillBook: Sendable {
    public private(set) var bills: [Bill] = []
    public private(set) var revisions: [[BillRevision]] = []
    /// Revisions of bills that are not there.
    public private(set) var orphans: [BillRevision] = []
    private var byID: [String: Int] = [:]
    private var byKey: [String: [Int]] = [:]
    private var byKeyTail: [String: [Int]] = [:]

    /// Digits of the key that fit on a GS1-128 beside a five-digit company code.
    static let tailDigits = 16

    public init() {}

    /// - Parameters:
    ///   - bills: in any order; an id must not come twice.
    ///   - revisions: in any order.
    public init(bills: [Bill], revisions: [BillRevision]) {
        self.bills = bills.sorted { ($0.row, $0.id) < ($1.row, $1.id) }
        self.revisions = Array(repeating: [], count: bills.count)
        byID.reserveCapacity(bills.count)
        byKey.reserveCapacity(bills.count)
        for (index, bill) in self.bills.enumerated() {
            byID[bill.id] = index
            byKey[bill.key, default: []].append(index)
            if bill.key.utf8.count > BillBook.tailDigits {
                byKeyTail[String(bill.key.suffix(BillBook.tailDigits)), default: []].append(index)
            }
        }
        for revision in revisions.sorted(by: { ($0.day, $0.number) < ($1.day, $1.number) }) {
            if let index = byID[revision.bill] {
                self.revisions[index].append(revision)
            } else {
                orphans.append(revision)
            }
        }
    }

    public func index(id: String) -> Int? { byID[id] }

    /// The bills on a slip, in the order of the file that brought them; empty where the key is
    /// nobody's, or where two slips share its last digits.
    public func bills(key: String) -> [Int] {
        if let exact = byKey[key] { return exact }
        guard let tail = byKeyTail[key], Set(tail.map { bills[$0].key }).count == 1 else {
            return []
        }
        return tail
    }

    /// What is claimed on a day: assessed, with the revisions up to it; before its first day the
    /// bill counts as assessed.
    public func claimed(_ index: Int, on day: BookDay) -> Yen {
        var amount = bills[index].amount
        for revision in revisions[index] where revision.day <= day {
            switch revision.event {
            case .increase: amount += revision.amount
            case .reduce, .cancel: amount -= revision.amount
            case .writeOff: amount -= revision.amount
            case .carry, .paidElsewhere, .unpaidAgain: break
            }
        }
        return amount
    }

    /// The yen written off up to a day.
    public func writtenOff(_ index: Int, through day: BookDay) -> Yen {
        sum(index, through: day) { $0 == .writeOff ? 1 : 0 }
    }

    /// The yen paid through other doors (bank, 口座振替) up to a day.
    public func paidElsewhere(_ index: Int, through day: BookDay) -> Yen {
        sum(index, through: day) { $0 == .paidElsewhere ? 1 : $0 == .unpaidAgain ? -1 : 0 }
    }

    /// The fiscal year whose receivable holds the bill: one later for each carry (滞納繰越).
    public func fiscalYear(_ index: Int, on day: BookDay) -> FiscalYear {
        let carries = revisions[index].count { $0.event == .carry && $0.day <= day }
        return FiscalYear(bills[index].fiscalYear.year + carries)
    }

    private func sum(
        _ index: Int, through day: BookDay, _ sign: (BillRevision.Event) -> Int
    ) -> Yen {
        var total = Yen.zero
        for revision in revisions[index] where revision.day <= day {
            switch sign(revision.event) {
            case 1: total += revision.amount
            case -1: total -= revision.amount
            default: break
            }
        }
        return total
    }
}
