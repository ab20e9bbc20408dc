public import City
public import Database
public import Money
public import Provider

/// Level 5: a statement is taken in where it continues the one before it.
///
/// A statement that does not link to what was taken in is held while a bank day without a
/// statement lies between: the missing one may explain it. It is judged when the gap is filled,
/// or when a person says that it never will be.
/// So statements may come in any order, also where days cancel out and the balance of a later one
/// fits already.
public struct BankContinuity {
    public enum Outcome: Sendable, Equatable {
        /// - Parameter refused: statements that were held and, now that the gap is filled, do not
        ///   continue it.
        case accepted(lines: Int, refused: [Finding])
        /// Every line of it is there already.
        case duplicate(lines: Int)
        case held
        case rejected(Finding)
    }

    let connection: Connection
    let city: City

    public init(_ connection: Connection, city: City) {
        self.connection = connection
        self.city = city
    }

    /// Takes one account's statement in, and with it those that were waiting for it.
    public func take(
        _ statement: BankStatement, account: City.BankAccount, file: Int64
    ) throws -> Outcome {
        let accepted = try links(account.id, status: "accepted")
        let held = try links(account.id, status: "held")
        if let outcome = try judge(statement, account, accepted, held) { return outcome }
        let number = try insert(statement, account.id, file)
        let newcomer = BankChain.Link(number, statement)
        let settled = chain(account).settle(accepted: accepted, held: held + [newcomer])
        for link in settled.accepted { try set(link.number, "accepted") }
        var refused: [Finding] = []
        for refusal in settled.refused {
            try set(refusal.link.number, "rejected")
            refused.append(finding(refusal, row: statement.row))
        }
        guard settled.accepted.contains(newcomer) else { return .held }
        return .accepted(lines: statement.lines.count, refused: refused)
    }

    /// Takes in what waits from a day on, with what follows it, although it does not continue what
    /// is there: a person says that what lies between will never come.
    ///
    /// What moved in the gap becomes a line of its own (``FactLoader``). If the missing statements
    /// come after all, they fit in and that line is gone.
    ///
    /// - Parameter difference: the yen that the gap hides, as the person saw them: where it hides
    ///   others by now, nothing is taken in.
    public func bridge(
        _ account: City.BankAccount, from day: BookDay, difference: Yen
    ) throws {
        guard
            try waiting(account).contains(where: {
                $0.link.from == day && $0.difference == difference
            })
        else { return }
        let chain = chain(account)
        var accepted = try links(account.id, status: "accepted")
        let held = try links(account.id, status: "held")
        guard let first = held.first(where: { $0.from == day }) else { return }
        let run = chain.run(from: first, accepted: accepted, held: held)
        for link in run { try set(link.number, "accepted") }
        accepted = (accepted + run).sorted { $0.from < $1.from }
        let settled = chain.settle(
            accepted: accepted, held: held.filter { !run.contains($0) })
        for link in settled.accepted { try set(link.number, "accepted") }
        for refusal in settled.refused { try set(refusal.link.number, "rejected") }
    }

    /// The yen that moved in gaps which will never be filled, by the day behind the gap.
    func breaks(_ account: City.BankAccount) throws -> [(day: BookDay, difference: Yen)] {
        chain(account).breaks(in: try links(account.id, status: "accepted"))
    }

    /// What waits at the end of a gap, with the yen that the gap hides.
    func waiting(
        _ account: City.BankAccount
    ) throws -> [(link: BankChain.Link, difference: Yen)] {
        chain(account).waiting(
            accepted: try links(account.id, status: "accepted"),
            held: try links(account.id, status: "held"))
    }

    private func chain(_ account: City.BankAccount) -> BankChain {
        BankChain(
            banks: city.calendar.banks, firstDay: account.openingDay,
            opening: account.opening.values.reduce(.zero, +))
    }

    /// What a statement is at once; nil where it depends on what waits.
    private func judge(
        _ statement: BankStatement, _ account: City.BankAccount, _ accepted: [BankChain.Link],
        _ held: [BankChain.Link]
    ) throws -> Outcome? {
        if let overlap = accepted.first(where: {
            $0.from <= statement.to && statement.from <= $0.to
        }) {
            return try judgeOverlap(statement, overlap)
        }
        for held in held where held.from == statement.from && held.to == statement.to {
            return try judgeOverlap(statement, held)
        }
        let chain = chain(account)
        let (before, after) = chain.neighbours(of: BankChain.Link(0, statement), in: accepted)
        guard statement.from > account.openingDay else {
            return .rejected(
                broken(
                    statement, before.closing, "帳簿の開始より前の明細です",
                    "lies before the books began"))
        }
        if chain.touch(before.to, statement.from), statement.opening != before.closing {
            return .rejected(
                broken(
                    statement, before.closing, "取引前残高が前の明細の取引後残高と一致しません",
                    "does not open with the balance that the file before it closed with"))
        }
        if let after, chain.touch(statement.to, after.from), after.opening != statement.closing {
            return .rejected(
                broken(
                    statement, after.opening, "取引後残高が次の明細の取引前残高と一致しません",
                    "does not close with the balance that the file after it opens with"))
        }
        return nil
    }

    /// The same days again: the same statement is a duplicate, another one is a contradiction.
    private func judgeOverlap(
        _ statement: BankStatement, _ stored: BankChain.Link
    ) throws -> Outcome {
        let same =
            stored.from == statement.from && stored.to == statement.to
            && stored.opening == statement.opening && stored.closing == statement.closing
        if same, try hasLines(stored.number, of: statement) {
            return .duplicate(lines: statement.lines.count)
        }
        return .rejected(
            broken(
                statement, stored.opening, "取り込み済みの期間と重なる、内容の異なる明細です",
                "covers days that were taken in before with other content"))
    }

    private func broken(
        _ statement: BankStatement, _ expected: Yen, _ ja: String, _ en: String
    ) -> Finding {
        Finding(
            line: statement.row, code: .bankContinuity,
            Sentence(
                ja: "\(statement.from) の明細: \(ja)（\(expected) 円のはずが \(statement.opening) 円"
                    + "〜\(statement.closing) 円）",
                en: "statement of \(statement.from) \(en) (expected \(expected) yen; it goes "
                    + "from \(statement.opening) to \(statement.closing))"))
    }

    /// Why a statement that was held is refused now.
    private func finding(_ refusal: BankChain.Refusal, row: Int) -> Finding {
        let link = refusal.link
        let (ja, en) =
            switch refusal.reason {
            case .opening(let expected):
                (
                    "残高が続かないため取り込みません（\(expected) 円のはずが \(link.opening) 円）",
                    "it opens with \(link.opening), not \(expected) yen"
                )
            case .closing(let expected):
                (
                    "残高が次の明細に続かないため取り込みません（\(expected) 円のはずが \(link.closing) 円）",
                    "it closes with \(link.closing), not \(expected) yen"
                )
            case .overlap:
                (
                    "取り込み済みの期間と重なるため取り込みません",
                    "it covers days that were taken in with other content"
                )
            }
        return Finding(
            line: row, code: .bankContinuity,
            Sentence(
                ja: "保留していた \(link.from) の明細は\(ja)",
                en: "the statement of \(link.from), held until now, is refused: \(en)"))
    }
}
