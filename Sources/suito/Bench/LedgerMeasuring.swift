import Dispatch
import Ledger
import LedgerStore
import Synchronization

/// Puts loads on books and takes the figures.
struct LedgerMeasuring: Sendable {
    let load: LedgerLoad
    /// The longest that one measurement may take; what was posted until then is what counts.
    let longestSeconds: Int

    private var longestNanoseconds: Int64 { Int64(longestSeconds) * 1_000_000_000 }

    /// Posts in bulk, one batch after the other, each durable before the next.
    ///
    /// - Parameter make: the changes of a range of numbers.
    func bulk(
        _ books: BenchBooks, transfers: Int, batch: Int,
        progress: (LedgerFigures) -> Void = { _ in },
        make: @escaping @Sendable (Range<Int>) -> [Change]
    ) throws -> LedgerFigures {
        let pipeline = LedgerPipeline(transfers: transfers, batch: batch, make: make)
        defer { pipeline.stop() }
        var figures = LedgerFigures()
        figures.answers.reserveCapacity(transfers / batch + 1)
        var last: [Change] = []
        // The first crate is made before the watch starts.
        var next = pipeline.next()
        let meter = ProcessMeter()
        while let crate = next, meter.nanoseconds < longestNanoseconds {
            for changes in crate {
                let start = ContinuousClock.now
                let answers = try books.store.post(changes)
                figures.answers.append(ProcessMeter.nanoseconds(since: start))
                try LedgerMeasuring.requirePosted(answers)
                figures.transfers += changes.count
            }
            last = crate[crate.count - 1]
            pipeline.giveBack(crate)
            figures.nanoseconds = meter.nanoseconds
            progress(figures)
            next = pipeline.next()
        }
        try finish(&figures, meter, books)
        try LedgerMeasuring.requireDuplicates(try books.store.post(last))
        return figures
    }

    /// Many tasks, each of which hands in one voucher and waits for the durable answer before it
    /// goes on to its next one.
    func tasks(_ books: BenchBooks, transfers: Int, tasks: Int) throws -> LedgerFigures {
        let load = load
        let store = books.store
        let limit = longestNanoseconds
        var figures = LedgerFigures()
        let commits = try books.commits()
        let meter = ProcessMeter()
        let start = ContinuousClock.now
        figures.answers = try waiting {
            try await withThrowingTaskGroup(of: [Int64].self) { group in
                for first in 0..<tasks {
                    group.addTask {
                        var answers: [Int64] = []
                        answers.reserveCapacity(transfers / tasks + 1)
                        for number in stride(from: first, to: transfers, by: tasks) {
                            let change = load.change(load.voucher(number))
                            let handedIn = ContinuousClock.now
                            let answer = try await store.submit(change)
                            answers.append(ProcessMeter.nanoseconds(since: handedIn))
                            try LedgerMeasuring.requirePosted([answer])
                            if ProcessMeter.nanoseconds(since: start) > limit { break }
                        }
                        return answers
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
        }
        figures.nanoseconds = meter.nanoseconds
        figures.transfers = figures.answers.count
        figures.commits = try books.commits() - commits
        try finish(&figures, meter, books)
        return figures
    }

    /// The engine underneath with the same transfers; transfers per second.
    func raw(path: String, transfers: Int, batch: Int) throws -> Int64 {
        let raw = try RawLedger(path: path, accounts: load.chart.count)
        let meter = ProcessMeter()
        var posted = 0
        while posted < transfers, meter.nanoseconds < longestNanoseconds {
            let end = min(posted + batch, transfers)
            try raw.post(posted..<end, of: load)
            posted = end
        }
        let nanoseconds = meter.nanoseconds
        guard try raw.isBalanced() else { throw Exit.refused }
        try raw.close()
        return Int64(posted) * 1_000_000_000 / max(1, nanoseconds)
    }

    private func finish(
        _ figures: inout LedgerFigures, _ meter: ProcessMeter, _ books: BenchBooks
    ) throws {
        figures.processorMilliseconds = meter.processorMilliseconds
        figures.peakMemoryBytes = meter.peakMemoryBytes
        let added = try books.addedBytes()
        figures.bytesPerTransfer = added / Int64(max(1, figures.transfers))
    }

    typealias Answers = [Result<VoucherOutcome, VoucherRefusal>]

    private static func requirePosted(_ answers: [Answers]) throws {
        for answer in answers {
            for voucher in answer {
                guard case .success(.posted) = voucher else { throw Exit.refused }
            }
        }
    }

    /// The same once more: that each is known is what the durable answer was worth.
    private static func requireDuplicates(_ answers: [Answers]) throws {
        for voucher in answers.joined() {
            guard case .success(.duplicate) = voucher else { throw Exit.refused }
        }
    }

    /// Runs asynchronous work to its end, from a thread that may block.
    private func waiting<T: Sendable>(
        _ body: @escaping @Sendable () async throws -> T
    ) throws -> T {
        let result = Mutex<Result<T, any Error>?>(nil)
        let ended = DispatchSemaphore(value: 0)
        Task.detached {
            let value: Result<T, any Error>
            do { value = .success(try await body()) } catch { value = .failure(error) }
            result.withLock { $0 = value }
            ended.signal()
        }
        ended.wait()
        guard let value = result.withLock({ $0 }) else { throw Exit.trouble }
        return try value.get()
    }
}
