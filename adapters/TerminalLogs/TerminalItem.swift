import Money
import Provider

/// The items of a CAT DailyLog record, counted from 0.
enum TerminalItem {
    static let company = 0
    static let type = 1
    static let date = 2
    static let number = 3
    static let condition = 4
    static let slip = 5
    static let approval = 6
    static let purchaseDate = 7
    static let account = 8
    static let amount = 9
    static let tax = 10
    static let installments = 11
    static let terminal = 12

    /// What a TransactionType says about the money (UnifiedPOS constants `CAT_TRANSACTION_…`).
    static func kind(_ type: Int64) -> ProviderLine.Kind? {
        switch type {
        case 10, 30: .sale  // SALES, COMPLETION
        case 20, 21: .giveBack  // VOID, REFUND
        // VOIDPRESALES, PRESALES, CHECKCARD, CASHDEPOSIT: no card was charged for a sale.
        case 29, 40, 41, 50: .processing
        default: nil
        }
    }

    static func line(of record: CSVRecord) throws(RowFault) -> ProviderLine {
        let names = TerminalDailyLog.items
        guard !record[type].isEmpty else { throw .missing(names[type]) }
        guard let kind = Field.digits(record[type]).flatMap(kind) else {
            throw .unknownWord(names[type], record.text(type))
        }
        let at = try record.moment(date, names[date])
        let number = try record.required(number, names[number])
        // These say nothing we use; but a number where none belongs must not be kept.
        for item in [condition, purchaseDate, installments] {
            guard record[item].count <= 8, isEmptyOrDigits(record[item]) else {
                throw .invalid(names[item])
            }
        }
        if !record[tax].isEmpty { _ = try record.amount(tax, names[tax]) }
        var amount = Yen.zero
        if kind != .processing || !record[self.amount].isEmpty {
            amount = try record.amount(self.amount, names[self.amount])
        }
        if kind != .processing, amount == .zero { throw .amount(names[self.amount]) }
        return ProviderLine(
            row: record.line, number: number, kind: kind, at: at, amount: amount,
            terminal: record.optional(terminal), brand: record.optional(company),
            providerRefs: [number], slip: record.optional(slip),
            approval: record.optional(approval))
    }

    private static func isEmptyOrDigits(_ field: UnsafeRawBufferPointer) -> Bool {
        field.isEmpty || Field.digits(field) != nil
    }
}
