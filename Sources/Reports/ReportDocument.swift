public import Money

/// A report of the finance office as a value: what it says, apart from how it is set.
///
/// Text, JSON, CSV and PDF are renderings of the same document, so no two can disagree.
public struct ReportDocument: Sendable, Hashable {
    /// What a cell holds; a column holds one kind, or nothing.
    public enum Kind: String, Sendable, Hashable, CaseIterable { case text, yen, count, date }

    public enum Cell: Sendable, Hashable {
        case text(String)
        /// What a person reads as a name and a program as an id, whatever the language.
        case named(id: String, String)
        case yen(Yen)
        case count(Int64)
        case date(BookDay)
        case none
    }

    public struct Column: Sendable, Hashable {
        /// Stable, in JSON and CSV.
        public var id: String
        /// In the document's language.
        public var title: String
        public var kind: Kind

        public init(_ id: String, _ title: String, _ kind: Kind) {
            self.id = id
            self.title = title
            self.kind = kind
        }
    }

    public struct Row: Sendable, Hashable {
        public var cells: [Cell]
        /// A sum of rows above it.
        public var isTotal: Bool

        public init(_ cells: [Cell], isTotal: Bool = false) {
            self.cells = cells
            self.isTotal = isTotal
        }
    }

    public struct Table: Sendable, Hashable {
        public var id: String
        public var title: String
        public var columns: [Column]
        public var rows: [Row]

        public init(_ id: String, _ title: String, _ columns: [Column], _ rows: [Row] = []) {
            self.id = id
            self.title = title
            self.columns = columns
            self.rows = rows
        }

        /// Adds a row of the right width.
        public mutating func add(_ cells: [Cell], isTotal: Bool = false) {
            precondition(cells.count == columns.count, "a cell for each column of \(id)")
            rows.append(Row(cells, isTotal: isTotal))
        }
    }

    /// One thing said about the whole report.
    public struct Fact: Sendable, Hashable {
        public var id: String
        public var title: String
        public var value: Cell

        public init(_ id: String, _ title: String, _ value: Cell) {
            self.id = id
            self.title = title
            self.value = value
        }
    }

    /// A cell as a person reads it; yen and counts in groups of three, nothing as the empty text.
    public static func shown(_ cell: Cell) -> String {
        switch cell {
        case .text(let text), .named(_, let text): text
        case .yen(let yen): grouped(yen.value)
        case .count(let count): grouped(count)
        case .date(let day): day.description
        case .none: ""
        }
    }

    /// `daily`, `cash`, `revenue`, `clearing` or `exceptions`.
    public var name: String
    public var title: String
    /// The municipality's name.
    public var issuer: String
    public var facts: [Fact]
    public var tables: [Table]
    /// What a reader must know before trusting the figures.
    public var notes: [String]
    public var language: Language

    public init(
        name: String, title: String, issuer: String, facts: [Fact] = [], tables: [Table] = [],
        notes: [String] = [], language: Language
    ) {
        self.name = name
        self.title = title
        self.issuer = issuer
        self.facts = facts
        self.tables = tables
        self.notes = notes
        self.language = language
    }
}
