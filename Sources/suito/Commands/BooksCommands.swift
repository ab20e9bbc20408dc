import ArgumentParser
import City
import Foundation
import LedgerStore
import Office
import Reports
import Settlement

/// `suito init CITY.yaml`.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "市の設定から帳簿を作る / make the books from a city file")

    @Argument(help: "市の設定ファイル / the city file") var cityFile: String
    @Flag(help: "訓練用の帳簿（本番にはならない） / books for training, which never become real")
    var training = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let yaml = try readText(cityFile)
        let books = try Books.initialise(
            global.place, cityFile: yaml, training: training, at: Clock.now())
        let place = try BooksPlace(global.place).name
        let name = global.language(
            books.city.municipality.name, books.city.municipality.nameEnglish)
        say(
            global.language(
                "\(name)の帳簿を \(place) に作りました。",
                "The books of \(name) are in \(place)."))
    }
}

/// `suito city apply CITY.yaml`.
struct CityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "city", abstract: "市の設定 / the city file", subcommands: [Apply.self])

    struct Apply: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "変更した設定を適用する / apply a changed city file")

        @Argument(help: "市の設定ファイル / the city file") var cityFile: String
        @OptionGroup var global: GlobalOptions

        func run() throws {
            let yaml = try readText(cityFile)
            try global.books().apply(cityFile: yaml, at: Clock.now())
            say(global.language("設定を適用しました。", "The city file is applied."))
        }
    }
}

/// A text file named on the command line.
func readText(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
        throw ValidationError("\(path) を読めません / cannot read \(path)")
    }
    guard let text = String(data: data, encoding: .utf8) else {
        say("\(path): UTF-8 ではありません / is not UTF-8")
        throw Exit.rejected
    }
    return text
}

/// `suito audit`.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "帳簿全体を検算する / walk the whole books and prove them")

    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    private func sayStandby() {
        say(
            global.language(
                "待機系なので、表の定義は検めていません。",
                "This is a standby: the definitions of tables were not looked at."))
    }

    func run() throws {
        let books = try global.books()
        var line = ProgressLine()
        let whole = try AuditBooks(books).run { walked, total in
            line.show(
                global.language("検算中 \(walked)/\(total)", "walking \(walked)/\(total)"))
        }
        let report = whole.ledger
        line.clear()
        if !whole.holdsSchema { sayStandby() }
        if json {
            print(
                JSONText.document { json in
                    json.object { json in
                        json.member("sound", whole.isSound)
                        json.member("vouchers", report.vouchers)
                        json.member("transfers", report.transfers)
                        json.member("accounts", report.accounts)
                        json.member("commits", report.commits)
                        json.member("closed_days", report.closedDays)
                        json.member("sums", report.sums)
                        json.member("entries", whole.entries)
                        json.member("evidence", whole.evidence)
                        json.key("findings")
                        json.array(whole.damages) { json, damage in
                            json.object { json in
                                json.member("kind", damage.kind.rawValue)
                                json.member("place", damage.place)
                                json.member("text", global.language(damage.kind.sentence))
                            }
                        }
                        json.key("damages")
                        json.array(report.damages) { json, damage in
                            json.object { json in
                                json.member("kind", damage.kind.rawValue)
                                json.member("place", damage.place)
                                json.member("text", global.language(damage.kind.sentence))
                            }
                        }
                    }
                })
        } else {
            print(
                global.language(
                    "伝票 \(report.vouchers)、振替 \(report.transfers)、勘定 \(report.accounts)、"
                        + "記帳 \(report.commits) 回、締め \(report.closedDays) 日、"
                        + "残高 \(report.sums) 件、導かれる記帳 \(whole.entries) 件、"
                        + "証憑 \(whole.evidence) 件を検算しました。",
                    "walked \(report.vouchers) vouchers, \(report.transfers) transfers, "
                        + "\(report.accounts) accounts, \(report.commits) commits, "
                        + "\(report.closedDays) closed days, \(report.sums) sums, "
                        + "\(whole.entries) entries from facts, \(whole.evidence) evidence files"))
            for damage in report.damages {
                let sentence = global.language(damage.kind.sentence)
                print("\(damage.kind.rawValue) \(damage.place): \(sentence)")
            }
            for damage in whole.damages {
                let sentence = global.language(damage.kind.sentence)
                print("\(damage.kind.rawValue) \(damage.place): \(sentence)")
            }
            print(
                whole.isSound
                    ? global.language("異常はありません。", "The books hold.")
                    : global.language(
                        "\(report.damagesFound + Int64(whole.damages.count)) 件の異常があります。",
                        "\(report.damagesFound + Int64(whole.damages.count)) damages."))
        }
        if !whole.isSound { throw Exit.refused }
    }
}
