import ArgumentParser
import Foundation
import Glibc
import Settlement

/// `suito bench http`: payments through the service, beside what the framework alone can do.
struct HTTPBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http",
        abstract: "サービスを通した決済を測る / take payments through the service",
        discussion: """
            サービスと事業者の模擬サーバーはそれぞれ別のプロセスで、証跡も伝票も本番と同じに書きます。\
            一件の支払いは、作成・画面を開く・事業者を選ぶ・支払って戻る（カードは与信の後に売上確定）までの全部です。\
            同じ実行の中で、素の Hummingbird の JSON POST も交互に測ります。
            Service and simulated providers are processes of their own; evidence and vouchers are \
            written as ever, every answer is durable. A payment is all of it: the order, the page, \
            the choice of provider, paying and coming back, and for the card a capture through the \
            API. A bare JSON POST route of Hummingbird is measured in the same run, in turns.
            """)

    @Option(help: "同時の接続数 / connections") var connections = 64
    @Option(help: "一つの測定の秒数 / seconds of one measurement") var seconds = 5
    @Option(help: "回数 / rounds") var rounds = 3
    @Flag(help: "終わりに監査しない / do not audit the books at the end") var noAudit = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if [connections, seconds, rounds].contains(where: { $0 < 1 }) || connections > 1_024 {
            throw ValidationError(
                "数は 1 以上、接続は 1024 まで / numbers from 1, at most 1024 connections")
        }
    }

    func run() throws {
        let parent = global.data ?? FileManager.default.temporaryDirectory.path
        let folder = "\(parent)/suito-http-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let disk = try DiskRate.appendsPerSecond(in: folder)
        say("fdatasync 4 KiB: \(disk)/s")
        do {
            let run = try HTTPBenchRun(self, folder: folder)
            try run.all()
            print(
                JSONText.document { json in
                    json.object { json in
                        json.member("bench", "http")
                        json.member("durable", true)
                        json.member("evidence", true)
                        json.member("connections", connections)
                        json.member("seconds", seconds)
                        json.member("rounds", rounds)
                        json.member("fdatasync_4k_per_second", disk)
                        run.write(&json)
                    }
                })
        } catch let trouble as HTTPBenchTrouble {
            say("\(trouble)")
            throw Exit.refused
        }
    }
}
