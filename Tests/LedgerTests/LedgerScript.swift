import Ledger
import Money

/// A ledger that a finance officer can read, with what the books must answer.
///
/// ```
/// # a comment
/// begins 2026-04-01
/// 2026-04-01 post sale-1                     (also: reserve)
///     fund:account -> fund:account  1,234
///     = posted 1 on 2026-04-01               (also: duplicate 1 on …, refused <code>)
/// 2026-04-02 confirm final-1 of slip-1       (also: void, reverse)
///     = …
/// close 2026-04-01
///     = closed                               (or: refused <code>)
/// balance fund:account = 600 [at 2026-04-01] (also: debits, credits, pending)
/// state sale-1 = posted
/// ```
struct LedgerScript {
    struct Mistake: Error, CustomStringConvertible {
        var line: Int
        var text: String
        var description: String { "line \(line): cannot read “\(text)”" }
    }

    /// What was expected and what came, where the two differ.
    struct Difference: CustomStringConvertible {
        var line: Int
        var expected: String
        var found: String
        var description: String { "line \(line): expected “\(expected)”, found “\(found)”" }
    }

    private var lines: [(number: Int, words: [String])]
    private var book: Book
    private var chart = Chart()
    private var ids: [String: VoucherID] = [:]
    private(set) var differences: [Difference] = []
    /// Answers that the script expected and got.
    private(set) var answers: [String] = []

    init(_ text: String) throws {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { ($0 + 1, $1.split(separator: " ").map(String.init)) }
            .filter { !$0.1.isEmpty && $0.1[0] != "#" }
            .reversed()
        guard let first = lines.popLast(), first.words.count == 2, first.words[0] == "begins",
            let day = BookDay(first.words[1])
        else { throw Mistake(line: 1, text: "a script says first when the books begin") }
        book = Book(begins: day)
    }

    mutating func run() throws {
        while let (number, words) = lines.popLast() {
            do {
                switch words[0] {
                case "close": try close(words)
                case "balance", "debits", "credits", "pending": try balance(words, number)
                case "state": try state(words, number)
                default: try voucher(words)
                }
            } catch is Unreadable {
                throw Mistake(line: number, text: words.joined(separator: " "))
            }
        }
    }

    private struct Unreadable: Error {}

    private func read<T>(_ value: T?) throws(Unreadable) -> T {
        guard let value else { throw Unreadable() }
        return value
    }

    private mutating func expect(_ found: String) throws {
        let line = try read(lines.popLast())
        guard line.words[0] == "=" else { throw Unreadable() }
        compare(line.words.dropFirst().joined(separator: " "), found, line.number)
    }

    private mutating func compare(_ expected: String, _ found: String, _ number: Int) {
        if expected == found {
            answers.append(found)
        } else {
            differences.append(Difference(line: number, expected: expected, found: found))
        }
    }

    private mutating func close(_ words: [String]) throws {
        let day = try read(words.count == 2 ? BookDay(words[1]) : nil)
        do {
            try book.close(day)
            try expect("closed")
        } catch let refusal as CloseRefusal {
            try expect("refused \(refusal.rawValue)")
        }
    }

    private mutating func voucher(_ words: [String]) throws {
        let day = try read(BookDay(words[0]))
        let action: Voucher.Action
        switch (words.count, words.count > 1 ? words[1] : "") {
        case (3, "post"): action = .post(try transfers())
        case (3, "reserve"): action = .reserve(try transfers())
        case (5, "confirm") where words[3] == "of": action = .confirm(id(of: words[4]))
        case (5, "void") where words[3] == "of": action = .void(id(of: words[4]))
        case (5, "reverse") where words[3] == "of": action = .reverse(id(of: words[4]))
        default: throw Unreadable()
        }
        let voucher = Voucher(
            cause: words[2], occurred: Moment(day: day, secondOfDay: 12 * 3600), ownDay: day,
            action: action)
        if ids[words[2]] == nil { ids[words[2]] = voucher.id }
        switch book.post(voucher, chart: chart) {
        case .success(.posted(let sequence, let day)): try expect("posted \(sequence) on \(day)")
        case .success(.duplicate(let sequence, let day)):
            try expect("duplicate \(sequence) on \(day)")
        case .failure(let refusal): try expect("refused \(refusal.rawValue)")
        }
    }

    /// The id of a voucher named before, or of one that never came.
    private func id(of name: String) -> VoucherID {
        ids[name] ?? VoucherID(cause: name, at: Moment(seconds: 0))
    }

    private mutating func transfers() throws -> [Transfer] {
        var transfers: [Transfer] = []
        while let line = lines.last, line.words.count == 4, line.words[1] == "->" {
            lines.removeLast()
            transfers.append(
                Transfer(
                    debit: chart.open(try account(line.words[0])),
                    credit: chart.open(try account(line.words[2])),
                    amount: try yen(line.words[3])))
        }
        return transfers
    }

    private func account(_ text: String) throws -> Account {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        return try read(parts.count == 2 ? Account(fund: parts[0], code: parts[1]) : nil)
    }

    private func yen(_ text: String) throws -> Yen {
        Yen(try read(Int64(text.filter { $0 != "," })))
    }

    private mutating func balance(_ words: [String], _ number: Int) throws {
        guard words.count == 4 || (words.count == 6 && words[4] == "at"), words[2] == "=" else {
            throw Unreadable()
        }
        let account = try account(words[1])
        let balances =
            words.count == 4 ? book.balances : book.balances(asOf: try read(BookDay(words[5])))
        let balance = balances[account] ?? .zero
        let found: Yen =
            switch words[0] {
            case "debits": balance.debits
            case "credits": balance.credits
            // Debit side less credit side, whatever the class.
            case "pending": balance.pendingDebits - balance.pendingCredits
            default: balance.onNormalSide(of: account.accountClass)
            }
        compare(try yen(words[3]).description, found.description, number)
    }

    private mutating func state(_ words: [String], _ number: Int) throws {
        guard words.count == 4, words[2] == "=" else { throw Unreadable() }
        let found =
            switch book.state(of: id(of: words[1])) {
            case .posted: "posted"
            case .pending: "pending"
            case .confirmed: "confirmed"
            case .voided: "voided"
            case .reversed: "reversed"
            case nil: "unknown"
            }
        compare(words[3], found, number)
    }
}
