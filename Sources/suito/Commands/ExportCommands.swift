import ArgumentParser
import Database
import Foundation
import Glibc
import Money
import Office
import Reports
import Settlement

/// `suito export journal`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "他の会計ソフトへ書き出す / write the books for other programs",
        subcommands: [ExportJournalCommand.self])
}

/// `suito export journal --format hledger|beancount [--through DATE] [--out FILE]`.
struct ExportJournalCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case hledger, beancount

        var journal: any JournalFormat {
            switch self {
            case .hledger: HledgerJournal()
            case .beancount: BeancountLedger()
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "仕訳を hledger か beancount の形式で / the journal for hledger or beancount",
        discussion: """
            毎日の残高の検証行が付き、相手のソフトが帳簿を独立に検算します。保留中の金額は転記しません。
            Each day's balances are asserted, so the other program proves the books by itself. What
            is only reserved is not posted.

            例 / for example:
              suito export journal --format hledger --out books.journal
              hledger check --strict -f books.journal
              suito export journal --format beancount --out books.beancount
              bean-check books.beancount
            """)

    @Option(help: "形式 / format: hledger | beancount") var format: Format
    @Option(help: "この出納日まで（既定: すべて） / through this book day (default: all)")
    var through: DayArgument?
    @Option(help: "書き出すファイル（既定: 標準出力） / file (default: standard output)")
    var out: String?
    @OptionGroup var global: GlobalOptions

    func validate() throws { try FilePath.require(out) }

    func run() throws {
        let export = ExportJournal(try global.books())
        if let out {
            return try export.run(
                through: through?.day, as: format.journal, file: FilePath.absolute(out))
        }
        try export.run(through: through?.day, as: format.journal) { bytes in
            try StandardOutput.write(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
    }
}

/// Standard output for bytes in bulk.
enum StandardOutput {
    static func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(
                    1, bytes.baseAddress?.advanced(by: written), bytes.count - written)
                if count > 0 {
                    written += count
                } else if errno != EINTR {
                    say("標準出力に書けません / cannot write to standard output")
                    throw Exit.trouble
                }
            }
        }
    }
}
