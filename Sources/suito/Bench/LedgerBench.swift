import ArgumentParser
import Database
import Foundation
import Glibc
import Settlement

/// `suito bench ledger`: the books alone, each answer durable.
struct LedgerBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "帳簿への記帳を測る / post to the books and read them",
        discussion: """
            一つの振替が一つの伝票です。答えはすべてディスクに届いてから返ります。同じ振替を素の SQLite に\
            書く速さも、同じ実行の中で交互に測ります。
            One transfer is one voucher; every answer is durable. How fast bare SQLite takes the \
            same transfers is measured in the same run, in turns.
            """)

    enum Case: String, CaseIterable { case post, tasks, pending, read }

    /// Which accounts are touched.
    enum Patterns: String, ExpressibleByArgument, CaseIterable { case spread, hot, both }

    @Option(help: "勘定の数 / accounts") var accounts = 10_000
    @Option(help: "一つの測定の振替数 / transfers of one measurement (default: by its size)")
    var transfers: Int?
    @Option(help: "一つの測定の最長秒数 / longest seconds of one measurement") var seconds = 30
    @Option(help: "一括の件数 / transfers in a batch")
    var batch = NumberList(numbers: [1, 10, 100, 1_000, 8_000])
    @Option(help: "同時に一件ずつ渡すタスクの数 / tasks that hand in one voucher each")
    var tasks = NumberList(numbers: [1, 32, 1_024])
    @Option(
        help: "勘定の当たり方 / spread | hot | both (both: hot for the largest batch and 32 tasks)")
    var pattern = Patterns.both
    @Option(help: "測るもの / cases: post,tasks,pending,read") var cases: String?
    @Flag(help: "仮の伝票だけを測る / the pending case alone") var pending = false
    @Option(help: "長い実行の振替数 / transfers of a long run (0: none)") var long = 0
    @Option(help: "読む帳簿の伝票数 / vouchers in the books that are read") var reading = 1_000_000
    @Option(help: "回数 / rounds, ours and the raw engine's in turns") var rounds = 3
    @Option(help: "一秒あたりの原因の数 / transfers whose causes fall in one second of the town")
    var perSecond = 10
    @Option(help: "乱数の種 / seed") var seed: UInt64 = 1
    @Flag(help: "各測定の後に監査する / audit the books after each measurement") var audit = false
    @Flag(help: "素の SQLite を測らない / leave the raw engine out") var noRaw = false
    @OptionGroup var global: GlobalOptions

    var chosenCases: [Case] {
        if pending { return [.pending] }
        guard let cases else { return long > 0 ? [] : Case.allCases }
        return cases.split(separator: ",").compactMap { Case(rawValue: String($0)) }
    }

    func validate() throws {
        let positive = [accounts - 1, seconds, rounds, perSecond, reading, transfers ?? 1]
        if positive.contains(where: { $0 < 1 }) || long < 0 {
            throw ValidationError("数は 1 以上 / numbers must be at least 1 (accounts: 2)")
        }
        if let cases {
            for name in cases.split(separator: ",") where Case(rawValue: String(name)) == nil {
                throw ValidationError("--cases: \(name)?")
            }
        }
    }

    func run() throws {
        let cluster = global.data.flatMap { ClusterAddress.isAddress($0) ? $0 : nil }
        let named = cluster == nil ? global.data : nil
        let parent = named ?? FileManager.default.temporaryDirectory.path
        let folder = "\(parent)/suito-ledger-\(getpid())"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let disk = try DiskRate.appendsPerSecond(in: folder)
        say("fdatasync 4 KiB: \(disk)/s")
        var run = LedgerBenchRun(options: self, folder: folder, cluster: cluster)
        try run.all()
        print(
            JSONText.document { json in
                json.object { json in
                    json.member("bench", "ledger")
                    json.member("durable", true)
                    json.member("accounts", accounts)
                    json.member("seed", Int64(bitPattern: seed))
                    json.member("rounds", rounds)
                    json.member("transfers_per_second_of_town", perSecond)
                    json.member("audited", audit)
                    json.member("fdatasync_4k_per_second", disk)
                    json.key("cases")
                    json.array(run.reports) { $1.write(&$0) }
                    if let reading = run.reading {
                        json.key("read")
                        reading.write(&json)
                    }
                }
            })
        if let reading = run.reading, !reading.agrees { throw Exit.refused }
    }
}

/// Numbers with commas between, each at least 1.
struct NumberList: ExpressibleByArgument {
    var numbers: [Int]

    init(numbers: [Int]) { self.numbers = numbers }

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        numbers = parts.compactMap { Int($0) }.filter { $0 > 0 }
        if numbers.count != parts.count { return nil }
    }

    var defaultValueDescription: String { numbers.map(String.init).joined(separator: ",") }
}
