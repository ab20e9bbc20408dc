extension ReportDocument {
    /// A page for the terminal, ending with a line feed.
    public func text() -> String {
        var lines = ["\(issuer)  \(title)"]
        for fact in facts { lines.append("\(fact.title): \(ReportDocument.shown(fact.value))") }
        for note in notes { lines.append(language("※ ", "* ") + note) }
        for table in tables {
            lines.append("")
            lines.append(language("【\(table.title)】", "[\(table.title)]"))
            lines += page(of: table)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func page(of table: Table) -> [String] {
        guard !table.rows.isEmpty else { return [language("  なし", "  none")] }
        var page = TextTable(columns: table.columns.count)
        page.add(table.columns.map(\.title))
        for row in table.rows { page.add(row.cells.map(ReportDocument.shown)) }
        let left = table.columns.indices.filter {
            table.columns[$0].kind == .text || table.columns[$0].kind == .date
        }
        let lines = page.lines(leftAligned: Set(left))
        let rule = String(repeating: "-", count: lines.map(TextTable.width).max() ?? 0)
        return [lines[0], rule] + lines.dropFirst()
    }
}
