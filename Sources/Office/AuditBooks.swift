import City
import Database
import Foundation
import Ledger
public import LedgerStore
import Money
import Provider
import Reconciliation
import Store

/// Walks everything: the file, the ledger by itself, all other tables under their seals, the books
/// against the facts they follow from, the bank accounts against the bank's own closing balances,
/// and the evidence under its digests.
public struct AuditBooks {
    /// Something outside the ledger that does not hold.
    public struct Damage: Sendable, Hashable {
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            case databaseDamaged = "database-damaged"
            case schemaDiffers = "schema-differs"
            case tableChanged = "table-changed"
            case paymentDiffers = "payment-differs"
            case entryMissing = "entry-missing"
            case entryUnfounded = "entry-unfounded"
            case bankBalanceDiffers = "bank-balance-differs"
            case figuresDiffer = "figures-differ"
            case evidenceMissing = "evidence-missing"
            case evidenceChanged = "evidence-changed"
        }
        public var kind: Kind
        public var place: String
    }

    public struct Report: Sendable {
        public var ledger: AuditReport
        /// Entries that follow from the facts and were held against the books.
        public var entries = 0
        /// Live payments whose events were told again.
        public var payments = 0
        public var evidence = 0
        public var damages: [Damage] = []
        /// Whether tables, checks and triggers were held against the program's: not on a standby.
        public var holdsSchema = true
        public var isSound: Bool { ledger.isSound && damages.isEmpty }
    }

    let books: Books

    public init(_ books: Books) { self.books = books }

    public func run(progress: (_ walked: Int64, _ total: Int64) -> Void) throws -> Report {
        var report = Report(ledger: AuditReport())
        guard try auditFile(&report) else { return report }
        report.ledger = try books.ledger.audit(progress: progress)
        let (broken, isNewer) = try books.database.read {
            (try TableSeals($0).broken(), try $0.schemaVersion() ?? 0 > Books.version)
        }
        // A newer program may keep seals of tables that this one does not know.
        for table in broken where !(isNewer && TableSeals.isUnknown(table)) {
            report.damages.append(Damage(kind: .tableChanged, place: table))
        }
        // From what is damaged nothing follows.
        if report.isSound {
            try auditPayments(&report)
            try auditFigures(&report)
            try auditEntries(&report)
        }
        try auditEvidence(&report)
        return report
    }

    private static let schema = Result { try Database.schema(of: Books.migrations) }

    /// Holds the file against SQLite's own rules, and its schema against the program's.
    ///
    /// - Returns: whether its tables can be read.
    private func auditFile(_ report: inout Report) throws -> Bool {
        let (findings, found, isNewer) = try books.database.read {
            (
                try $0.integrityFindings(), try $0.schema(),
                try $0.schemaVersion() ?? 0 > Books.version
            )
        }
        for finding in findings {
            report.damages.append(Damage(kind: .databaseDamaged, place: finding))
        }
        let expected =
            try books.database.engine == .sqlite
            ? AuditBooks.schema.get() : books.database.expectedSchema(of: Books.migrations)
        guard let expected else {
            report.holdsSchema = false
            return findings.isEmpty
        }
        // Before books that arrive are opened to all, they are proved.
        // A newer program's tables besides are its own to prove.
        let all = isNewer ? Set(expected.keys) : Set(expected.keys).union(found.keys)
        let names = all.filter {
            expected[$0] != found[$0] && !$0.contains(" \(MoveMarks.arriving)")
        }
        for name in names.sorted() {
            report.damages.append(Damage(kind: .schemaDiffers, place: name))
        }
        return findings.isEmpty && names.allSatisfy { $0.hasPrefix("trigger ") }
    }

    private func auditEntries(_ report: inout Report) throws {
        // What came in after the last run has not been posted yet, and need not be.
        guard let through = try ListExceptions(books).lastRun(),
            try books.database.read({ try ExceptionLog($0).isUpToDate(through: through) })
        else { return }
        let (facts, sequence) = try books.database.read {
            (
                try FactLoader($0).load(city: books.city, through: through),
                try books.ledger.head($0).sequence
            )
        }
        var reconciler = Reconciler(facts)
        var keeper = try Bookkeeper(
            books, recorded: Moment(day: through, secondOfDay: 0), sequence: sequence,
            through: through, onlyCompares: true)
        var count = 0
        try reconciler.forEachEntry { entry, chart in
            count += 1
            try keeper.settle(entry, chart)
        }
        try keeper.finish(reconciler.chart)
        report.entries = count
        for cause in keeper.missing {
            report.damages.append(Damage(kind: .entryMissing, place: cause))
        }
        for cause in keeper.unfounded {
            report.damages.append(Damage(kind: .entryUnfounded, place: cause))
        }
        try auditBanks(&report, through)
    }

    /// Every live payment stands where its events lead, keeps what it must, and brought into the
    /// books what its provider took.
    private func auditPayments(_ report: inout Report) throws {
        let check = try books.database.read { connection in
            var check = CheckPayments(connection)
            try check.run()
            return check
        }
        report.payments = check.payments
        report.damages += check.damages
    }

    /// The kept figures of all closed days add up to what the accounts say at the last one's end,
    /// and each day's are those of its vouchers.
    private func auditFigures(_ report: inout Report) throws {
        let damages = try books.database.read { connection in
            try CheckFigures(books, connection).damages()
        }
        report.damages += damages
    }

    /// The bank accounts of all funds sum to the bank's own closing balance.
    private func auditBanks(_ report: inout Report, _ through: BookDay) throws {
        for account in books.city.bankAccounts {
            try books.database.read { connection in
                let statement = try connection.statement(
                    """
                    SELECT to_day, closing FROM bank_statement
                    WHERE account = ?1 AND status = 'accepted' AND to_day <= ?2
                    ORDER BY to_day DESC LIMIT 1
                    """)
                statement.bind(1, account.id)
                statement.bind(2, Int64(through.number))
                guard try statement.step() else { return statement.reset() }
                let closing = Yen(statement.int64(1))
                statement.reset()
                let code = "asset/bank/\(account.id)"
                let held = try books.ledger.balances(asOf: through, connection)
                    .reduce(Yen.zero) { sum, row in
                        row.0.code == code ? sum + row.1.onNormalSide(of: row.0.accountClass) : sum
                    }
                if held != closing {
                    report.damages.append(
                        Damage(
                            kind: .bankBalanceDiffers,
                            place: "\(account.id): \(held), bank \(closing)"))
                }
            }
        }
    }

    private func auditEvidence(_ report: inout Report) throws {
        for file in try books.database.read({ try FileRegistry($0).evidence() }) {
            report.evidence += 1
            let found = try books.database.read { try books.evidenceDigest(file.bytes, $0) }
            if found == nil {
                report.damages.append(Damage(kind: .evidenceMissing, place: file.digest))
            } else if let kept = file.kept, found != kept {
                report.damages.append(Damage(kind: .evidenceChanged, place: file.digest))
            }
        }
    }
}

