import Database
public import Ledger
import LedgerStore
import Money
import Reconciliation

/// Brings the books to what they must say: posts what is missing, and undoes by adding what no
/// longer holds.
///
/// What stands already is left as it is.
struct Bookkeeper {
    /// What the books hold of one entry at one revision.
    private struct Standing {
        enum Settled { case open, confirmed, voided, reversed }
        var content: UInt64
        var isReserved: Bool
        var settled = Settled.open
        var settledBy = VoucherID(bits: 0)
        var wanted = false
        var cause: String
        var occurred: Moment
        var ownDay: BookDay
    }

    private let ledger: LedgerStore
    private let recorded: Moment
    private var standings: [Standing] = []
    private var places: [VoucherID: Int32] = [:]
    private var storedHashes: [UInt64] = []
    private var chartHashes: [UInt64] = []
    private var waiting: [Voucher] = []
    /// Nothing is posted: what would be is only named.
    private let onlyCompares: Bool
    private(set) var missing: [String] = []
    private(set) var unfounded: [String] = []
    private(set) var posted = 0
    private(set) var undone = 0

    /// As many vouchers as share one durable commit.
    static let changeSize = 8192

    /// Reads what stands, in one snapshot.
    ///
    /// Citizens pay meanwhile: what was posted behind the facts' own snapshot, and payments of days
    /// that are not looked at, are none of its business.
    ///
    /// - Parameters:
    ///   - sequence: how far the books had come when the facts were loaded.
    ///   - through: the last day of the facts.
    init(
        _ books: Books, recorded: Moment, sequence: Int64, through: BookDay,
        onlyCompares: Bool = false
    ) throws {
        ledger = books.ledger
        self.onlyCompares = onlyCompares
        self.recorded = recorded
        let ledger = ledger
        try books.database.read { connection in
            let chart = try ledger.accounts(connection)
            storedHashes = chart.accounts.map(AccountHash.value)
            let count = Int(try ledger.head(connection).sequence)
            standings.reserveCapacity(count)
            places.reserveCapacity(count)
            try ledger.forEachVoucher(connection) { voucher in
                guard voucher.sequence <= sequence,
                    voucher.ownDay <= through || !Bookkeeper.isOfPayment(voucher.cause)
                else { return }
                try take(voucher)
            }
        }
    }

    /// Whether a voucher speaks of a payment of the journal.
    private static func isOfPayment(_ cause: String) -> Bool {
        ["capture/", "refund/", "void/", "dispute/", "reinstated/"].contains {
            cause.hasPrefix($0)
        }
    }

    private mutating func take(_ voucher: StoredVoucher) throws {
        if let target = voucher.target {
            guard let place = places[target] else { return }
            let settled: Standing.Settled =
                switch voucher.kind {
                case .confirm: .confirmed
                case .void: .voided
                case .reverse, .post, .reserve: .reversed
                }
            standings[Int(place)].settled = settled
            standings[Int(place)].settledBy = voucher.id
            return
        }
        places[voucher.id] = Int32(standings.count)
        standings.append(
            Standing(
                content: try storedContent(voucher),
                isReserved: voucher.kind == .reserve, cause: voucher.cause,
                occurred: voucher.occurred, ownDay: voucher.ownDay))
    }

    /// - Throws: where a voucher names an account that the books do not have.
    private func storedContent(_ voucher: StoredVoucher) throws -> UInt64 {
        let accounts = Int32(storedHashes.count)
        for transfer in voucher.transfers {
            guard (0..<accounts).contains(transfer.debit.index),
                (0..<accounts).contains(transfer.credit.index)
            else {
                throw DatabaseTrouble(
                    .corrupt, "voucher \(voucher.sequence) names an account that is not there")
            }
        }
        return content(voucher.transfers, voucher.ownDay, storedHashes)
    }

    private func content(_ transfers: [Transfer], _ day: BookDay, _ hashes: [UInt64]) -> UInt64 {
        var sum = UInt64(bitPattern: Int64(day.number)) &* 0x9E37_79B9_7F4A_7C15
        for transfer in transfers {
            var one = hashes[Int(transfer.debit.index)] &* 3
            one = (one ^ hashes[Int(transfer.credit.index)]) &* 0xD6E8_FEB8_6659_FD93
            one = (one ^ UInt64(bitPattern: transfer.amount.value)) &* 0xA076_1D64_78BD_642F
            sum = sum &+ (one ^ (one >> 31))
        }
        return sum
    }

    /// Compares one entry with the books and plans what is missing.
    mutating func settle(_ entry: BookEntry, _ chart: Chart) throws {
        while chartHashes.count < chart.count {
            chartHashes.append(AccountHash.value(chart.accounts[chartHashes.count]))
        }
        let wanted = content(entry.transfers, entry.ownDay, chartHashes)
        var revision = 0
        while true {
            let id = VoucherID(cause: Bookkeeper.cause(entry.cause, revision), at: entry.occurred)
            guard let place = places[id] else {
                try postAnew(entry, revision, id: id, chart)
                return
            }
            if standings[Int(place)].wanted { return }
            switch compare(standings[Int(place)], entry, revision, wanted) {
            case .stands:
                standings[Int(place)].wanted = true
                return
            case .settles(let action, let event):
                standings[Int(place)].wanted = true
                try add(
                    Voucher(
                        cause: Bookkeeper.cause(event.cause, revision),
                        occurred: event.occurred, ownDay: event.ownDay, action: action(id)),
                    chart)
                return
            case .gone:
                standings[Int(place)].wanted = true
                revision += 1
            case .differs:
                standings[Int(place)].wanted = true
                try undo(standings[Int(place)], id, chart)
                revision += 1
            case .withdraw:
                standings[Int(place)].wanted = true
                try undo(standings[Int(place)], id, chart)
                return
            }
        }
    }

