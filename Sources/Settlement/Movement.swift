/// What a transfer from one role of account to another means to the figures: the postings of
/// DOMAIN 3 read as a table.
///
/// Debit stands first: `clearing → revenue` is a fee that a provider took.
enum Movement: Sendable, Hashable {
    /// 調定 of a bill, by the bill's row; turned round it is less.
    case assess, unassess
    /// 滞納繰越: the debit's row is assessed, the credit's is carried.
    case carry
    /// 不納欠損 by the bill's row; turned round it is less.
    case writeOff, unwriteOff
    /// 受託 for the credit's row; `sells` where that is its 調定 too.
    case entrust(sells: Bool)
    /// 戻出 by the debit's row; `unsells` where a fee's 調定 is reduced beside it.
    case giveBack(unsells: Bool)
    /// A refund of a closed year that comes back.
    case ungiveBack
    /// Received without a provider, for the credit's row.
    case direct(sells: Bool)
    /// The same turned round, by the debit's row.
    case directBack(unsells: Bool)
    /// From the debit's row to the credit's, without money moving.
    case moveOver(unsells: Bool, sells: Bool)
    /// A provider's payout takes from its clearing account: cash, or what it kept as its fee.
    case paidOut(Piece)
    /// The same turned round.
    case paidBack(Piece)
    /// No revenue's business: bank and other business, fees paid, money between funds.
    case apart
    /// No posting of this house.
    case strange

    /// What came, and what the provider kept of it as its fee with tax.
    enum Piece: Sendable, Hashable { case cash, kept }

    init(_ debit: FigureAccount.Role, _ credit: FigureAccount.Role) {
        switch (debit, credit) {
        // Bills.
        case (.bill, .revenue), (.bill, .salesTax): self = .assess
        case (.revenue, .bill), (.salesTax, .bill): self = .unassess
        case (.bill, .bill): self = .carry
        case (.writtenOff, .bill): self = .writeOff
        case (.bill, .writtenOff): self = .unwriteOff

        // Providers take and give back.
        case (.clearing, .revenue), (.clearing, .held): self = .entrust(sells: true)
        case (.clearing, .bill), (.clearing, .overpaid), (.clearing, .unidentified):
            self = .entrust(sells: false)
        case (.revenue, .clearing), (.held, .clearing): self = .giveBack(unsells: true)
        case (.bill, .clearing), (.overpaid, .clearing), (.unidentified, .clearing),
            (.repayment, .clearing):
            self = .giveBack(unsells: false)
        case (.clearing, .repayment): self = .ungiveBack

        // Payouts.
        case (.bank, .clearing), (.betweenFunds, .clearing): self = .paidOut(.cash)
        case (.feeToSettle, .clearing), (.providerFee, .clearing), (.feeTax, .clearing):
            self = .paidOut(.kept)
        case (.clearing, .bank), (.clearing, .betweenFunds): self = .paidBack(.cash)
        case (.clearing, .feeToSettle), (.clearing, .providerFee), (.clearing, .feeTax):
            self = .paidBack(.kept)

        default: self = Movement.withoutProvider(debit, credit)
        }
    }

    private static func withoutProvider(
        _ debit: FigureAccount.Role, _ credit: FigureAccount.Role
    ) -> Movement {
        switch (debit, credit) {
        // Cash at a counter, the bank, other business.
        case (.cash, .revenue), (.bank, .revenue), (.transit, .revenue), (.betweenFunds, .revenue),
            (.cash, .held), (.bank, .held), (.transit, .held), (.betweenFunds, .held):
            return .direct(sells: true)
        case (.cash, .bill), (.bank, .bill), (.transit, .bill), (.betweenFunds, .bill),
            (.cash, .overpaid), (.bank, .overpaid), (.transit, .overpaid),
            (.betweenFunds, .overpaid), (.cash, .unidentified), (.bank, .unidentified),
            (.transit, .unidentified), (.betweenFunds, .unidentified),
            (.cash, .repayment), (.bank, .repayment), (.transit, .repayment):
            return .direct(sells: false)
        case (.revenue, .cash), (.revenue, .bank), (.revenue, .transit), (.revenue, .betweenFunds),
            (.held, .cash), (.held, .bank), (.held, .transit), (.held, .betweenFunds):
            return .directBack(unsells: true)
        case (.bill, .cash), (.bill, .bank), (.bill, .transit), (.bill, .betweenFunds),
            (.overpaid, .cash), (.overpaid, .bank), (.overpaid, .transit),
            (.overpaid, .betweenFunds), (.unidentified, .cash), (.unidentified, .bank),
            (.unidentified, .transit), (.unidentified, .betweenFunds),
            (.repayment, .cash), (.repayment, .bank), (.repayment, .transit):
            return .directBack(unsells: false)

        // Appropriation (充当), 仮受金 that finds its home, what is to be repaid.
        case (.overpaid, .bill), (.unidentified, .bill), (.unidentified, .overpaid),
            (.overpaid, .unidentified), (.bill, .overpaid), (.bill, .unidentified),
            (.repayment, .overpaid), (.overpaid, .repayment), (.overpaid, .overpaid):
            return .moveOver(unsells: false, sells: false)
        case (.overpaid, .revenue), (.unidentified, .revenue), (.overpaid, .held),
            (.unidentified, .held):
            return .moveOver(unsells: false, sells: true)
        case (.revenue, .overpaid), (.revenue, .unidentified), (.held, .overpaid),
            (.held, .unidentified):
            return .moveOver(unsells: true, sells: false)

        default: return besideRevenue(debit, credit)
        }
    }

    /// What moves money and no revenue.
    private static func besideRevenue(
        _ debit: FigureAccount.Role, _ credit: FigureAccount.Role
    ) -> Movement {
        switch (debit, credit) {
        // Other business, sweeps, the bank's own fees, returns; cash carried to the bank.
        case (.bank, .transit), (.transit, .bank), (.bank, .bank), (.transit, .transit),
            (.bank, .cash), (.cash, .bank), (.cash, .transit), (.transit, .cash):
            return .apart
        // Money of one fund in an account of another, and its real transfer.
        case (.bank, .betweenFunds), (.betweenFunds, .bank), (.betweenFunds, .betweenFunds):
            return .apart
        // The fee's payment order, a fee paid by invoice, their corrections.
        case (.providerFee, .feeToSettle), (.feeToSettle, .providerFee),
            (.feeTax, .feeToSettle), (.feeToSettle, .feeTax), (.providerFee, .bank),
            (.bank, .providerFee), (.feeTax, .bank), (.bank, .feeTax),
            (.feeToSettle, .bank), (.bank, .feeToSettle):
            return .apart
        // What the books held when they began.
        case (.bank, .opening), (.opening, .bank), (.cash, .opening), (.opening, .cash):
            return .apart
        default: return .strange
        }
    }
}
