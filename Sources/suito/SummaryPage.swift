import City
import Money
import Office
import Reports
import Settlement
import Store
import Typesetting

/// `summary.pdf` of a package: 収入日計表 on one page or a few.
enum SummaryPage {
    @Sendable
    static func print(
        _ figures: FiguresThrough, _ closing: ClosingLog.Closing, _ city: City
    ) throws -> [UInt8] {
        let table = PrintedTable(
            columns: [
                .init("会計", width: .natural), .init("年度", width: .natural),
                .init("科目", width: .relative(1)),
                .init("調定", content: .number, width: .natural),
            ],
            rows: figures.year.rows.keys.sorted(by: RevenueKey.inOrder(of: city)).map { key in
                PrintedTable.Row([
                    key.fund, key.fiscalYear?.description ?? "", key.name(in: city),
                    grouped(figures.day.rows[key]?.assessed.value ?? 0),
                ])
            })
        let document = PrintedDocument(
            title: "収入日計表", subtitle: "\(closing.day)", issuer: city.municipality.name,
            sections: [.init(tables: [table])],
            metadata: .init(
                title: "収入日計表 \(closing.day)", author: city.municipality.name,
                creationDate: closing.at.description))
        return try PDFWriter().render(document).bytes
    }
}
