import ArgumentParser
import Money
import Office
import Reports
import Settlement

/// `suito statement ACCOUNT [--fund F] [--from DATE] [--to DATE] [--format text|json|csv]`.
struct StatementCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, csv

        func statement(_ language: Language) -> any StatementFormat {
            switch self {
            case .text: StatementText(language)
            case .json: StatementObject()
            case .csv: StatementTable()
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "statement",
        abstract: "勘定の明細: 繰越、伝票ごとの残高 / an account's statement with its running balance",
        discussion: """
            勘定は asset/clearing/paypay のように道筋で指定します。複数の会計にあるときは --fund も指定します。\
            伝票は帳簿に載った順です。後から分かったものは、後の日の伝票のあとに来ることがあります。
            Name the account by its path, and its fund where several have it. Vouchers come in the \
            order of the books: what became known late may stand behind those of later days.

            例 / for example:
              suito statement asset/bank/main --fund general --from 2026-04-01 --to 2026-04-30
            """)

    @Argument(help: "勘定 / account, for example asset/bank/main") var account: String
    @Option(help: "会計 / fund") var fund: String?
    @Option(help: "最初の出納日 / first book day") var from: DayArgument?
    @Option(help: "最後の出納日 / last book day") var to: DayArgument?
    @Option(help: "形式 / format: text | json | csv") var format: Format = .text
    @Option(help: "書き出すファイル（既定: 標準出力） / file (default: standard output)")
    var out: String?
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try FilePath.require(out)
        if let from, let to, from.day > to.day {
            throw ValidationError("日付の順が逆です / the first day is the earlier one")
        }
    }

    func run() throws {
        let writer = WriteStatement(try global.books())
        let request = WriteStatement.Request(
            code: account, fund: fund, from: from?.day, through: to?.day)
        let form = format.statement(global.language)
        if let out {
            return try writer.run(request, as: form, file: FilePath.absolute(out))
        }
        try writer.run(request, as: form) { bytes in
            try StandardOutput.write(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
    }
}
