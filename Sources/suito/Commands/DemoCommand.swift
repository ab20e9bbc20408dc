import ArgumentParser
import Foundation
import LedgerStore
import Money
import Office
import Reports
import Store

/// `suito demo`: the sample month, from files to an answer.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "見本の一か月（汐見市）を取り込み、突合する / the sample month, reconciled")

    @Option(help: "見本のフォルダ / folder of the sample") var sample: String?
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let language = global.language
        let sample = try sampleFolder()
        let folder = global.data ?? "./suito-demo"
        try DemoFolder.clear(folder)
        say(language("1/4 帳簿を作ります（\(folder)）", "1/4 opening the books (\(folder))"))
        let books = try Books.initialise(
            folder, cityFile: readText(sample + "/city.yaml"), at: Clock.now())
        let files = try InputPaths.expand(
            ["bills", "sales", "providers", "bank"].map { "\(sample)/\($0)" })
        say(
            language(
                "2/4 4月30日までに届いた \(files.count) 個のファイルを取り込みます",
                "2/4 taking in the \(files.count) files that came until 30 April"))
        try take(files, books, language)
        say(language("3/4 突合します", "3/4 reconciling"))
        try show(books, through: "2026-04-30", language)
        let late = try InputPaths.expand(["\(sample)/late"])
        say(
            language(
                "4/4 5月20日までに届いた \(late.count) 個を取り込み、もう一度突合します",
                "4/4 taking in the \(late.count) files that came until 20 May, and again"))
        try take(late, books, language)
        try show(books, through: "2026-05-20", language)
        let report = try books.ledger.audit()
        guard report.isSound else { throw Exit.refused }
        print(
            language(
                "\n検算: 伝票 \(grouped(report.vouchers))、異常なし。次は: "
                    + "suito --data \(folder) exceptions",
                "\naudit: \(grouped(report.vouchers)) vouchers, the books hold. Next: "
                    + "suito --data \(folder) exceptions"))
    }

    private func sampleFolder() throws -> String {
        let candidates =
            sample.map { [$0] } ?? ["Tests/Fixtures/shiomi", DemoFolder.besideExecutable()]
        for folder in candidates
        where FileManager.default.fileExists(atPath: folder + "/city.yaml") {
            return folder
        }
        throw ValidationError(
            "見本が見つかりません。--sample で指定してください / the sample was not found; use --sample")
    }

    private func take(_ files: [String], _ books: Books, _ language: Language) throws {
        var line = ProgressLine()
        var done = 0
        let reports = try ImportFiles(books, adapters: Adapters.all).run(
            files, as: nil, dryRun: false, at: Clock.now()
        ) { report in
            done += 1
            line.show("    \(done)/\(files.count) \(report.path)")
        }
        line.clear()
        let rows = reports.reduce(0) { $0 + $1.accepted }
        let duplicates = reports.count { $0.status == .duplicate }
        say(
            language(
                "    \(grouped(Int64(rows))) 行を取り込みました（同じ内容のファイル \(duplicates)）",
                "    \(grouped(Int64(rows))) rows (\(duplicates) files had come before)"))
        if reports.contains(where: { $0.status == .rejected }) {
            say(ImportView(reports: reports, language: language, dryRun: false).complaints())
            throw Exit.rejected
        }
    }

    private func show(_ books: Books, through: String, _ language: Language) throws {
        let result = try reconcile(books, through: BookDay(through), language: language)
        let report = ReconciliationReport(
            result.report, ids: result.ids,
            balances: result.balances.map { .init(account: $0.account, balance: $0.balance) },
            city: books.city, language: language)
        print("\n" + report.page())
    }
}

/// The demo's own books are made anew each time; nothing else is ever removed.
enum DemoFolder {
    static let mark = ".suito-demo"

    static func clear(_ folder: String) throws {
        let files = FileManager.default
        if Books.exist(in: folder) {
            guard files.fileExists(atPath: "\(folder)/\(mark)") else {
                throw OfficeDenial.booksExist(folder)
            }
            try files.removeItem(atPath: folder)
        }
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard files.createFile(atPath: "\(folder)/\(mark)", contents: nil) else {
            throw ValidationError("\(folder) に書けません / cannot write to \(folder)")
        }
    }

    /// The sample as it lies beside a built executable: four folders up is the repository.
    static func besideExecutable() -> String {
        var place = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        for _ in 0..<4 { place.deleteLastPathComponent() }
        return place.appendingPathComponent("Tests/Fixtures/shiomi").path
    }
}
