import Ledger
import Money
import Reconciliation

/// What one reconciliation says and what the books must say after it.
struct Outcome: Sendable {
    struct Place: Hashable, Comparable {
        var fund: String
        var code: String

        static func < (a: Place, b: Place) -> Bool { (a.code, a.fund) < (b.code, b.fund) }
    }

    var report: MatchReport
    /// Debits less credits of what is posted.
    var posted: [Place: Yen] = [:]
    /// Debits less credits of what is reserved only.
    var pending: [Place: Yen] = [:]
    /// Each entry in words: cause, state, day and transfers, in the order in which they came.
    var entries: [String] = []
    /// Transfers that no ledger could take.
    var broken: [String] = []

    init(_ reconciler: Reconciler) {
        var reconciler = reconciler
        report = reconciler.report()
        var collected = Collected()
        reconciler.forEachEntry { entry, chart in collected.take(entry, chart) }
        (posted, pending) = (collected.posted, collected.pending)
        (entries, broken) = (collected.entries, collected.broken)
    }

    private struct Collected {
        var posted: [Place: Yen] = [:]
        var pending: [Place: Yen] = [:]
        var entries: [String] = []
        var broken: [String] = []

        mutating func take(_ entry: BookEntry, _ chart: Chart) {
            var words = ["\(entry.cause) \(entry.occurred) \(entry.ownDay) \(entry.state)"]
            for transfer in entry.transfers {
                let debit = chart[transfer.debit]
                let credit = chart[transfer.credit]
                words.append(
                    "\(debit.fund): \(debit.code) -> \(credit.code) \(transfer.amount)")
                if debit.fund != credit.fund || transfer.amount <= .zero || debit == credit {
                    broken.append("\(entry.cause) \(words.last ?? "")")
                }
                let from = Place(fund: debit.fund, code: debit.code)
                let to = Place(fund: credit.fund, code: credit.code)
                switch entry.state {
                case .posted, .confirmed:
                    posted[from, default: .zero] += transfer.amount
                    posted[to, default: .zero] -= transfer.amount
                case .pending:
                    pending[from, default: .zero] += transfer.amount
                    pending[to, default: .zero] -= transfer.amount
                case .reversed, .withdrawn: break
                }
            }
            entries.append(words.joined(separator: "\n    "))
        }
    }

    /// A posted balance, positive on the account's normal side.
    func balance(_ fund: String, _ code: String) -> Yen { normal(posted, fund, code) }

    func reserved(_ fund: String, _ code: String) -> Yen { normal(pending, fund, code) }

    private func normal(_ sums: [Place: Yen], _ fund: String, _ code: String) -> Yen {
        let sum = sums[Place(fund: fund, code: code)] ?? .zero
        return code.hasPrefix("asset/") || code.hasPrefix("expense/") ? sum : -sum
    }

    /// The sum over all funds of accounts of one kind, debits less credits.
    func sum(_ prefix: String) -> Yen {
        posted.reduce(Yen.zero) { $1.key.code.hasPrefix(prefix) ? $0 + $1.value : $0 }
    }

    /// Report and entries in words, to be compared with another run's.
    var words: [String] {
        var lines = [
            "through \(report.through)", "sales \(report.sales)",
            "lines \(report.providerLines)", "bank \(report.bankLines)",
            "bills \(report.bills)", "ambiguous \(report.ambiguous)",
        ]
        lines += report.payouts.map { "\($0)" }
        lines += report.exceptions.map { "\($0)" }
        lines += report.days.map { "\($0)" }
        return lines + entries
    }
}
