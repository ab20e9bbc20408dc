import City
import Database
import Money
import Provider
import Store

/// The bank statements of one file on their way in.
struct BankIntake {
    private let city: City
    private let connection: Connection
    private let file: Int64
    /// Statements that came, and whether they wait, is asked when the whole file is there: a
    /// later one of the same file may release an earlier one.
    private var taken: [(account: String, from: BookDay, row: Int)] = []
    private var linesBefore: Int?

    private(set) var accepted = 0
    private(set) var duplicates = 0
    private(set) var findings: [Finding] = []
    private(set) var status = FileRegistry.Status.accepted

    init(_ city: City, _ connection: Connection, file: Int64) {
        self.city = city
        self.connection = connection
        self.file = file
    }

    /// - Returns: why the file is refused whole.
    mutating func take(_ statements: [BankStatement]) throws -> Finding? {
        if linesBefore == nil {
            linesBefore = try BankContinuity.standing(of: file, connection).acceptedLines
        }
        for statement in statements {
            if let rejection = try take(statement) { return rejection }
        }
        return nil
    }

    private mutating func take(_ statement: BankStatement) throws -> Finding? {
        guard
            let account = city.bankAccount(
                bank: statement.bank, branch: statement.branch, kindNumber: statement.type,
                number: statement.number)
        else {
            findings.append(BankIntake.unknownAccount(statement))
            return nil
        }
        let continuity = BankContinuity(connection, city: city)
        switch try continuity.take(statement, account: account, file: file) {
        case .accepted(_, let refused):
            findings += refused
            taken.append((account.id, statement.from, statement.row))
        case .held: taken.append((account.id, statement.from, statement.row))
        case .duplicate(let lines): duplicates += lines
        case .rejected(let finding): return finding
        }
        return nil
    }

    /// Counts what was taken in, and names what waits.
    mutating func finish() throws {
        guard let linesBefore else { return }
        let standing = try BankContinuity.standing(of: file, connection)
        accepted = standing.acceptedLines - linesBefore
        for statement in taken
        where standing.waiting.contains(where: { $0 == (statement.account, statement.from) }) {
            status = .held
            findings.append(
                Finding(
                    line: statement.row, code: .bankContinuity,
                    Sentence(
                        ja: "\(statement.from) の明細は、つながる明細が届くまで保留します",
                        en: "the statement of \(statement.from) waits for the one that links it "
                            + "to what is there")))
        }
    }

    private static func unknownAccount(_ statement: BankStatement) -> Finding {
        Finding(
            line: statement.row, code: .accountUnknown,
            Sentence(
                ja: "口座 \(statement.bank)-\(statement.branch) \(statement.number) "
                    + "は市の設定にありません",
                en: "account \(statement.bank)-\(statement.branch) \(statement.number) "
                    + "is not in the city file"))
    }
}
