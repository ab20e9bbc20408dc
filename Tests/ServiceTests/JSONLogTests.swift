import Foundation
import Logging
import Provider
import Service
import Testing

@Suite("The log")
struct JSONLogTests {
    /// A log that goes to a file of its own.
    private final class Log {
        let output: LogOutput
        private let path: String
        private let file: FileHandle

        init() throws {
            path = FileManager.default.temporaryDirectory.path + "/suito-log-\(UUID())"
            try Data().write(to: URL(filePath: path))
            file = try #require(FileHandle(forWritingAtPath: path))
            output = LogOutput(descriptor: file.fileDescriptor)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func logger(_ label: String) -> Logger {
            let output = output
            return Logger(label: label) { JSONLogHandler(label: $0, output: output) }
        }

        /// Its lines once all are written.
        func lines() throws -> [JSONValue] {
            output.flush()
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.hasSuffix("\n"))
            return try text.split(separator: "\n").map { line in
                try #require(JSONValue(Array(line.utf8)), "\(line)")
            }
        }
    }

    @Test("A line is one object: its time, level, logger and message, then the rest by name")
    func line() throws {
        let log = try Log()
        var logger = log.logger("sui\"to")
        logger[metadataKey: "b"] = "of the logger"
        logger[metadataKey: "z"] = "of the logger"
        logger.notice(
            "a\nb\\ 出納",
            metadata: [
                "b": "\u{1}of the line", "a": .stringConvertible(Int64.min),
                "c": .stringConvertible(200), "d": .stringConvertible(UInt8(7)),
                "e": .stringConvertible(true),
                "f": ["y", ["x": .stringConvertible(-1), "w": "v"]],
            ])
        let line = try #require(try log.lines().first)
        guard case .object(let members) = line else {
            Issue.record("\(line) is no object")
            return
        }
        #expect(
            members.map(\.name)
                == ["time", "level", "logger", "message", "a", "b", "c", "d", "e", "f", "z"])
        #expect(line["level"]?.text == "notice" && line["logger"]?.text == "sui\"to")
        #expect(line["message"]?.text == "a\nb\\ 出納")
        #expect(line["a"]?.integer == .min && line["c"]?.integer == 200)
        #expect(line["d"]?.integer == 7 && line["e"]?.text == "true")
        #expect(line["b"]?.text == "\u{1}of the line" && line["z"]?.text == "of the logger")
        #expect(line["f"] == ["y", ["w": "v", "x": -1]])
    }

    @Test("The time is RFC 3339 in UTC, to the millisecond, and goes on")
    func time() throws {
        let log = try Log()
        let logger = log.logger("suito")
        let before = Date.now
        for _ in 0..<3 { logger.info("now") }
        let times = try log.lines().compactMap { $0["time"]?.text }
        #expect(times.count == 3 && times == times.sorted())
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for time in times {
            let moment = try style.parse(time)
            #expect(time.utf8.count == 24 && time.hasSuffix("Z"))
            // A millisecond is cut off and not rounded.
            #expect(moment.timeIntervalSince(before) > -0.01)
            #expect(moment.timeIntervalSinceNow < 0.01)
        }
    }

    @Test("What many wrote is there when the service ends, each line whole")
    func all() async throws {
        let log = try Log()
        let (writers, each) = (8, 500)
        await withTaskGroup { group in
            for writer in 0..<writers {
                let logger = log.logger("\(writer)")
                group.addTask {
                    for number in 0..<each {
                        logger.info("line", metadata: ["number": .stringConvertible(number)])
                    }
                }
            }
        }
        let lines = try log.lines()
        #expect(lines.count == writers * each)
        for writer in 0..<writers {
            let own = lines.filter { $0["logger"]?.text == "\(writer)" }
            #expect(own.compactMap { $0["number"]?.integer } == (0..<Int64(each)).map { $0 })
        }
    }
}
