import ArgumentParser
import City
import Foundation
import Glibc
import Money
import Office
import Reports
import Store
import Typesetting

/// `suito report daily DATE | cash | revenue | clearing | exceptions`.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "出納の帳票 / the reports of the finance office",
        discussion: """
            daily       収入日計表: 一日・月計・累計を、収入日と収納日の両方で /
                        a day, its month and year, by the day money came and the day it was taken
            cash        預金残高照合表: 帳簿残高と銀行残高、差の明細、窓口現金 /
                        the books' bank balance beside the bank's own, and what differs
            revenue     歳入: 会計・年度・科目ごとの調定・収入済・不納欠損・還付未済・収入未済 /
                        assessed, received, written off and outstanding by fund, year and subject
            clearing    受託者未収金: 日数別の残高、入金予定と入金済 /
                        what providers hold by age, payouts expected and received
            exceptions  不突合: 符号別・日数別、誰が決めたか / what is open by code and age, and who decided

            例 / for example:
              suito report daily 2026-04-15
              suito report daily 2026-04-15 --format csv --table income > income.csv
              suito report cash --through 2026-04-30
            """,
        subcommands: [
            DailyReportCommand.self, CashReportCommand.self, RevenueReportCommand.self,
            ClearingReportCommand.self, ExceptionsReportCommand.self,
        ])
}

/// How a report is set.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json, csv, pdf
}

/// What every report takes.
struct ReportOptions: ParsableArguments {
    @Option(help: "形式 / format: text | json | csv | pdf") var format: ReportFormat = .text
    @Option(help: "csv でこの表だけを書く / of csv, this table only") var table: String?
    @Option(help: "書き出し先（既定: 標準出力） / file (default: standard output)") var out: String?

    func validate() throws {
        try FilePath.require(out)
        if table != nil, format != .csv {
            throw ValidationError("--table は --format csv と使う / --table goes with --format csv")
        }
    }

    func write(_ document: ReportDocument, _ global: GlobalOptions) throws {
        if format == .pdf {
            return try writePage(ReportPage.document(document, created: Clock.now()), global)
        }
        let text =
            switch format {
            case .text: document.text()
            case .json: document.json()
            case .csv: try csv(document)
            case .pdf: ""
            }
        guard let out else { return print(text, terminator: "") }
        try OutputPlace(FilePath.absolute(out), beside: global.folder()).write(Array(text.utf8))
    }

    private func csv(_ document: ReportDocument) throws -> String {
        if let table, !document.tables.contains(where: { $0.id == table }) {
            throw ValidationError(
                "--table は次のいずれか / --table takes: "
                    + document.tables.map(\.id).joined(separator: " "))
        }
        return document.csv(only: table)
    }

    /// A page goes to a file, or to a standard output that is no terminal.
    private func writePage(_ page: PrintedDocument, _ global: GlobalOptions) throws {
        if let out {
            let place = try OutputPlace(FilePath.absolute(out), beside: global.folder())
            return try place.write([UInt8](PDFWriter().render(page).bytes))
        }
        guard isatty(1) == 0 else {
            throw ValidationError("--out で PDF の書き出し先を指定してください / name a file with --out")
        }
        let bytes = try PDFWriter().render(page).bytes
        try FileHandle.standardOutput.write(contentsOf: bytes)
    }
}

struct DailyReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daily", abstract: "収入日計表 / a day with its month and year",
        discussion: """
            締めた日は締めた時の数字、まだ締めていない日は今の帳簿の数字です。後から分かった収入は、
            締めていない最初の日に立ちます。銀行の表は、その日の銀行の明細と一円まで合います。
            A closed day has the figures of its closing, an open day those of the books as they
            stand; what becomes known late falls on the earliest open day. The table of the bank
            equals the bank's own lines of that day to the yen.
            """)

    @Argument(help: "出納日 / book day, YYYY-MM-DD") var date: DayArgument
    @OptionGroup var options: ReportOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let books = try global.books()
        let figures = try ReadFigures(books).run(date.day)
        try options.write(
            DailyReport(figures, city: books.city, language: global.language).document(), global)
    }
}

struct CashReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cash",
        abstract: "預金残高照合表と窓口現金 / bank reconciliation statement, and cash at counters")

    @Option(help: "基準日（既定: 突合済みの日） / as of (default: the last reconciled day)")
    var through: DayArgument?
    @OptionGroup var options: ReportOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let books = try global.books()
        let position = try ReadCash(books).run(through?.day)
        try options.write(
            CashReport(position, city: books.city, language: global.language).document(), global)
    }
}

struct RevenueReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revenue",
        abstract: "会計・年度・科目別の歳入 / revenue by fund, year and subject",
        discussion: """
            収入未済額 =（調定額 − 不納欠損額）−（収入済額 − 還付未済額）
            outstanding = (assessed - written off) - (received - to be refunded)
            """)

    @Option(help: "基準日（既定: 突合済みの日） / as of (default: the last reconciled day)")
    var through: DayArgument?
    @OptionGroup var options: ReportOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let books = try global.books()
        let day =
            try through?.day ?? ListExceptions(books).lastRun()
            ?? books.city.municipality.booksBegin
        let figures = try ReadFigures(books).run(day)
        try options.write(
            RevenueReport(figures, city: books.city, language: global.language).document(), global)
    }
}

struct ClearingReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clearing",
        abstract: "受託者未収金と入金 / what providers hold, and payouts")

    @Option(help: "基準日（既定: 突合済みの日） / as of (default: the last reconciled day)")
    var through: DayArgument?
    @OptionGroup var options: ReportOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let books = try global.books()
        let position = try ReadClearing(books).run(through?.day)
        try options.write(
            ClearingReport(position, city: books.city, language: global.language)
                .document(), global)
    }
}

struct ExceptionsReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exceptions", abstract: "不突合一覧 / exceptions by code and age")

    @Flag(help: "解消したものも / closed ones too") var all = false
    @OptionGroup var options: ReportOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let books = try global.books()
        let list = ListExceptions(books)
        let items = try list.run(all: all).map { item in
            var listed = ExceptionsReport.Item(
                id: item.row.id, exception: item.row.exception, opened: item.row.opened,
                closed: item.row.closed, closedBy: item.row.closedBy)
            listed.carried = item.carried
            if let proposal = item.proposal {
                listed.resolution = proposal.resolution
                listed.reason = proposal.reason
                listed.proposedBy = proposal.proposedBy
                listed.approvedBy = proposal.approvedBy
            }
            return listed
        }
        let day = try list.lastRun() ?? books.city.municipality.booksBegin
        try options.write(
            ExceptionsReport(items, day: day, city: books.city, language: global.language)
                .document(), global)
    }
}
