import ArgumentParser
import City
import Foundation
import LedgerStore
import Money
import Office
import Reports
import Sealing
import Store

/// `suito demo`: the sample month, from files to an answer.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "見本の一か月（汐見市）を取り込み、突合し、封緘する / the sample month, reconciled and sealed")

    @Option(help: "見本のフォルダ / folder of the sample") var sample: String?
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let language = global.language
        let sample = try sampleFolder()
        let folder = global.data ?? "./suito-demo"
        try DemoFolder.clear(folder)
        say(language("1/6 帳簿を作ります（\(folder)）", "1/6 opening the books (\(folder))"))
        let books = try Books.initialise(
            folder, cityFile: readText(sample + "/city.yaml"), at: Clock.now())
        let files = try InputPaths.expand(
            ["bills", "sales", "providers", "bank"].map { "\(sample)/\($0)" })
        say(
            language(
                "2/6 4月30日までに届いた \(files.count) 個のファイルを取り込みます",
                "2/6 taking in the \(files.count) files that came until 30 April"))
        try take(files, books, language)
        say(language("3/6 突合します", "3/6 reconciling"))
        try show(books, through: "2026-04-30", language)
        let late = try InputPaths.expand(["\(sample)/late"])
        say(
            language(
                "4/6 5月20日までに届いた \(late.count) 個を取り込み、もう一度突合します",
                "4/6 taking in the \(late.count) files that came until 20 May, and again"))
        try take(late, books, language)
        try show(books, through: "2026-05-20", language)
        let packages = "\(folder)/settlement"
        let keys = "\(folder)/keys"
        say(
            language(
                "5/6 3月31日から4月30日までを締め、決済パッケージを封緘します",
                "5/6 closing 31 March to 30 April and sealing their packages"))
        try close(books, into: packages, keys: keys, language)
        say(
            language(
                "6/6 帳簿を検算し、パッケージを検証します",
                "6/6 auditing the books and verifying the packages"))
        let report = try books.ledger.audit()
        guard report.isSound else { throw Exit.refused }
        print(
            language(
                "\n検算: 伝票 \(grouped(report.vouchers))、異常なし。",
                "\naudit: \(grouped(report.vouchers)) vouchers, the books hold."))
        try verify(packages, ca: "\(keys)/ca.pem", language)
        print(
            language(
                """
                次は / next:
                  suito --data \(folder) exceptions
                  suito --data \(folder) report daily 2026-04-30
                  cat \(packages)/2026-04-30/VERIFY.txt
                """,
                """
                Next:
                  suito --data \(folder) exceptions
                  suito --data \(folder) report daily 2026-04-30
                  cat \(packages)/2026-04-30/VERIFY.txt
                """))
    }

    private func close(
        _ books: Books, into folder: String, keys: String, _ language: Language
    ) throws {
        let now = Clock.now()
        _ = try SealKeys(folder: books.folder).makeDemo(
            in: keys, organization: books.city.municipality.name, kind: .p256, passphrase: nil,
            at: now)
        let begins = books.city.municipality.booksBegin
        guard let last = BookDay("2026-04-30") else { throw Exit.usage }
        let request = CloseDays.Request(
            days: (0...Int(last.number - begins.number)).map { begins.adding($0) },
            folder: FilePath.absolute(folder), person: language("見本", "demo"),
            carry: language("見本の月末", "end of the sample month"), software: Suito.version)
        var line = ProgressLine()
        let issued = try CloseDays(
            books, stamp: TimestampExchange.stamp, printSummary: ReportPage.printSummary
        ).run(request, at: now) { line.show("    \($0.day)") }
        line.clear()
        say(
            language(
                "    \(issued.count) 日分を \(folder) に封緘しました",
                "    \(issued.count) days sealed in \(folder)"))
    }

    private func verify(_ folder: String, ca: String, _ language: Language) throws {
        let report = VerifyPackages(trust: try TrustFile.read(ca), timestampTrust: nil)
            .run([folder]) { _ in }
        let page = VerifyView(report: report, language: language).page()
        guard report.holds, let summary = page.split(separator: "\n").last else {
            sayRaw(page)
            throw Exit.refused
        }
        print(language("検証: ", "verification: ") + summary)
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
        if try Books.exist(in: folder) {
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