extension AuditBooks.Damage.Kind {
    /// The damage as a person hears it.
    public var sentence: (ja: String, en: String) {
        switch self {
        case .databaseDamaged:
            ("データベースのファイルが壊れています。", "The file of the database is damaged.")
        case .schemaDiffers:
            (
                "データベースの定義がこのプログラムのものと違います。",
                "The database is not defined as this program defines it."
            )
        case .tableChanged:
            (
                "表の内容が、書き込んだ時の封印と一致しません。",
                "The rows of a table are not those that were written."
            )
        case .paymentDiffers:
            (
                "支払の状態が、その経緯または取引と一致しません。",
                "A payment is not what its events and its sales say."
            )
        case .entryMissing:
            ("取り込んだ事実から導かれる伝票が帳簿にありません。", "What follows from the facts is not in the books.")
        case .entryUnfounded:
            ("帳簿の伝票が取り込んだ事実から導かれません。", "A voucher of the books follows from no fact.")
        case .bankBalanceDiffers:
            ("預金の残高が銀行の取引後残高と違います。", "The books' balance is not the bank's own.")
        case .figuresDiffer:
            (
                "締めた日の計数が仕訳と一致しません。",
                "The kept figures of closed days are not what the books say."
            )
        case .evidenceMissing: ("証憑のファイルがありません。", "The evidence is gone.")
        case .evidenceChanged: ("証憑の内容が変わっています。", "The evidence has been changed.")
        }
    }
}
