import Money
import Provider

/// The money part of one row of an electronic money day log: what the terminal's totals count.
struct ElectronicMoneyTransaction {
    /// What a TransactionType tag does to the city's money.
    enum Movement { case taken, givenBack, none }
    /// ResultOnSettlement.
    enum Result { case completed, failed, unknown }

    let terminal: String
    let at: Moment
    let movement: Movement
    let result: Result
    let amount: Yen

    init(
        _ record: CSVRecord, _ columns: ElectronicMoneyColumns, names: [String]
    ) throws(RowFault) {
        terminal = try record.required(columns.terminal, names[columns.terminal])
        at = try record.moment(columns.time, names[columns.time])
        let requested =
            record[columns.amount].isEmpty
            ? Yen.zero : try record.amount(columns.amount, names[columns.amount])
        let settled =
            record[columns.settled].isEmpty
            ? nil : try record.amount(columns.settled, names[columns.settled])
        let carriesMoney = requested > .zero || (settled ?? .zero) > .zero
        movement = try ElectronicMoneyTransaction.movement(
            record, columns.type, names[columns.type], carriesMoney: carriesMoney)
        guard movement != .none else {
            (result, amount) = (.completed, .zero)
            return
        }
        result = try ElectronicMoneyTransaction.result(
            record, columns.result, names[columns.result])
        amount = result == .completed ? settled ?? requested : requested
    }

    /// TransactionType tags: CANCEL_RETURN 3, CANCEL_SALES 4, GET_LOG 5, READ 6, RETURN 7,
    /// SUBTRACT 8, WRITE 9, COMPLETION 10, PRE_SALES 11.
    ///
    /// ADD 1 and CANCEL_CHARGE 2 put money on a
    /// card, which a city does not sell: nobody can say what it would be.
    ///
    /// Some devices write a return as 6. A read carries no amount, so a 6 with one is a return; the
    /// totals row proves it.
    private static func movement(
        _ record: CSVRecord, _ index: Int, _ column: String, carriesMoney: Bool
    ) throws(RowFault) -> Movement {
        guard !record[index].isEmpty else { throw .missing(column) }
        switch Field.digits(record[index]) {
        case 3, 8, 10: return .taken
        case 4, 7: return .givenBack
        case 6: return carriesMoney ? .givenBack : .none
        case 11: return .none
        case 5, 9:
            if carriesMoney { fallthrough }
            return .none
        default: throw .unknownWord(column, record.text(index))
        }
    }

    private static func result(
        _ record: CSVRecord, _ index: Int, _ column: String
    ) throws(RowFault) -> Result {
        guard !record[index].isEmpty else { throw .missing(column) }
        switch Field.digits(record[index]) {
        case 1: return .failed
        case 2: return .completed
        case 3: return .unknown
        default: throw .unknownWord(column, record.text(index))
        }
    }
}
