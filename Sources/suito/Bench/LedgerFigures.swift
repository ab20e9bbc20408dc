import Settlement

/// One measurement of a load: how much, how long, and how long each answer took.
struct LedgerFigures {
    var transfers = 0
    var nanoseconds: Int64 = 0
    /// Of group commit: in how many they went.
    var commits: Int64?
    /// From handing in to the durable answer, in nanoseconds.
    var answers: [Int64] = []
    var processorMilliseconds: Int64 = 0
    var peakMemoryBytes: Int64 = 0
    /// What a transfer adds to the database file, the log moved into it.
    var bytesPerTransfer: Int64 = 0

    var perSecond: Int64 {
        nanoseconds > 0 ? Int64(transfers) * 1_000_000_000 / nanoseconds : 0
    }

    /// A quantile of the answers in microseconds.
    static func microseconds(_ sorted: [Int64], perMille: Int) -> Int64 {
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(sorted.count - 1, sorted.count * perMille / 1000)] / 1000
    }
}

/// A case of the bench in its rounds, ours and the raw engine's in turns.
struct LedgerCaseReport {
    var name: String
    var pattern: LedgerLoad.Pattern
    var batch: Int?
    var tasks: Int?
    var rounds: [LedgerFigures] = []
    var rawRounds: [Int64] = []
    /// Transfers per second that TigerBeetle would reach here, where that can be told.
    var tigerBeetle: Int64?
    /// Further figures of one case.
    var further: [(name: String, value: Int64)] = []

    /// The round of the middle.
    var median: LedgerFigures {
        let sorted = rounds.sorted { $0.perSecond < $1.perSecond }
        return sorted.isEmpty ? LedgerFigures() : sorted[sorted.count / 2]
    }

    var rawMedian: Int64? { rawRounds.isEmpty ? nil : rawRounds.sorted()[rawRounds.count / 2] }

    func write(_ json: inout JSONText) {
        let figures = median
        let answers = figures.answers.sorted()
        json.object { json in
            json.member("case", name)
            json.member("pattern", pattern.rawValue)
            if let batch { json.member("batch", batch) }
            if let tasks { json.member("tasks", tasks) }
            json.member("transfers", figures.transfers)
            json.member("transfers_per_second", figures.perSecond)
            if let commits = figures.commits {
                json.member("transfers_per_commit", Int64(figures.transfers) / max(1, commits))
            }
            json.key("rounds_transfers_per_second")
            json.array(rounds) { $0.value($1.perSecond) }
            json.key("answer_us")
            json.object { json in
                for (name, perMille) in [("p50", 500), ("p99", 990), ("max", 1000)] {
                    json.member(name, LedgerFigures.microseconds(answers, perMille: perMille))
                }
            }
            json.member("cpu_ms", figures.processorMilliseconds)
            json.member("peak_memory_bytes", figures.peakMemoryBytes)
            json.member("bytes_per_transfer", figures.bytesPerTransfer)
            if let rawMedian {
                json.member("raw_transfers_per_second", rawMedian)
                json.key("raw_rounds_transfers_per_second")
                json.array(rawRounds) { $0.value($1) }
                json.member("ratio_to_raw_percent", figures.perSecond * 100 / max(1, rawMedian))
            }
            if let tigerBeetle {
                json.member("tigerbeetle_estimated_transfers_per_second", tigerBeetle)
                json.member(
                    "ratio_to_tigerbeetle_estimated_percent",
                    figures.perSecond * 100 / max(1, tigerBeetle))
            }
            for (name, value) in further { json.member(name, value) }
        }
    }

    /// One line for a person.
    var line: String {
        let figures = median
        let answers = figures.answers.sorted()
        let size = batch.map { "batch \($0)" } ?? tasks.map { "\($0) tasks" } ?? ""
        var words = [
            "\(name) \(pattern.rawValue) \(size): \(figures.perSecond)/s",
            "p50 \(LedgerFigures.microseconds(answers, perMille: 500)) us",
            "p99 \(LedgerFigures.microseconds(answers, perMille: 990)) us",
            "\(figures.bytesPerTransfer) B",
        ]
        if let rawMedian { words.append("raw \(rawMedian)/s") }
        if let tigerBeetle {
            words.append("\(figures.perSecond * 100 / max(1, tigerBeetle)) % of TigerBeetle (est.)")
        }
        return words.joined(separator: ", ")
            + further.map { ", \($0.name) \($0.value)" }.joined()
    }
}
