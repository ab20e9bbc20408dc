import Billing
public import City
public import Money
import Provider

/// Everything that the world has said up to a day, compact enough for a city's month in memory.
///
/// Records carry places: of a provider in the city file, of a text in the arena, of a word among
/// the symbols. ``Facts/seal()`` puts them into an order that does not depend on how they came.
public struct Facts: Sendable {
    public let city: City
    /// The last day that is looked at; what lies behind it is left out while loading.
    public let through: BookDay

    var arena = TextArena()
    var words = Symbols()
    var sales: [SaleRecord] = []
    var baskets: [BasketLine] = []
    var lines: [LineRecord] = []
    var totals: [TotalsRecord] = []
    var payouts: [PayoutRecord] = []
    var slips: [SlipRecord] = []
    var bankLines: [BankRecord] = []
    var waitingStatements: [WaitingStatement] = []
    var bills = BillBook()
    var decisions: [Decision] = []
    /// Payouts with lines behind ``through``: not known yet on that day.
    var payoutsBeyond: Set<UInt32> = []
    private var providerPlaces: [String: UInt16] = [:]

    /// No provider: cash.
    static let noProvider = UInt16.max

    public init(city: City, through: BookDay) {
        self.city = city
        self.through = through
        for (place, provider) in city.providers.enumerated() {
            providerPlaces[provider.id] = UInt16(place)
        }
    }

    func providerPlace(_ id: String?) -> UInt16? {
        guard let id else { return Facts.noProvider }
        return providerPlaces[id]
    }

    /// Exceptions that a person has decided.
    public var decidedExceptions: [String] {
        decisions.filter { $0.resolution != .wait }.map(\.exception)
    }
    public var saleCount: Int { sales.count }
    public var lineCount: Int { lines.count }
}

/// One event of the register journal.
struct SaleRecord: Sendable {
    var id: PaymentID
    var original: PaymentID
    var at: Moment
    var amount: Yen
    var basketStart: UInt32
    var basketCount: UInt16
    var provider: UInt16
    var merchantRef: TextArena.Reference
    var providerRef: TextArena.Reference
    var slip: TextArena.Reference
    var approval: TextArena.Reference
    var brand: UInt32
    var terminal: UInt32
    var office: UInt32
    var kind: SaleEvent.Kind
    var channel: SaleEvent.Channel
    /// Of `resolved`: whether the citizen paid.
    var paid: Bool

    var day: BookDay { at.day }
    var basket: Range<Int> { Int(basketStart)..<(Int(basketStart) + Int(basketCount)) }
}

struct BasketLine: Sendable {
    /// Symbol of the fee or the bill.
    var item: UInt32
    var isBill: Bool
    var amount: Yen
}

/// One line of a provider's report; the same line delivered twice in one file has `copy` 1, 2 ….
struct LineRecord: Sendable {
    var number: TextArena.Reference
    var merchantRef: TextArena.Reference
    var firstRef: TextArena.Reference
    var secondRef: TextArena.Reference
    var thirdRef: TextArena.Reference
    var slip: TextArena.Reference
    var approval: TextArena.Reference
    var at: Moment
    var amount: Yen
    /// Stated on the line; `statesFee` says whether it is.
    var fee: Yen
    var payout: UInt32
    var brand: UInt32
    var terminal: UInt32
    var provider: UInt16
    var kind: ProviderLine.Kind
    var copy: UInt8
    var statesFee: Bool

    var day: BookDay { at.day }
    /// Before its fee; of an adjustment, which carries its net, with its sign.
    var gross: Yen { kind == .adjustment ? amount + fee : amount }
    /// What an event of ours is held against: without a fee, and never below zero.
    var moved: Yen { gross.magnitude }
}

struct TotalsRecord: Sendable {
    var provider: UInt16
    var terminal: UInt32
    var day: BookDay
    var completed: Yen
    var unknown: Yen
}

struct PayoutRecord: Sendable {
    var provider: UInt16
    var number: String
    var from: BookDay?
    var to: BookDay?
    var closing: BookDay?
    var payDate: BookDay
    var saleCount: Int?
    var refundCount: Int?
    var gross: Yen
    var refunds: Yen
    var fee: Yen
    var feeTax: Yen
    var net: Yen
}

struct SlipRecord: Sendable {
    var provider: UInt16
    var kind: SlipLine.Kind
    var key: String
    var paidDay: BookDay
    var paidSecond: Int?
    var amount: Yen
    var place: String
    var payDate: BookDay?
    var madeDay: BookDay?
    /// The same record again in one file: 1, 2 ….
    var copy: Int
}

struct BankRecord: Sendable {
    var account: Int
    var reference: String
    var day: BookDay
    var amount: Yen
    var payer: String
    var text: String
    var edi: String

    /// Tells several lines of one day and number apart, from 0.
    var occurrence = 0

    /// `2026-04-30/00000012`.
    var name: String { "\(day)/\(reference)" }
    /// The same, no two alike.
    var uniqueName: String { occurrence == 0 ? name : "\(name)/\(occurrence)" }
}
