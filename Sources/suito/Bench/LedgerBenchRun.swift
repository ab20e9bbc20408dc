import Foundation
import Ledger
import LedgerStore

/// One run of the ledger bench: its cases one after the other, each in rounds on new books.
struct LedgerBenchRun {
    /// Days over which the books that are read are spread.
    private static let readingDays = 30

    let options: LedgerBench
    let folder: String
    /// The URL of the cluster that the books are in, nil where they are files in the folder.
    let cluster: String?
    private let chart: Chart
    private(set) var reports: [LedgerCaseReport] = []
    private(set) var reading: LedgerReading?

    init(options: LedgerBench, folder: String, cluster: String?) {
        self.options = options
        self.cluster = cluster
        self.folder = folder
        chart = LedgerLoad.chart(accounts: options.accounts)
    }

    mutating func all() throws {
        let cases = options.chosenCases
        if cases.contains(.post) {
            for (batch, pattern) in measured(options.batch.numbers, hot: { $0.max() }) {
                try post(batch, pattern)
            }
        }
        if cases.contains(.tasks) {
            for (tasks, pattern) in measured(options.tasks.numbers, hot: { _ in 32 }) {
                try singles(tasks, pattern)
            }
        }
        if cases.contains(.pending) {
            try pending("reserve", confirms: false)
            try pending("reserve-and-confirm", confirms: true)
        }
        if cases.contains(.read) { try read() }
        if options.long > 0 { try long() }
    }

    /// The sizes with their patterns; of both, one account alone is hot at one size only.
    private func measured(
        _ sizes: [Int], hot: ([Int]) -> Int?
    ) -> [(Int, LedgerLoad.Pattern)] {
        switch options.pattern {
        case .spread: sizes.map { ($0, .spread) }
        case .hot: sizes.map { ($0, .hot) }
        case .both:
            sizes.map { ($0, .spread) }
                + sizes.filter { $0 == hot(sizes) }.map { ($0, .hot) }
        }
    }

    private func load(_ pattern: LedgerLoad.Pattern) -> LedgerLoad {
        LedgerLoad(
            chart: chart, seed: options.seed, pattern: pattern, pace: (options.perSecond, 1))
    }

    private func measuring(_ pattern: LedgerLoad.Pattern) -> LedgerMeasuring {
        LedgerMeasuring(load: load(pattern), longestSeconds: options.seconds)
    }

    /// Enough for some seconds, whatever the batch.
    private func transfers(batch: Int) -> Int {
        if let given = options.transfers { return given }
        switch batch {
        case ..<10: return 10_000 * batch
        case ..<100: return 5_000 * batch
        case ..<1_000: return 3_000 * batch
        default: return max(600_000, min(1_000_000, 600 * batch))
        }
    }

    private mutating func add(_ report: LedgerCaseReport) {
        say(report.line)
        reports.append(report)
    }

    private mutating func post(_ batch: Int, _ pattern: LedgerLoad.Pattern) throws {
        var report = LedgerCaseReport(name: "post", pattern: pattern, batch: batch)
        let measuring = measuring(pattern)
        let load = measuring.load
        let transfers = transfers(batch: batch)
        for round in 0..<options.rounds {
            // In turns, and in turns who is first.
            let isRawFirst = round % 2 == 1
            if isRawFirst { try raw(measuring, transfers, batch, &report) }
            try own(measuring, &report) { books in
                try measuring.bulk(books, transfers: transfers, batch: batch) {
                    load.changes($0)
                }
            }
            if !isRawFirst { try raw(measuring, transfers, batch, &report) }
        }
        let raw = pattern == .spread ? report.rawMedian : spreadRaw(batch: batch)
        report.tigerBeetle = TigerBeetle.estimate(
            raw: raw, batch: batch, load: pattern == .hot ? .hot : .spread)
        add(report)
    }

    private func raw(
        _ measuring: LedgerMeasuring, _ transfers: Int, _ batch: Int,
        _ report: inout LedgerCaseReport
    ) throws {
        guard !options.noRaw else { return }
        let place = folder + "/raw"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        report.rawRounds.append(
            try measuring.raw(path: place + "/raw.sqlite", transfers: transfers, batch: batch))
        try FileManager.default.removeItem(atPath: place)
    }

    private func own(
        _ measuring: LedgerMeasuring, _ report: inout LedgerCaseReport,
        _ body: (BenchBooks) throws -> LedgerFigures
    ) throws {
        let books = try BenchBooks(in: folder + "/books", cluster: cluster, load: measuring.load)
        report.rounds.append(try body(books))
        try books.end(audits: options.audit)
    }

