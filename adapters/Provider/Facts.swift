public import Money

/// One event of the register journal (INTERFACES 5).
public struct SaleEvent: Sendable, Hashable {
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        case captured = 1
        case refunded, voided, unknown, resolved
    }
    public enum Channel: UInt8, Sendable, Hashable { case counter = 1, online }

    /// One line of the basket: a fee of the catalogue, or a bill.
    public struct Line: Sendable, Hashable {
        public enum Item: Sendable, Hashable {
            case fee(String)
            case bill(String)
        }
        public var item: Item
        public var quantity: Int
        public var amount: Yen

        public init(item: Item, quantity: Int, amount: Yen) {
            self.item = item
            self.quantity = quantity
            self.amount = amount
        }
    }

    /// 1-based line of the file.
    public var row: Int
    public var id: PaymentID
    public var at: Moment
    public var kind: Kind
    public var channel: Channel
    public var office: String
    public var terminal: String?
    public var operatorName: String?
    /// Provider id of the city file; nil for cash.
    public var provider: String?
    public var method: String
    public var brand: String?
    /// Always positive, also for refunds and voids.
    public var amount: Yen
    public var lines: [Line]
    public var providerRef: String?
    public var merchantRef: String?
    public var slip: String?
    public var approval: String?
    /// `refund_of`, `void_of` or `resolves`.
    public var original: PaymentID?
    /// For `resolved`: whether the citizen paid.
    public var paid: Bool?

    public init(
        row: Int, id: PaymentID, at: Moment, kind: Kind, channel: Channel, office: String,
        terminal: String?, operatorName: String?, provider: String?, method: String,
        brand: String?, amount: Yen, lines: [Line], providerRef: String?, merchantRef: String?,
        slip: String?, approval: String?, original: PaymentID?, paid: Bool?
    ) {
        self.row = row
        self.id = id
        self.at = at
        self.kind = kind
        self.channel = channel
        self.office = office
        self.terminal = terminal
        self.operatorName = operatorName
        self.provider = provider
        self.method = method
        self.brand = brand
        self.amount = amount
        self.lines = lines
        self.providerRef = providerRef
        self.merchantRef = merchantRef
        self.slip = slip
        self.approval = approval
        self.original = original
        self.paid = paid
    }
}

/// One line of a provider's report of card, QR or e-money payments.
public struct ProviderLine: Sendable, Hashable {
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        /// Money taken.
        case sale = 1
        /// Money given back: a refund, a return, or a same-day void.
        case giveBack
        /// Not known whether money moved (処理未了).
        case unknown
        /// The attempt failed: no money, and that is final.
        case failed
        /// Still being processed: no money yet, and nothing is said.
        case processing
        /// An entry of the payout that belongs to no payment: a fee, an adjustment, a dispute.
        case adjustment
    }

    public var row: Int
    /// The provider's own line number, the `reference` of the line.
    public var number: String
    public var kind: Kind
    public var at: Moment
    /// Positive, except an adjustment, which carries its sign.
    public var amount: Yen
    /// Merchant number as the file writes it; nil where the format carries none.
    public var merchant: String?
    public var terminal: String?
    public var brand: String?
    /// Our number as the provider knows it; of a give-back usually that of its payment.
    public var merchantRef: String?
    /// Further numbers under which our journal may know the line, best first.
    public var providerRefs: [String]
    public var slip: String?
    public var approval: String?
    /// The payout that carries the line, where the line says so.
    public var payout: String?
    /// The fee stated on the line itself; nil where the format states none.
    public var fee: Yen?

    public init(
        row: Int, number: String, kind: Kind, at: Moment, amount: Yen, merchant: String? = nil,
        terminal: String? = nil, brand: String? = nil, merchantRef: String? = nil,
        providerRefs: [String] = [], slip: String? = nil, approval: String? = nil,
        payout: String? = nil, fee: Yen? = nil
    ) {
        self.row = row
        self.number = number
        self.kind = kind
        self.at = at
        self.amount = amount
        self.merchant = merchant
        self.terminal = terminal
        self.brand = brand
        self.merchantRef = merchantRef
        self.providerRefs = providerRefs
        self.slip = slip
        self.approval = approval
        self.payout = payout
        self.fee = fee
    }
}

