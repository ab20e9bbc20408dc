import ArgumentParser
import Foundation
import Money
import Office
import Reports
import Settlement

/// `suito close DATE... --out DIR --by USER [--carry REASON]`.
struct CloseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "出納日を締め、決済パッケージを封緘する / close book days and seal their packages",
        discussion: """
            日付は一日ずつ、または 2026-04-01..2026-04-30 のように範囲で指定します。出納日は古い順に締めます。
            Name days one by one or as a range, 2026-04-01..2026-04-30; they close in order.

            不突合が残っている日は、解消するか、--carry 理由 で繰り越します。締めた日には記帳できません。
            Open exceptions are resolved first, or carried forward with --carry. Nothing is booked \
            on a closed day any more.

            途中で止まったときは、もう一度実行すれば続きから終わらせます。
            Interrupted, run it again: it finishes what was begun.
            """)

    @Argument(help: "出納日 / days, YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD") var days: [DaysArgument]
    @Option(help: "出力先のフォルダ / folder for the packages") var out: String
    @Option(help: "職員 / user") var by: String
    @Option(help: "不突合を繰り越す理由 / why open exceptions are carried forward")
    var carry: String?
    @Option(help: "戻した帳簿: 出たパッケージの全部がある所 / restored books: where all packages are")
    var packages: String?
    @Flag(help: "戻した帳簿: 写しの後に出たものはない / restored books: none came out since")
    var noneIssued = false
    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try FilePath.require(out)
        try FilePath.require(packages)
        if packages != nil, noneIssued {
            throw ValidationError(
                "--packages と --none-issued は同時に使えません / exclude each other")
        }
        if by.isEmpty || carry?.isEmpty == true {
            throw ValidationError("--by と --carry は空にできません / must not be empty")
        }
        if days.isEmpty { throw ValidationError("日付を指定してください / name at least one day") }
    }

    func run() throws {
        let books = try global.books()
        let language = global.language
        let settings = try SealSettings.read(in: books.folder)
        if let warning = try settings.open().expiry(at: Clock.now()) { say(language(warning)) }
        let request = CloseDays.Request(
            days: Set(days.flatMap(\.days)).sorted(), folder: FilePath.absolute(out), person: by,
            carry: carry, software: Suito.version,
            out: packages.map { .folder(FilePath.absolute($0)) }
                ?? (noneIssued ? .nothing : nil))
        var line = ProgressLine()
        let closing = CloseDays(
            books, stamp: TimestampExchange.stamp, printSummary: ReportPage.printSummary)
        let issued: [CloseDays.Issued]
        var hasIssued = false
        do {
            issued = try closing.run(request, at: Clock.now()) { package in
                hasIssued = true
                line.show("    \(package.day) → \(package.path)")
            }
        } catch {
            line.clear()
            // A run that did nothing says by its refusal alone where it stands.
            if let standing = try? closing.standing(of: request.days),
                hasIssued || !standing.closed.isEmpty
            {
                CloseView.tell(standing, language)
            }
            throw error
        }
        line.clear()
        if json {
            print(CloseView.json(issued), terminator: "")
        } else {
            for package in issued {
                let note = package.wasPending ? language("（前回の続き）", " (begun before)") : ""
                print("\(package.day)  \(package.path)\(note)")
            }
        }
    }
}

private enum CloseView {
    /// Which days a run that stopped has closed, and which not.
    static func tell(_ standing: CloseDays.Standing, _ language: Language) {
        for (days, words) in [
            (standing.issued, language("封緘済み", "sealed")),
            (standing.closed, language("締めたが、まだ封緘していない", "closed and not yet sealed")),
            (standing.open, language("まだ締めていない", "still open")),
        ] {
            guard let first = days.first, let last = days.last else { continue }
            let span = first == last ? "\(first)" : "\(first)..\(last)"
            say("    \(words): \(span)")
        }
    }

    static func json(_ issued: [CloseDays.Issued]) -> String {
        JSONText.document { json in
            json.object { json in
                json.key("packages")
                json.array(issued) { json, package in
                    json.object { json in
                        json.member("day", package.day.description)
                        json.member("path", package.path)
                        json.member("was_pending", package.wasPending)
                    }
                }
            }
        } + "\n"
    }
}

/// A day, or days from one to another, given on the command line.
struct DaysArgument: ExpressibleByArgument {
    let days: [BookDay]

    /// As many days as a hundred years have: more is a slip of the finger.
    private static let most = 36_525

    init?(argument: String) {
        var parts = [argument]
        for separator in ["..", "/"] where argument.contains(separator) {
            parts = argument.components(separatedBy: separator)
            break
        }
        guard let first = BookDay(parts[0]), parts.count <= 2,
            let last = BookDay(parts[parts.count - 1]), first <= last,
            last < first.adding(DaysArgument.most)
        else { return nil }
        days = (0...Int(last.number - first.number)).map { first.adding($0) }
    }
}

/// Paths as they stay true wherever the program is run next.
enum FilePath {
    /// An empty `--out`, as an unset variable of a script leaves it, is no place.
    static func require(_ out: String?) throws {
        if out?.isEmpty == true {
            throw ValidationError("--out が空です / --out is empty")
        }
    }

    static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }
}
