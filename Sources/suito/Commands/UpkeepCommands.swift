import ArgumentParser
import Foundation
import Office
import Reports
import Settlement

/// `suito upgrade`.
struct UpgradeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "古い帳簿をこの版に移す / move older books to this version",
        discussion: """
            はじめに、いまの帳簿の写しを同じフォルダに残します。途中で止まっても、帳簿は元のままか、移し終えた\
            ものかのどちらかです。
            A copy of the books as they are is left in their folder first. Killed anywhere, the \
            books are wholly old or wholly new.
            """)

    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let language = global.language
        let report = try UpgradeBooks(global.place).run { backup in
            say(
                language(
                    "元の帳簿は \(backup) に残しました。移しています…",
                    "The former books are at \(backup); upgrading…"))
        }
        if json {
            print(
                JSONText.document { json in
                    json.object { json in
                        json.member("from", report.from)
                        json.member("to", report.to)
                        json.member("backup", report.backup)
                    }
                })
        } else if report.backup == nil {
            print(
                language(
                    "帳簿はこの版（\(report.to)）のものです。することはありません。",
                    "The books have this version's schema (\(report.to)); nothing is to be done."))
        } else {
            print(
                language(
                    "帳簿を \(report.from) から \(report.to) に移しました。suito audit で検算できます。",
                    "The books went from schema \(report.from) to \(report.to); "
                        + "suito audit proves them."))
        }
    }
}

/// `suito backup FILE`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "帳簿と証憑を一つのファイルに写す / copy the books and their evidence to a file",
        discussion: """
            記帳を止めずに、ある一瞬の帳簿を写します。鍵は含みません。
            The books of one moment, while others post. Keys are not in it.
            """)

    @Argument(help: "出力先 / the file, which must not be there") var file: String
    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let language = global.language
        let path = FilePath.absolute(file)
        let report = try BackUpBooks(global.books()).run(to: path)
        if json {
            print(
                JSONText.document { json in
                    json.object { json in
                        json.member("path", path)
                        json.member("bytes", report.bytes)
                        json.member("evidence", report.evidence)
                        json.key("missing")
                        json.array(report.missing) { json, digest in json.value(digest) }
                    }
                })
        } else {
            print(
                language(
                    "\(path) に写しました: \(report.bytes) バイト、証憑 \(report.evidence) 件。",
                    "\(path): \(report.bytes) bytes, \(report.evidence) evidence files."))
        }
        for digest in report.missing {
            say(
                language(
                    "証憑 \(digest) がありません。", "The evidence \(digest) is gone."))
        }
        if !report.missing.isEmpty { throw Exit.refused }
    }
}

/// `suito restore FILE`.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "写しから帳簿を戻す / make books from a backup, in an empty folder",
        discussion: """
            写した後に出た決済パッケージがある日は、もう一度締められません。最初の締めで、出たパッケージのある所\
            （--packages）か、一つも出ていないこと（--none-issued）を言います。
            A day whose package came out after the backup is not closed a second time: the first \
            close is told where all packages are (--packages), or that none came out since \
            (--none-issued).
            """)

    @Argument(help: "suito backup で作ったファイル / a file that suito backup made")
    var file: String
    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let language = global.language
        let report = try RestoreBooks(folder: global.place).run(
            from: FilePath.absolute(file), at: Clock.now())
        if json {
            print(
                JSONText.document { json in
                    json.object { json in
                        json.member("schema", report.version)
                        json.member("evidence", report.evidence)
                    }
                })
        } else {
            print(
                language(
                    "\(global.place) に帳簿を戻しました: 証憑 \(report.evidence) 件。suito audit で検算してください。",
                    "The books are in \(global.place), \(report.evidence) evidence files; "
                        + "prove them with suito audit."))
        }
    }
}
