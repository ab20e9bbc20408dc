/// Where everything of a table stands, before the first page is drawn.
///
/// Of each row it keeps only the height, so that thousands of rows cost little.
struct TablePlan {
    let table: PrintedTable
    let size: Double
    /// Left edges of the columns from the table's left edge, and at last the table's width.
    let edges: [Double]
    /// The height of the titles over several columns; zero where there are none.
    let groupHeight: Double
    let titleHeight: Double
    let rowHeights: [Double]
    let captionHeight: Double
    /// The most a row may be high.
    let limit: Double

    /// Between a cell's text and its edges.
    static let sidePadding = 4.0
    static let padding = 2.3
    /// Below the last row, for the double rule of a total.
    static let closing = 4.0
    /// Above the name of a group.
    static let groupSpace = 3.0

    var width: Double { edges[edges.count - 1] }
    var headHeight: Double { groupHeight + titleHeight }

    init(_ table: PrintedTable, on canvas: Canvas, _ page: Page) {
        precondition(!table.columns.isEmpty, "a table has columns")
        for row in table.rows {
            precondition(
                row.cells.count == table.columns.count || row.style == .group,
                "a row has a cell for each column")
        }
        self.table = table
        limit = page.height * 0.48
        let columns = ColumnWidths(
            table.columns, naturals: Self.naturals(table, canvas), available: page.contentWidth)
        size = columns.size
        var edges = [0.0]
        for width in columns.widths { edges.append(edges[edges.count - 1] + width) }
        self.edges = edges
        let body = TableText(table: table, size: size, edges: edges, limit: limit)
        let isGrouped = table.columns.contains { !$0.group.isEmpty }
        groupHeight =
            isGrouped ? Self.height(of: body.groupTitles(), canvas) + Self.padding + 1.2 : 0
        titleHeight = Self.titleHeight(body, below: groupHeight, canvas)
        rowHeights = table.rows.map { row in
            Self.height(of: body.cells(of: row), canvas) + 2 * Self.padding
                + (row.style == .group ? Self.groupSpace : 0)
        }
        captionHeight =
            table.caption.isEmpty
            ? 0 : canvas.measure(body.caption(width: page.contentWidth)).height + 2
    }

    /// What draws and measures the cells.
    var text: TableText { TableText(table: table, size: size, edges: edges, limit: limit) }

    /// Titles without one above them may reach up beside it.
    private static func titleHeight(
        _ text: TableText, below groupHeight: Double, _ canvas: Canvas
    ) -> Double {
        let heights = zip(text.titles(), text.table.columns).map { cell, column in
            let height = canvas.measure(cell.box).height + 2 * padding
            return column.group.isEmpty ? height - groupHeight : height
        }
        return max(heights.max() ?? 0, text.head.lineHeight + 2 * padding)
    }

    private static func height(of cells: [TableText.Cell], _ canvas: Canvas) -> Double {
        cells.map { canvas.measure($0.box).height }.max() ?? 0
    }

    /// The widths that cells want at the size of choice, with padding.
    private static func naturals(_ table: PrintedTable, _ canvas: Canvas) -> [Double] {
        let plain = TextStyle(size: ColumnWidths.sizes[0])
        let bold = TextStyle(size: ColumnWidths.sizes[0], bold: true)
        var widths = table.columns.map { column in
            canvas.measure(TextBox(text: PrintableText.clean(column.title), style: bold)).width
        }
        for row in table.rows where row.style != .group {
            var style = row.style == .plain ? plain : bold
            for (index, cell) in row.cells.enumerated() where !cell.isEmpty {
                style.isTabular = table.columns[index].content == .number
                let text = PrintableText.clean(cell)
                // Nothing of that length stands on one line of the page.
                let width =
                    text.utf8.count > 1000
                    ? 2000 : canvas.measure(TextBox(text: text, style: style)).width
                // What reaches over several columns needs their width together.
                let last = index + TableText.reach(of: index, in: row, table.columns) - 1
                let before = widths[index..<last].reduce(0, +)
                widths[last] = max(widths[last], min(width, 2000) - before)
            }
        }
        // Half a point, so that no rounding breaks the line that was measured.
        return widths.enumerated().map { index, width in
            width + TableText.lead(of: index, table.columns) + sidePadding + 0.5
        }
    }

    // MARK: - What stays together

    /// Runs of rows that no page parts: a group's name with its first two rows, sums with the row
    /// before them.
    func units() -> [Range<Int>] {
        var units: [Range<Int>] = []
        var start = 0
        while start < table.rows.count {
            var end = start + 1
            while end < table.rows.count, joins(end, start) { end += 1 }
            units.append(start..<end)
            start = end
        }
        return units
    }

    /// Whether a row stays with the run that began before it.
    private func joins(_ row: Int, _ start: Int) -> Bool {
        switch (table.rows[row].style, table.rows[row - 1].style) {
        case (.subtotal, _), (.total, _), (_, .group): true
        case (.plain, .plain): row >= 2 && row - 2 >= start && table.rows[row - 2].style == .group
        case (.plain, _), (.group, _): false
        }
    }

    func height(of rows: Range<Int>) -> Double { rows.reduce(0) { $0 + rowHeights[$1] } }

    /// The least that must find room before the table is begun.
    func leadHeight() -> Double {
        captionHeight + headHeight + Self.closing
            + (units().first.map { min(height(of: $0), limit) } ?? 2 * size)
    }
}
