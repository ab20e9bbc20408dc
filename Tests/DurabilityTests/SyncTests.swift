import Database
import Foundation
import LedgerStore
import Testing

@Suite("What the system is asked, by strace")
struct SyncTests {
    private static let answers = 200

    /// A line of a trace, as far as it matters here.
    private enum Call {
        case logWritten, logSynchronised, answered
    }

    @Test("Between the writing of a voucher and its answer the log is synchronised")
    func everyAnswer() throws {
        let folder = try TemporaryFolder()
        try Posting.create(folder.path("books")).close()
        let trace = folder.path("trace")
        let poster = try PosterProcess(
            [folder.path("books"), "0", "1", "\(Self.answers)"],
            under: [
                "strace", "-f", "-y", "-o", trace, "-e", "trace=write,pwrite64,fdatasync,fsync",
            ])
        var numbers: [Int] = []
        while let more = poster.numbers() { numbers += more }
        try #require(poster.wait() == 0)
        #expect(numbers == Array(0..<Self.answers))

        var isWritten = false
        var isSynchronised = false
        var answered = 0
        var unproven = 0
        for call in try calls(of: trace) {
            switch call {
            case .logWritten: (isWritten, isSynchronised) = (true, false)
            case .logSynchronised: isSynchronised = true
            case .answered:
                answered += 1
                if !isWritten || !isSynchronised { unproven += 1 }
                isWritten = false
            }
        }
        print("\(answered) answers, each behind a synchronisation of the log: \(unproven) are not")
        #expect(answered == Self.answers)
        #expect(unproven == 0)
    }

    /// In the order in which they ended; threads take turns, and a line may be cut in two.
    private func calls(of trace: String) throws -> [Call] {
        var open: [Substring: Substring] = [:]
        var calls: [Call] = []
        let text = try String(contentsOfFile: trace, encoding: .utf8)
        for line in text.split(separator: "\n") {
            let process = line.prefix { $0.isNumber }
            var words = line.dropFirst(process.count).drop { $0 == " " }
            if words.hasSuffix("<unfinished ...>") {
                open[process] = words
                // What is being written is not synchronised, however long it takes.
                if words.hasPrefix("pwrite64("), words.contains("-wal>") {
                    calls.append(.logWritten)
                }
                continue
            }
            let isOK = !words.contains(") = -1")
            if words.hasPrefix("<..."), let begun = open.removeValue(forKey: process) {
                words = begun
            }
            if words.hasPrefix("write(1<") { calls.append(.answered) }
            guard words.contains("-wal>") else { continue }
            if words.hasPrefix("pwrite64(") { calls.append(.logWritten) }
            if isOK, words.hasPrefix("fdatasync(") || words.hasPrefix("fsync(") {
                calls.append(.logSynchronised)
            }
        }
        return calls
    }
}
