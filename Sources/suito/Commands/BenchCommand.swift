import ArgumentParser
import City
import Database
import Foundation
import Glibc
import Money
import Office
import Reconciliation
import Reports
import Settlement
import Store

/// `suito bench`: measures this machine; one JSON object on standard output.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "この機械で測る / measure this machine",
        subcommands: [
            LedgerBench.self, Reconcile.self, Settle.self, HTTPBench.self, BareRoute.self,
        ])

    /// `suito bench reconcile --payments N`.
    struct Reconcile: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "作った一か月の取込と突合を測る / import and reconcile a synthetic month")

        @Option(help: "収納件数 / payments") var payments = 100_000
        @Option(help: "乱数の種 / seed") var seed: UInt64 = 1
        @Flag(help: "作ったファイルを残す / keep what was written") var keep = false
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            if payments < 1 { throw ValidationError("--payments は 1 以上 / at least 1") }
        }

        func run() throws {
            let folder =
                FileManager.default.temporaryDirectory.path
                + "/suito-bench-\(getpid())"
            defer { if !keep { try? FileManager.default.removeItem(atPath: folder) } }
            var line = ProgressLine()
            let language = global.language
            let truth = try SyntheticMonth(payments: payments, seed: seed)
                .write(to: folder + "/month") { written in
                    line.show(language("作成 \(written)", "writing \(written)"))
                }
            line.clear()
            let memoryBefore = PeakMemory.bytes()
            let books = try Books.initialise(
                folder + "/books", cityFile: readText(folder + "/month/city.yaml"),
                at: Clock.now())
            let files = try InputPaths.expand(
                ["sales", "providers", "bank"].map { "\(folder)/month/\($0)" })
            let importing = try timed {
                var done = 0
                let reports = try ImportFiles(books, adapters: Adapters.all).run(
                    files, as: nil, dryRun: false, at: Clock.now()
                ) { _ in
                    done += 1
                    line.show("\(done)/\(files.count)")
                }
                line.clear()
                if reports.contains(where: { $0.status != .accepted }) { throw Exit.rejected }
            }
            let through = BookDay("2026-04-30")
            var result: ReconcileBooks.Result?
            let reconciling = try timed {
                result = try reconcile(books, through: through, language: language)
            }
            guard let result else { throw Exit.trouble }
            let peak = PeakMemory.bytes()
            let matching = try matcherSeconds(books)
            let sizes = try BookSize.bytes(folder + "/books")
            print(
                JSONText.document { json in
                    json.object { json in
                        json.member("bench", "reconcile")
                        json.member("payments", payments)
                        json.member("seed", Int64(bitPattern: seed))
                        json.member("files", truth.files)
                        json.member("bytes", truth.bytes)
                        json.key("seconds")
                        json.object { json in
                            json.member("import_ms", Int64(importing * 1000))
                            json.member("reconcile_ms", Int64(reconciling * 1000))
                            json.member(
                                "total_ms", Int64((importing + reconciling) * 1000))
                            json.member("line_matcher_alone_ms", Int64(matching * 1000))
                            for (step, milliseconds) in result.timings {
                                json.member("step_\(step)_ms", milliseconds)
                            }
                        }
                        json.member("peak_memory_bytes", peak)
                        json.member("peak_memory_before_bytes", memoryBefore)
                        json.member("books_bytes", sizes)
                        json.member("vouchers", result.posted)
                        json.member("exceptions", result.report.exceptions.count)
                        json.member("agrees_with_truth", agrees(result.report, truth))
                    }
                })
            if !agrees(result.report, truth) { throw Exit.refused }
        }

        private func timed(_ body: () throws -> Void) rethrows -> Double {
            let start = ContinuousClock.now
            try body()
            let spent = (ContinuousClock.now - start).components
            return Double(spent.seconds) + Double(spent.attoseconds) * 1e-18
        }

        /// Level 1 alone, on the facts as they lie in memory.
        private func matcherSeconds(_ books: Books) throws -> Double {
            let facts = try books.database.read { connection in
                try FactLoader(connection).load(
                    city: books.city,
                    through: BookDay(year: 2026, month: 4, day: 30)
                        ?? books.city.municipality.booksBegin)
            }
            return timed { _ = Reconciler.countPairs(facts) }
        }

        /// The synthetic month knows what must be found.
        private func agrees(_ report: MatchReport, _ truth: SyntheticTruth) -> Bool {
            var codes: [String: Int] = [:]
            for exception in report.exceptions {
                codes[exception.code.rawValue, default: 0] += 1
            }
            func same(_ side: MatchReport.Side, _ tally: SyntheticTruth.Tally) -> Bool {
                side.count == tally.count && side.amount.value == tally.amount
                    && side.matched == tally.matched
            }
            let holds =
                same(report.sales, truth.sales) && same(report.providerLines, truth.providerLines)
                && same(report.bankLines, truth.bankLines)
                && codes == truth.exceptions.filter { $0.value > 0 }
            if !holds {
                say("sales \(report.sales) / \(truth.sales)")
                say("lines \(report.providerLines) / \(truth.providerLines)")
                say("bank \(report.bankLines) / \(truth.bankLines)")
                say("exceptions \(codes) / \(truth.exceptions)")
            }
            return holds
        }
    }
}

/// The most memory that this process has held.
enum PeakMemory {
    static func bytes() -> Int64 {
        var usage = rusage()
        getrusage(__rusage_who_t(0), &usage)
        return Int64(usage.ru_maxrss) * 1024
    }
}

/// What the books take on the disk, evidence apart.
enum BookSize {
    static func bytes(_ folder: String) throws -> Int64 {
        var sum: Int64 = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder)
        where name.hasPrefix("books.sqlite") {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            sum += (attributes[.size] as? NSNumber)?.int64Value ?? 0
        }
        return sum
    }
}