/// A terminal's own totals of one day (L4).
public struct TerminalTotals: Sendable, Hashable {
    public var row: Int
    public var terminal: String
    public var day: BookDay
    /// Completed transactions, cancels and returns negative.
    public var completedCount: Int
    public var completed: Yen
    /// 処理未了.
    public var unknownCount: Int
    public var unknown: Yen

    public init(
        row: Int, terminal: String, day: BookDay, completedCount: Int, completed: Yen,
        unknownCount: Int, unknown: Yen
    ) {
        self.row = row
        self.terminal = terminal
        self.day = day
        self.completedCount = completedCount
        self.completed = completed
        self.unknownCount = unknownCount
        self.unknown = unknown
    }
}

/// What a provider says it pays, or paid, to our bank.
public struct PayoutStatement: Sendable, Hashable {
    public var row: Int
    /// The payout's number.
    public var number: String
    public var merchant: String?
    /// First and last provider's day of the window; nil where lines carry the payout's number.
    public var from: BookDay?
    public var to: BookDay?
    public var closing: BookDay?
    public var payDate: BookDay
    /// Count of sale and give-back lines; nil where the statement does not say.
    public var saleCount: Int?
    public var refundCount: Int?
    public var gross: Yen
    /// Positive: what is deducted for refunds and voids.
    public var refunds: Yen
    public var fee: Yen
    public var feeTax: Yen
    public var net: Yen

    public init(
        row: Int, number: String, merchant: String?, from: BookDay?, to: BookDay?,
        closing: BookDay?, payDate: BookDay, saleCount: Int?, refundCount: Int?, gross: Yen,
        refunds: Yen, fee: Yen, feeTax: Yen, net: Yen
    ) {
        self.row = row
        self.number = number
        self.merchant = merchant
        self.from = from
        self.to = to
        self.closing = closing
        self.payDate = payDate
        self.saleCount = saleCount
        self.refundCount = refundCount
        self.gross = gross
        self.refunds = refunds
        self.fee = fee
        self.feeTax = feeTax
        self.net = net
    }
}

/// One record of collection data: a slip paid at a store, in an app, at a bank, or through 共通納税.
public struct SlipLine: Sendable, Hashable {
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        /// 速報.
        case provisional = 1
        /// 確報, 郵便振替, 共通納税: money is coming on the pay date.
        case confirmed
        /// 速報取消.
        case cancelled
        /// 郵便振替訂正: carries the corrected amount.
        case corrected
    }

    public var row: Int
    public var kind: Kind
    /// Company or organisation number that names the provider.
    public var merchant: String
    /// Collection key digits as the record carries them.
    public var key: String
    public var paidDay: BookDay
    /// Second of the day in Japan; nil where the record has none.
    public var paidSecond: Int?
    public var amount: Yen
    /// Store, confirmation number or institution: tells two payments of one slip apart.
    public var place: String
    /// Channel code as the agent writes it.
    public var channel: String
    public var payDate: BookDay?
    /// The day the data was made; nil where the record does not say.
    public var madeDay: BookDay?

    public init(
        row: Int, kind: Kind, merchant: String, key: String, paidDay: BookDay, paidSecond: Int?,
        amount: Yen, place: String, channel: String, payDate: BookDay?, madeDay: BookDay?
    ) {
        self.row = row
        self.kind = kind
        self.merchant = merchant
        self.key = key
        self.paidDay = paidDay
        self.paidSecond = paidSecond
        self.amount = amount
        self.place = place
        self.channel = channel
        self.payDate = payDate
        self.madeDay = madeDay
    }
}

