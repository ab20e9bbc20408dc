import Database
public import Money
import Provider
public import Till

/// Which payments are wanted; nil: any.
public struct PaymentQuestion: Sendable, Hashable {
    public var service: String?
    public var reference: String?
    public var states: [PaymentState]?
    public var email: String?
    public var brand: String?
    public var lastFour: String?
    public var createdFrom: Moment?
    public var createdTo: Moment?
    public var settledFrom: BookDay?
    public var settledTo: BookDay?

    public init(
        service: String?, reference: String? = nil, states: [PaymentState]? = nil,
        email: String? = nil, brand: String? = nil, lastFour: String? = nil,
        createdFrom: Moment? = nil, createdTo: Moment? = nil, settledFrom: BookDay? = nil,
        settledTo: BookDay? = nil
    ) {
        self.service = service
        self.reference = reference
        self.states = states
        self.email = email
        self.brand = brand
        self.lastFour = lastFour
        self.createdFrom = createdFrom
        self.createdTo = createdTo
        self.settledFrom = settledFrom
        self.settledTo = settledTo
    }

    /// What follows `WHERE`, and what its places hold.
    fileprivate var condition: (sql: String, texts: [String], numbers: [Int64]) {
        var parts: [String] = ["1 = 1"]
        var texts: [String] = []
        var numbers: [Int64] = []
        func mark(_ place: Int) -> String { "?\(place)" }
        // Texts have the places from 1, numbers those behind them.
        let textParts: [(String, String?)] = [
            ("p.service =", service), ("p.reference =", reference), ("c.email =", email),
            ("s.brand =", brand), ("s.last_four =", lastFour),
        ]
        for (start, value) in textParts {
            guard let value else { continue }
            texts.append(value)
            parts.append("\(start) \(mark(texts.count))")
        }
        let numberParts: [(String, Int64?)] = [
            ("p.created >=", createdFrom?.seconds), ("p.created <=", createdTo?.seconds),
            ("d.day >=", settledFrom.map { Int64($0.number) }),
            ("d.day <=", settledTo.map { Int64($0.number) }),
        ]
        for (start, value) in numberParts {
            guard let value else { continue }
            numbers.append(value)
            parts.append("\(start) \(mark(texts.count + numbers.count))")
        }
        if let states {
            let names = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            parts.append(states.isEmpty ? "1 = 0" : "s.state IN (\(names))")
        }
        return (parts.joined(separator: " AND "), texts, numbers)
    }
}

extension PaymentTable {
    /// The newest first.
    public func search(
        _ question: PaymentQuestion, limit: Int, offset: Int
    ) throws -> [Found] {
        let condition = question.condition
        let row = try statement(
            """
            SELECT \(PaymentTable.columns) FROM \(PaymentTable.tables) WHERE \(condition.sql)
            ORDER BY p.created DESC, p.id DESC LIMIT \(limit) OFFSET \(offset)
            """, condition)
        defer { row.reset() }
        var found: [Found] = []
        while try row.step() { found.append(try PaymentTable.found(row)) }
        return found
    }

    public func count(_ question: PaymentQuestion) throws -> Int {
        let condition = question.condition
        let row = try statement(
            "SELECT count(*) FROM \(PaymentTable.tables) WHERE \(condition.sql)", condition)
        defer { row.reset() }
        _ = try row.step()
        return try row.count(0, in: "payment")
    }

    private func statement(
        _ sql: String, _ condition: (sql: String, texts: [String], numbers: [Int64])
    ) throws(DatabaseTrouble) -> Statement {
        let row = try connection.statement(sql)
        for (place, text) in condition.texts.enumerated() { row.bind(place + 1, text) }
        for (place, number) in condition.numbers.enumerated() {
            row.bind(condition.texts.count + place + 1, number)
        }
        return row
    }
}
