import ArgumentParser
import Office
import Reports
import Settlement

/// `suito migrate FROM TO`.
struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "帳簿を別の場所に移す / move books from a folder to a cluster, or back",
        discussion: """
            すべての表と証憑を移し、両方を突き合わせ、移した先を検算してから、元の帳簿を閉じます。途中で止まって\
            も、帳簿は元の場所にあります。もう一度実行してください。
            Moves every table and all evidence, holds both places against each other, audits the \
            new one, and then closes the old one to writing. Killed on the way, the books are \
            where they were; run it again.
            """)

    @Argument(help: "いまの場所 / where the books are: a folder, or postgres://…") var from: String
    @Argument(help: "移す先 / where they go: empty, or not there yet") var to: String
    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let language = global.language
        var line = ProgressLine()
        let report = try MigrateBooks(from: from, to: to).run(at: Clock.now()) { step in
            switch step {
            case .audit(let walked, let total):
                line.show(language("検算中 \(walked)/\(total)", "walking \(walked)/\(total)"))
            case .copy(let table): line.show(language("移動中 \(table)", "moving \(table)"))
            case .compare(let table):
                line.show(language("突き合わせ中 \(table)", "comparing \(table)"))
            }
        }
        line.clear()
        if json { return print(MigrateCommand.document(report)) }
        print(
            language(
                "\(report.tables) の表の \(report.rows) 行、伝票 \(report.vouchers)、残高 "
                    + "\(report.balances) 件、締めた日 \(report.closedDays) 日、証憑 "
                    + "\(report.evidence) 件が、両方で一致しました。",
                "\(report.rows) rows of \(report.tables) tables, \(report.vouchers) vouchers, "
                    + "\(report.balances) balances, \(report.closedDays) closed days and "
                    + "\(report.evidence) evidence files are the same in both places."))
        if let root = report.root {
            print(
                language(
                    "検証木: 葉 \(report.treeSize)、根 \(root)",
                    "tree: \(report.treeSize) leaves, root \(root)"))
        }
        print(
            language(
                "これからは移した先を使ってください。元の帳簿には書けません。",
                "Use the new place from here on; the old one takes nothing any more."))
    }

    private static func document(_ report: MigrateBooks.Report) -> String {
        JSONText.document { json in
            json.object { json in
                json.member("tables", report.tables)
                json.member("rows", report.rows)
                json.member("vouchers", report.vouchers)
                json.member("balances", report.balances)
                json.member("closed_days", report.closedDays)
                json.member("tree_size", report.treeSize)
                json.member("root", report.root)
                json.member("evidence", report.evidence)
                json.member("entries", report.entries)
                json.member("resumed", report.isResumed)
            }
        }
    }
}
