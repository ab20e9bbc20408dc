import Money

extension ReportDocument {
    /// The tables as CSV: UTF-8, LF, a header of column ids.
    ///
    /// Tables stand one after another with an empty line between. Sums are left out, for a
    /// spreadsheet makes its own.
    ///
    /// - Parameter only: the one table that is wanted; nil for all.
    public func csv(only: String? = nil) -> String {
        tables.filter { only == nil || $0.id == only }.map { table in
            var text = table.columns.map { field($0.id) }.joined(separator: ",") + "\n"
            for row in table.rows where !row.isTotal {
                text += row.cells.map { field(plain($0)) }.joined(separator: ",") + "\n"
            }
            return text
        }.joined(separator: "\n")
    }

    private func plain(_ cell: Cell) -> String {
        switch cell {
        case .text(let text), .named(let text, _): text
        case .yen(let yen): yen.description
        case .count(let count): String(count)
        case .date(let day): day.description
        case .none: ""
        }
    }

    /// RFC 4180: quoted only where it must be.
    ///
    /// A text that a spreadsheet would take for a formula
    /// is led by an apostrophe.
    private func field(_ text: String) -> String {
        var text = text
        if let first = text.first, "=+@\t".contains(first) || (first == "-" && Int(text) == nil) {
            text = "'" + text
        }
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\""
            + text.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}
