import City
import Money
import Office
import Reports
import Settlement
import Store
import Typesetting

/// Reports on paper.
enum ReportPage {
    /// What leads to a wide page.
    private static let mostUprightColumns = 8

    /// - Parameter created: stands in the file's properties and at the foot of each page.
    static func document(_ report: ReportDocument, created: Moment) -> PrintedDocument {
        let language = report.language
        let isWide = report.tables.contains { $0.columns.count > mostUprightColumns }
        let moment = created.description.prefix(16).split(separator: "T").joined(separator: " ")
        return PrintedDocument(
            title: report.title, issuer: report.issuer,
            facts: report.facts.map { .init($0.title, ReportDocument.shown($0.value)) },
            sections: report.tables.map { table in
                .init(table.title, tables: [printed(table, language)])
            }, notes: report.notes, footer: language("作成 \(moment)", "made \(moment)"),
            orientation: isWide ? .landscape : .portrait, language: language.rawValue,
            metadata: .init(
                title: report.title, author: report.issuer, creationDate: created.description))
    }

    private static func printed(
        _ table: ReportDocument.Table, _ language: Language
    ) -> PrintedTable {
        let hasYen = table.columns.contains { $0.kind == .yen }
        return PrintedTable(
            caption: hasYen ? language("（単位：円）", "(yen)") : "",
            columns: table.columns.enumerated().map { place, column in
                let isNumber = column.kind == .yen || column.kind == .count
                return .init(
                    column.title, content: isNumber ? .number : .text,
                    width: place == longest(table) ? .relative(1) : .natural)
            },
            rows: table.rows.map { row in
                .init(row.cells.map(ReportDocument.shown), style: row.isTotal ? .total : .plain)
            }, whenEmpty: language("該当なし", "none"))
    }

    /// The column with the longest texts takes the room that the others leave.
    private static func longest(_ table: ReportDocument.Table) -> Int? {
        let widths = table.columns.indices.map { place in
            table.rows.map { TextTable.width(ReportDocument.shown($0.cells[place])) }.max() ?? 0
        }
        return table.columns.indices.filter { table.columns[$0].kind == .text }
            .max { widths[$0] < widths[$1] }
    }

    /// `summary.pdf` of a package: the day's 収入日計表, as it was when the day closed.
    @Sendable
    static func printSummary(
        _ figures: FiguresThrough, _ closing: ClosingLog.Closing, _ city: City
    ) throws -> [UInt8] {
        var figures = figures
        // What came in since is not seen: the same day is the same bytes for ever.
        figures.reconciledThrough = closing.reconciledThrough
        figures.filesSince = 0
        let report = DailyReport(figures, city: city, language: .ja).document()
        return try PDFWriter().render(document(report, created: closing.at)).bytes
    }
}
