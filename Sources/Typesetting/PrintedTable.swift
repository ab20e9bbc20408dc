/// Rows under columns.
public struct PrintedTable: Sendable, Hashable {
    /// Stands small above the table on the right, as "（単位：円）"; empty for none.
    public var caption: String
    public var columns: [Column]
    public var rows: [Row]
    /// What stands in the table's place where it has no rows, as "該当なし".
    public var whenEmpty: String

    public init(
        caption: String = "", columns: [Column], rows: [Row], whenEmpty: String = "—"
    ) {
        self.caption = caption
        self.columns = columns
        self.rows = rows
        self.whenEmpty = whenEmpty
    }

    public struct Column: Sendable, Hashable {
        public var title: String
        /// A title over this and the neighbouring columns with the same one, as "本月累計"; empty
        /// for none.
        public var group: String
        public var content: Content
        public var width: Width

        public init(
            _ title: String, group: String = "", content: Content = .text,
            width: Width = .natural
        ) {
            self.title = title
            self.group = group
            self.content = content
            self.width = width
        }
    }

    public enum Content: Sendable, Hashable, CaseIterable {
        /// From the left, and wraps.
        case text
        /// At the right, in figures of one width.
        case number
    }

    public enum Width: Sendable, Hashable {
        /// As wide as the widest cell, where there is room.
        case natural
        /// A share of what the others leave, by weight; such a table is as wide as the page.
        case relative(Int)
    }

    public struct Row: Sendable, Hashable {
        /// One for each column; of a group, its first is the name.
        ///
        /// In subtotals and totals a text reaches over empty cells of text that follow it.
        public var cells: [String]
        public var style: Style

        public init(_ cells: [String], style: Style = .plain) {
            self.cells = cells
            self.style = style
        }
    }

    public enum Style: Sendable, Hashable, CaseIterable {
        case plain
        /// Stays on a page with the row before it.
        case subtotal
        /// Stays on a page with the row before it.
        case total
        /// The name of what follows, over all columns; it is repeated where the page ends within.
        case group
    }
}
