public import Money

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
