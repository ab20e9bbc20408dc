import Provider
import Store

/// Payments as they were last written by this program: one that is being paid is asked about
/// several times, and most are paid within minutes.
struct RecentPayments {
    /// So many are kept at least, and at most twice as many, some two thousand bytes each.
    private let most: Int
    private var young: [PaymentID: LivePayment] = [:]
    private var old: [PaymentID: LivePayment] = [:]

    init(keeping most: Int) { self.most = most }

    func find(_ id: PaymentID) -> LivePayment? { young[id] ?? old[id] }

    /// Keeps a payment, unless it has come further already.
    mutating func keep(_ live: LivePayment) {
        if let known = find(live.id), known.standing.version > live.standing.version { return }
        if young.count >= most {
            swap(&young, &old)
            young.removeAll(keepingCapacity: true)
        }
        young[live.id] = live
    }
}
