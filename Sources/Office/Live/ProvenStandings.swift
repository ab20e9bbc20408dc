import Provider
import Store
import Synchronization

/// Of which payments this program knows that their standing follows from their events.
///
/// Events are only added, and each gives its payment another standing: so what was proved once
/// needs no second proof. A row that was changed by hand is none that was proved.
final class ProvenStandings: Sendable {
    /// So many are known at least, and at most twice as many.
    static let most = 32_768

    /// By payments, the digests of standings: with a seed that nobody knows.
    private struct Known {
        var young: [PaymentID: Int] = [:]
        var old: [PaymentID: Int] = [:]
    }

    private let known = Mutex(Known())

    func contains(_ standing: PaymentStanding, of payment: PaymentID) -> Bool {
        let digest = ProvenStandings.digest(standing)
        return known.withLock { ($0.young[payment] ?? $0.old[payment]) == digest }
    }

    func note(_ standing: PaymentStanding, of payment: PaymentID) {
        let digest = ProvenStandings.digest(standing)
        known.withLock { known in
            if known.young.count >= ProvenStandings.most {
                swap(&known.young, &known.old)
                known.young.removeAll(keepingCapacity: true)
            }
            known.young[payment] = digest
        }
    }

    /// When to look again is no part of it.
    private static func digest(_ standing: PaymentStanding) -> Int {
        var told = standing
        told.turn = 0
        told.due = nil
        return told.hashValue
    }
}