    /// What the raw engine did in this run with spread accounts.
    private func spreadRaw(batch: Int) -> Int64? {
        reports.first { $0.batch == batch && $0.pattern == .spread && $0.rawMedian != nil }?
            .rawMedian
    }

    private mutating func singles(_ tasks: Int, _ pattern: LedgerLoad.Pattern) throws {
        var report = LedgerCaseReport(name: "tasks", pattern: pattern, tasks: tasks)
        let measuring = measuring(pattern)
        let transfers = options.transfers ?? (tasks < 8 ? 20_000 : tasks < 256 ? 200_000 : 500_000)
        for _ in 0..<options.rounds {
            try own(measuring, &report) {
                try measuring.tasks($0, transfers: transfers, tasks: tasks)
            }
        }
        report.tigerBeetle = TigerBeetle.estimate(
            raw: spreadRaw(batch: 1), batch: 1, load: .clients(tasks))
        add(report)
    }

    /// Reservations in bulk; where they are confirmed, a batch of confirmations follows each.
    private mutating func pending(_ name: String, confirms: Bool) throws {
        let batch = options.batch.numbers.max() ?? 1
        var report = LedgerCaseReport(name: name, pattern: .spread, batch: batch)
        let measuring = measuring(.spread)
        let load = measuring.load
        for _ in 0..<options.rounds {
            try own(measuring, &report) { books in
                try measuring.bulk(books, transfers: transfers(batch: batch), batch: batch) {
                    numbers in
                    guard confirms else {
                        return numbers.map { load.change(load.voucher($0, reserves: true)) }
                    }
                    let block = numbers.lowerBound / batch / 2 * batch
                    let isConfirming = numbers.lowerBound / batch % 2 == 1
                    return numbers.map { number in
                        let own = block + number % batch
                        return load.change(
                            isConfirming
                                ? load.confirmation(own) : load.voucher(own, reserves: true))
                    }
                }
            }
        }
        if !confirms {
            report.tigerBeetle = TigerBeetle.estimate(
                raw: spreadRaw(batch: batch), batch: batch, load: .pending)
        }
        add(report)
    }

    private mutating func read() throws {
        let days = LedgerBenchRun.readingDays
        let load = LedgerLoad(
            chart: chart, seed: options.seed, pattern: .spread,
            pace: (options.reading, days * 86_400))
        let books = try BenchBooks(in: folder + "/books", cluster: cluster, load: load)
        let measuring = LedgerMeasuring(load: load, longestSeconds: .max / 1_000_000_000)
        _ = try measuring.bulk(books, transfers: options.reading, batch: 8_000) {
            load.changes($0)
        }
        let reading = try LedgerReading(books, chart: chart, days: days)
        say(reading.figures.map { "\($0.name) \($0.value)" }.joined(separator: ", "))
        self.reading = reading
        try books.end(audits: options.audit)
    }

    /// Whether the books grow slower as they grow.
    private mutating func long() throws {
        let batch = options.batch.numbers.max() ?? 1
        let load = load(.spread)
        var report = LedgerCaseReport(name: "long", pattern: .spread, batch: batch)
        let measuring = LedgerMeasuring(load: load, longestSeconds: .max / 1_000_000_000)
        var marks: [(transfers: Int, nanoseconds: Int64)] = [(0, 0)]
        var line = ProgressLine()
        try own(measuring, &report) { books in
            try measuring.bulk(
                books, transfers: options.long, batch: batch,
                progress: { figures in
                    marks.append((figures.transfers, figures.nanoseconds))
                    line.show("\(figures.transfers) / \(options.long)")
                },
                make: { load.changes($0) })
        }
        line.clear()
        let window = min(1_000_000, options.long / 2)
        let end = marks[marks.count - 1]
        func rate(_ a: (Int, Int64), _ b: (Int, Int64)) -> Int64 {
            Int64(b.0 - a.0) * 1_000_000_000 / max(1, b.1 - a.1)
        }
        if let first = marks.first(where: { $0.transfers >= window }),
            let last = marks.last(where: { $0.transfers <= end.transfers - window })
        {
            report.further = [
                ("first_million_transfers_per_second", rate(marks[0], first)),
                ("last_million_transfers_per_second", rate(last, end)),
                (
                    "last_to_first_percent",
                    rate(last, end) * 100 / max(1, rate(marks[0], first))
                ),
            ]
        }
        add(report)
    }
}
