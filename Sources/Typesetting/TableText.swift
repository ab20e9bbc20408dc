/// The texts of a table in their cells.
struct TableText {
    let table: PrintedTable
    let size: Double
    let edges: [Double]
    let limit: Double

    /// A text and where it stands, from the table's left edge.
    struct Cell {
        var x: Double
        /// How many columns it stands over.
        var reach: Int
        var box: TextBox
    }

    var plain: TextStyle { TextStyle(size: size) }
    var bold: TextStyle { TextStyle(size: size, bold: true) }
    var head: TextStyle {
        TextStyle(size: max(TextStyle.smallest, size - 0.5), bold: true, gray: 0.15)
    }

    func caption(width: Double) -> TextBox {
        TextBox(
            text: PrintableText.clean(table.caption), style: .small, width: width,
            alignment: .trailing)
    }

    func titles() -> [Cell] {
        table.columns.enumerated().map { index, column in
            cell(column.title, index, 1, head, column.content, isTitle: true)
        }
    }

    /// The titles over several columns; without text where a column has none.
    func groupTitles() -> [Cell] {
        groups().map { columns in
            var cell = cell(
                table.columns[columns.lowerBound].group, columns.lowerBound, columns.count, head,
                .text, isTitle: true)
            cell.box.alignment = .center
            return cell
        }
    }

    /// All columns, those that are neighbours under one title together.
    private func groups() -> [Range<Int>] {
        var groups: [Range<Int>] = []
        for (index, column) in table.columns.enumerated() {
            if let last = groups.last, !column.group.isEmpty,
                table.columns[last.lowerBound].group == column.group
            {
                groups[groups.count - 1] = last.lowerBound..<index + 1
            } else {
                groups.append(index..<index + 1)
            }
        }
        return groups
    }

    /// - Parameter suffix: follows the name of a group that is repeated.
    func cells(of row: PrintedTable.Row, suffix: String = "") -> [Cell] {
        if row.style == .group {
            let name = (row.cells.first ?? "") + suffix
            return [cell(name, 0, table.columns.count, bold, .text, isTitle: true)]
        }
        let style = row.style == .plain ? plain : bold
        var cells: [Cell] = []
        var index = 0
        while index < row.cells.count {
            let reach = Self.reach(of: index, in: row, table.columns)
            cells.append(
                cell(row.cells[index], index, reach, style, table.columns[index].content))
            index += reach
        }
        return cells
    }

    /// How many columns a cell stands over.
    static func reach(
        of index: Int, in row: PrintedTable.Row, _ columns: [PrintedTable.Column]
    ) -> Int {
        guard row.style == .subtotal || row.style == .total,
            columns[index].content == .text, !row.cells[index].isEmpty
        else { return 1 }
        let following = zip(row.cells, columns).dropFirst(index + 1)
        return 1 + following.prefix { $0.isEmpty && $1.content == .text }.count
    }

    /// Between the left edge of a column and its text: more where it would stand close to the
    /// last figure of a number.
    static func lead(of column: Int, _ columns: [PrintedTable.Column]) -> Double {
        let isClose =
            column > 0 && columns[column].content == .text && columns[column - 1].content == .number
        return TablePlan.sidePadding + (isClose ? 6 : 0)
    }

    private func cell(
        _ text: String, _ column: Int, _ reach: Int, _ style: TextStyle,
        _ content: PrintedTable.Content, isTitle: Bool = false
    ) -> Cell {
        let text = PrintableText.clean(text)
        let lead = Self.lead(of: column, table.columns)
        let room = edges[column + reach] - edges[column] - lead - TablePlan.sidePadding
        // Titles and names leave room for a row; they are a sixth of what a row may be.
        let limit = isTitle ? limit / 6 : limit
        var style = style
        style.isTabular = content == .number && !isTitle
        // A text has at most as many lines as bytes; what cannot be too long need not be cut.
        let mayBeLong = text.utf8.count > Int(limit / style.lineHeight)
        return Cell(
            x: edges[column] + lead, reach: reach,
            box: TextBox(
                text: text, style: style, width: max(room, 1),
                alignment: content == .number ? .trailing : .leading,
                limit: mayBeLong ? limit : .infinity))
    }
}