    private enum Comparison {
        case stands
        case settles((VoucherID) -> Voucher.Action, BookEntry.Event)
        case gone
        case differs
        case withdraw
    }

    private func compare(
        _ standing: Standing, _ entry: BookEntry, _ revision: Int, _ wanted: UInt64
    ) -> Comparison {
        let isGone = standing.settled == .voided || standing.settled == .reversed
        if case .withdrawn = entry.state { return isGone ? .stands : .withdraw }
        if case .reversed(let event) = entry.state, standing.settled == .reversed,
            standing.settledBy
                == VoucherID(cause: Bookkeeper.cause(event.cause, revision), at: event.occurred)
        {
            return standing.content == wanted ? .stands : .gone
        }
        if isGone { return .gone }
        guard standing.content == wanted else { return .differs }
        switch (entry.state, standing.isReserved, standing.settled) {
        case (.posted, false, _), (.posted, true, .confirmed): return .stands
        case (.confirmed, false, _), (.confirmed, true, .confirmed): return .stands
        case (.confirmed(let event), true, _): return .settles({ .confirm($0) }, event)
        case (.pending, true, .open): return .stands
        case (.reversed(let event), false, .open), (.reversed(let event), true, .confirmed):
            return .settles({ .reverse($0) }, event)
        default: return .differs
        }
    }

    /// What a later revision of an entry, and each of its events, is named.
    private static func cause(_ cause: String, _ revision: Int) -> String {
        revision == 0 ? cause : "\(cause)#\(revision)"
    }

    private mutating func postAnew(
        _ entry: BookEntry, _ revision: Int, id: VoucherID, _ chart: Chart
    ) throws {
        func voucher(_ action: Voucher.Action) -> Voucher {
            Voucher(
                cause: Bookkeeper.cause(entry.cause, revision), occurred: entry.occurred,
                ownDay: entry.ownDay, action: action)
        }
        func settling(_ event: BookEntry.Event, _ action: Voucher.Action) -> Voucher {
            Voucher(
                cause: Bookkeeper.cause(event.cause, revision), occurred: event.occurred,
                ownDay: event.ownDay, action: action)
        }
        switch entry.state {
        case .withdrawn: return
        case .posted: try add(voucher(.post(entry.transfers)), chart)
        case .pending: try add(voucher(.reserve(entry.transfers)), chart)
        case .confirmed(let event):
            try add(voucher(.reserve(entry.transfers)), chart)
            try add(settling(event, .confirm(id)), chart)
        case .reversed(let event):
            try add(voucher(.post(entry.transfers)), chart)
            try add(settling(event, .reverse(id)), chart)
        }
    }

    /// Takes back what the books say of something that is no longer so.
    ///
    /// On the day that it was said of, so that no day in between has it twice; where that day is
    /// closed, the books take the earliest open one for both.
    private mutating func undo(_ standing: Standing, _ id: VoucherID, _ chart: Chart) throws {
        let action: Voucher.Action =
            standing.isReserved && standing.settled == .open ? .void(id) : .reverse(id)
        undone += 1
        try add(
            Voucher(
                cause: "undo/\(standing.cause)", occurred: standing.occurred,
                ownDay: standing.ownDay, action: action), chart)
    }

    /// Undoes what stands and was wanted by nothing, then posts what waits.
    mutating func finish(_ chart: Chart) throws {
        for place in standings.indices
        where !standings[place].wanted
            && (standings[place].settled == .open || standings[place].settled == .confirmed)
        {
            let standing = standings[place]
            let id = VoucherID(cause: standing.cause, at: standing.occurred)
            try undo(standing, id, chart)
        }
        try flush(chart)
    }

    private mutating func add(_ voucher: Voucher, _ chart: Chart) throws {
        if onlyCompares {
            if voucher.cause.hasPrefix("undo/") {
                unfounded.append(String(voucher.cause.dropFirst(5)))
            } else {
                missing.append(voucher.cause)
            }
            return
        }
        waiting.append(voucher)
        if waiting.count >= Bookkeeper.changeSize { try flush(chart) }
    }

    private mutating func flush(_ chart: Chart) throws {
        guard !waiting.isEmpty else { return }
        let answers = try ledger.post([
            Change(chart: chart, vouchers: waiting, recorded: recorded)
        ])
        for (voucher, answer) in zip(waiting, answers[0]) {
            switch answer {
            case .success: posted += 1
            case .failure(.changeRefused): continue
            case .failure(let refusal):
                throw PostingRefused(cause: voucher.cause, refusal: refusal)
            }
        }
        waiting.removeAll(keepingCapacity: true)
    }
}

/// The ledger refused a voucher that reconciliation derived.
public struct PostingRefused: Error, Sendable {
    public var cause: String
    public var refusal: VoucherRefusal
}

/// A number for an account that is the same in every chart.
enum AccountHash {
    static func value(_ account: Account) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in account.fund.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ 0x1F) &* 0x100_0000_01B3
        for byte in account.code.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash ^ (hash >> 32)
    }
}
