import ArgumentParser
import Foundation
import Money
import Office
import Reconciliation
import Reports

/// `suito reconcile [--through DATE]`.
struct ReconcileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "突合して帳簿に記帳する / reconcile, and post what follows",
        discussion: """
            取り込んだものすべてを、指定した日まで突合します。新しい入力がなければ二度実行しても
            何も変わりません。終了コード 4 は --strict を付けて不突合が残ったときです。
            Runs all levels over what came in up to the day; again, without new input, nothing
            changes.
            """)

    @Option(help: "最終日 / last day, YYYY-MM-DD (default: the last day of anything taken in)")
    var through: DayArgument?
    @Flag(help: "不突合が残れば終了コード 4 / exit 4 if exceptions remain") var strict = false
    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let books = try global.books()
        let result = try reconcile(books, through: through?.day, language: global.language)
        let report = ReconciliationReport(
            result.report, ids: result.ids,
            balances: result.balances.map { .init(account: $0.account, balance: $0.balance) },
            city: books.city, language: global.language)
        print(json ? report.json() : report.page(), terminator: "")
        if result.isReadOnly {
            say(
                global.language(
                    "この日は前回の突合より前なので、帳簿は変えていません。",
                    "This day lies before the last run; the books were left as they are."))
        }
        if strict, !result.report.exceptions.isEmpty { throw Exit.exceptionsRemain }
    }
}

/// Reconciles and says on standard error where the work stands.
func reconcile(
    _ books: Books, through: BookDay?, language: Language
) throws -> ReconcileBooks.Result {
    var line = ProgressLine()
    defer { line.clear() }
    return try ReconcileBooks(books).run(through: through, at: Clock.now()) { step in
        let word =
            switch step {
            case .load: language("読み込み中", "loading")
            case .match: language("突合中", "matching")
            case .post: language("記帳中", "posting")
            case .record: language("記録中", "recording")
            }
        line.show(word)
    }
}
