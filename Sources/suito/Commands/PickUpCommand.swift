import ArgumentParser
import Foundation
import Glibc
import Money
import Office
import Provider
import Reports
import Stripe
import Transport

/// `suito pickup stripe|sftp`: brings providers' report files into a folder.
struct PickUpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pickup",
        abstract: "事業者の報告ファイルを受け取る / pick up report files of providers",
        discussion: """
            受け取ったファイルの名前を標準出力に出します。取込は suito import。既にあるファイルは上書き
            しません。/ Prints the files that came; suito import takes them in. A file that is there
            already is never written over.
            終了コード / exit code: 1 断られた / refused, 5 通信の障害 / trouble on the way
            """,
        subcommands: [Stripe.self, FileServerFolder.self])

    /// `suito pickup stripe`.
    struct Stripe: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "stripe",
            abstract: "Stripe の支払明細を注文して受け取る / order and fetch Stripe's itemized payouts")

        @Option(help: "API キーのファイル / file that holds the API key") var keyFile: String
        @Option(help: "入金日の初日 / first day of arrival") var from: DayArgument
        @Option(help: "入金日の最終日、前日まで / last day of arrival, yesterday at the latest")
        var through: DayArgument
        @Option(help: "置き場所のフォルダ / folder to put it in") var to: String
        @Option(help: "API の URL / address of the API") var url = "https://api.stripe.com"
        @Option(help: "ファイルの URL / address of files (default: Stripe's; with --url, that)")
        var filesURL: String?
        @Option(help: "尋ねる回数 / how often to ask") var questions = 40
        @OptionGroup var turn: PickUpTurn
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            if from.day > through.day {
                throw ValidationError("--from は --through 以前 / --from is not after --through")
            }
            if questions < 1 { throw ValidationError("--questions は 1 以上 / at least 1") }
        }

        func run() throws {
            guard through.day < Clock.now().day else {
                throw OfficeDenial.dayNotOver(through.day)
            }
            try turn.run("stripe/\(url)/\(from.day)/\(through.day)", global) { try pickUp() }
        }

        private func pickUp() throws {
            let key = try readText(keyFile).trimmingCharacters(in: .whitespacesAndNewlines)
            let own = url == "https://api.stripe.com" ? "https://files.stripe.com" : nil
            let pickUp = ReportPickUp(
                adapter: StripePayments(
                    StripePayments.Credentials(key: key, webhookSecrets: []),
                    reportAddress: filesURL ?? own),
                address: url, client: TransportClient(), questions: questions)
            let order = ReportOrder(
                id: PaymentID(bits: UInt128.random(in: 0...UInt128.max)),
                from: Moment(day: from.day, secondOfDay: 0),
                until: Moment(day: through.day.adding(1), secondOfDay: 0))
            let bytes: [UInt8]
            do {
                bytes = try Waiting.run { try await pickUp.run(order) }
            } catch ReportPickUp.Trouble.refused(let why) {
                say("Stripe: \(why)")
                throw Exit.refused
            } catch ReportPickUp.Trouble.unknown(let why) {
                say("Stripe: \(why)")
                throw Exit.trouble
            }
            let name = "\(to)/stripe-itemized-\(from.day)-\(through.day).csv"
            guard FileManager.default.createNewFile(name, bytes) else {
                say("\(name): 既にあるか、書けません / is there already, or cannot be written")
                throw Exit.refused
            }
            print(name)
        }
    }

    /// `suito pickup sftp`.
    struct FileServerFolder: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sftp",
            abstract: "SFTP のフォルダから受け取る / fetch the files of a folder over SFTP")

        @Option(help: "ホスト / host") var host: String
        @Option(help: "ポート / port") var port = 22
        @Option(help: "利用者 / user") var user: String
        @Option(help: "秘密鍵のファイル / private key") var identity: String
        @Option(help: "known_hosts のファイル / known_hosts") var knownHosts: String
        @Option(help: "相手のフォルダ / folder there") var folder: String
        @Option(help: "名前の頭 / only names that begin so") var prefix = ""
        @Option(help: "置き場所のフォルダ / folder to put them in") var to: String
        @OptionGroup var turn: PickUpTurn
        @OptionGroup var global: GlobalOptions

        func run() throws {
            try turn.run("sftp/\(user)@\(host):\(port)/\(folder)/\(prefix)", global) {
                try pickUp()
            }
        }

        private func pickUp() throws {
            let server = FileServer(
                security: .sftp(.knownHosts(knownHosts)), host: host, port: port, user: user,
                login: .key(file: identity, passphrase: nil))
            let (folder, prefix, to) = (folder, prefix, to)
            do {
                try Waiting.run {
                    let client = TransportClient()
                    let names = try await client.list(folder, on: server)
                    for name in names where name.hasPrefix(prefix) {
                        let local = "\(to)/\(name)"
                        // What came before is not fetched again; half of one is gone on with.
                        guard access(local, F_OK) != 0 else { continue }
                        try await client.fetch("\(folder)/\(name)", on: server, to: local)
                        print(local)
                    }
                }
            } catch let trouble as TransportTrouble {
                say("\(host): \(trouble.kind.rawValue): \(trouble.detail)")
                throw Exit.trouble
            }
        }
    }
}

/// Whether all instances pick up, or one for all.
struct PickUpTurn: ParsableArguments {
    private static let seconds: Int64 = 600

    @Flag(
        help: """
            帳簿（--data）を分け合う台のうち一台だけが受け取る / one of the instances on the books (--data) \
            picks up; the others do nothing for ten minutes
            """)
    var alone = false

    /// - Parameter name: of what is picked up.
    func run(_ name: String, _ global: GlobalOptions, _ body: () throws -> Void) throws {
        guard alone else { return try body() }
        let turn = InstanceTurn(
            try global.books(), "pickup/\(name)", holder: "\(UInt64.random(in: 0 ... .max))")
        let now = Clock.now()
        let until = Moment(seconds: now.seconds + PickUpTurn.seconds)
        guard try turn.take(until: until, at: now) else {
            return say(
                global.language("別の台が受け取りました。", "Another instance picks this up."))
        }
        do {
            try body()
        } catch {
            try turn.giveBack()
            throw error
        }
    }
}

extension FileManager {
    /// Writes a file that is not there yet, all of it or none.
    fileprivate func createNewFile(_ path: String, _ bytes: [UInt8]) -> Bool {
        let part = "\(path).\(getpid()).part"
        defer { unlink(part) }
        do { try Data(bytes).write(to: URL(filePath: part)) } catch { return false }
        // Unlike a renaming, a link never takes the place of a file.
        return link(part, path) == 0
    }
}
