import Database
import Foundation
import Glibc
import Ledger
import LedgerStore
import Money
import Synchronization

/// Posts vouchers, and says of each that it was answered for.
@main
enum DurabilityPoster {
    static func main() async {
        let arguments = CommandLine.arguments
        guard arguments.count >= 4, let first = Int(arguments[2]), let tasks = Int(arguments[3])
        else { exit(2) }
        let count = arguments.count > 4 ? Int(arguments[4]) ?? Int.max : Int.max
        do {
            try await post(arguments[1], first, tasks: tasks, count: count)
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(5)
        }
    }

    private static func post(_ path: String, _ first: Int, tasks: Int, count: Int) async throws {
        // A small log, so that moving it is among the moments.
        let database = try Database.open(
            path: path, migrations: LedgerStore.migrations,
            logLimits: LogLimits(markBytes: 128 << 10, boundBytes: 4 << 20))
        let store = LedgerStore(database)
        let numbers = Numbers(first..<(count == .max ? .max : first + count))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<tasks {
                group.addTask {
                    while let number = numbers.next() {
                        _ = try await store.submit(change(number))[0].get()
                        tell(number)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func change(_ number: Int) throws -> Change {
        let day = try BookDay("2026-04-01").orMistake()
        let moment = Moment(day: day, secondOfDay: 43_200)
        var chart = Chart()
        let clearing = try Account(fund: "general", code: "asset/clearing/p\(number % 17)")
            .orMistake()
        let revenue = try Account(fund: "general", code: "revenue/2026/14-02-01-01").orMistake()
        let transfer = Transfer(
            debit: chart.open(clearing), credit: chart.open(revenue), amount: Yen(number + 1))
        let voucher = Voucher(
            cause: "sale-\(number)", occurred: moment, ownDay: day, action: .post([transfer]))
        return Change(chart: chart, vouchers: [voucher], recorded: moment)
    }

    /// In one piece: a reader never sees half a number as a whole one.
    private static func tell(_ number: Int) {
        var line = "\(number)\n"
        _ = line.withUTF8 { write(1, $0.baseAddress, $0.count) }
    }
}

/// Numbers that many tasks share, each once.
private final class Numbers: Sendable {
    private let rest: Mutex<Range<Int>>

    init(_ numbers: Range<Int>) { rest = Mutex(numbers) }

    func next() -> Int? { rest.withLock { $0.popFirst() } }
}

extension Optional {
    struct Mistake: Error {}

    fileprivate func orMistake() throws -> Wrapped {
        guard let self else { throw Mistake() }
        return self
    }
}
