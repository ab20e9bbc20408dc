/// A report as a value: what stands on the paper, and nothing of how.
///
/// Numbers, dates and amounts are given as they shall be read ("1,234,567", "▲890"); the page
/// sets them, and does not reckon.
public struct PrintedDocument: Sendable, Hashable {
    /// What the report is, as "収入日計表".
    public var title: String
    /// What it is of, as "令和8年4月1日（水）".
    public var subtitle: String
    /// Who issues it, as "汐見市 会計課".
    public var issuer: String
    /// Boxes for seals at the head of the first page, from the left, as "会計管理者".
    public var approvals: [String]
    public var facts: [Fact]
    public var sections: [Section]
    /// Remarks below all sections; they are numbered where there are several.
    public var notes: [String]
    /// Stands on every page beside the number of the page, as "作成 2026-04-02 09:00" or a digest.
    public var footer: String
    public var orientation: Orientation
    /// The language of the text by BCP 47: "ja" or "en".
    public var language: String
    public var metadata: Metadata

    public init(
        title: String, subtitle: String = "", issuer: String = "", approvals: [String] = [],
        facts: [Fact] = [], sections: [Section] = [], notes: [String] = [], footer: String = "",
        orientation: Orientation = .portrait, language: String = "ja", metadata: Metadata
    ) {
        self.title = title
        self.subtitle = subtitle
        self.issuer = issuer
        self.approvals = approvals
        self.facts = facts
        self.sections = sections
        self.notes = notes
        self.footer = footer
        self.orientation = orientation
        self.language = language
        self.metadata = metadata
    }

    /// How the A4 paper lies.
    public enum Orientation: Sendable, Hashable, CaseIterable {
        case portrait, landscape
    }

    /// One thing that holds for the whole report, as "収納件数" and "1,234件".
    public struct Fact: Sendable, Hashable {
        public var label: String
        public var value: String

        public init(_ label: String, _ value: String) {
            self.label = label
            self.value = value
        }
    }

    /// A heading with what stands below it.
    public struct Section: Sendable, Hashable {
        /// Empty for none.
        public var heading: String
        /// A paragraph between heading and tables; empty for none.
        public var text: String
        public var tables: [PrintedTable]

        public init(_ heading: String = "", text: String = "", tables: [PrintedTable] = []) {
            self.heading = heading
            self.text = text
            self.tables = tables
        }
    }

    /// What a reader of PDF files shows of the file; it stands on no page.
    public struct Metadata: Sendable, Hashable {
        public var title: String
        public var author: String
        /// As "2026-04-02T09:00:00+09:00" or with `Z` (RFC 3339, whole seconds).
        ///
        /// It is given and not asked of a clock, so that the same report is the same file.
        public var creationDate: String

        public init(title: String, author: String, creationDate: String) {
            self.title = title
            self.author = author
            self.creationDate = creationDate
        }
    }
}