/// One account's statement within a bank file, its totals already proven (L5).
public struct BankStatement: Sendable, Hashable {
    public var row: Int
    public var bank: String
    public var branch: String
    /// 預金種目 as the standard numbers it: 1 ordinary, 2 current, 4 savings.
    public var type: Int
    /// Without leading zeros.
    public var number: String
    public var from: BookDay
    public var to: BookDay
    public var opening: Yen
    public var closing: Yen
    public var lines: [BankLine]

    public init(
        row: Int, bank: String, branch: String, type: Int, number: String, from: BookDay,
        to: BookDay, opening: Yen, closing: Yen, lines: [BankLine]
    ) {
        self.row = row
        self.bank = bank
        self.branch = branch
        self.type = type
        self.number = number
        self.from = from
        self.to = to
        self.opening = opening
        self.closing = closing
        self.lines = lines
    }
}

/// One line of a bank statement.
public struct BankLine: Sendable, Hashable {
    public var row: Int
    /// 照会番号.
    public var reference: String
    /// 勘定日.
    public var day: BookDay
    /// Positive in, negative out.
    public var amount: Yen
    /// 取引区分.
    public var transaction: Int
    /// 振込依頼人名, half-width kana, trailing spaces removed.
    public var payer: String
    /// 摘要.
    public var text: String
    /// EDI information.
    public var edi: String

    public init(
        row: Int, reference: String, day: BookDay, amount: Yen, transaction: Int, payer: String,
        text: String, edi: String
    ) {
        self.row = row
        self.reference = reference
        self.day = day
        self.amount = amount
        self.transaction = transaction
        self.payer = payer
        self.text = text
        self.edi = edi
    }
}

/// One row of the city's own assessments (調定), INTERFACES 6.
public struct BillRow: Sendable, Hashable {
    public var row: Int
    public var id: String
    public var kind: String
    public var payer: String
    public var fund: String
    public var subject: String
    public var fiscalYear: FiscalYear
    public var levyYear: Int
    public var term: String
    public var amount: Yen
    public var tax: Yen
    public var issued: BookDay
    public var due: BookDay
    public var limit: BookDay?
    public var key: String
    public var barcode: String?
    public var elqr: String?
    public var group: String?

    public init(
        row: Int, id: String, kind: String, payer: String, fund: String, subject: String,
        fiscalYear: FiscalYear, levyYear: Int, term: String, amount: Yen, tax: Yen,
        issued: BookDay, due: BookDay, limit: BookDay?, key: String, barcode: String?,
        elqr: String?, group: String?
    ) {
        self.row = row
        self.id = id
        self.kind = kind
        self.payer = payer
        self.fund = fund
        self.subject = subject
        self.fiscalYear = fiscalYear
        self.levyYear = levyYear
        self.term = term
        self.amount = amount
        self.tax = tax
        self.issued = issued
        self.due = due
        self.limit = limit
        self.key = key
        self.barcode = barcode
        self.elqr = elqr
        self.group = group
    }
}

/// One revision of a bill, INTERFACES 4 `bill-changes`.
public struct BillChange: Sendable, Hashable {
    public enum Event: String, Sendable, Hashable, CaseIterable {
        case reduce, increase, cancel
        case writeOff = "write_off"
        case carry
        case paidElsewhere = "paid_elsewhere"
        case unpaidAgain = "unpaid_again"
    }

    public var row: Int
    public var bill: String
    public var revision: Int
    public var event: Event
    /// The yen that the event moves, positive.
    public var amount: Yen
    public var tax: Yen
    public var day: BookDay
    public var reason: String
    public var document: String

    public init(
        row: Int, bill: String, revision: Int, event: Event, amount: Yen, tax: Yen, day: BookDay,
        reason: String, document: String
    ) {
        self.row = row
        self.bill = bill
        self.revision = revision
        self.event = event
        self.amount = amount
        self.tax = tax
        self.day = day
        self.reason = reason
        self.document = document
    }
}
