import Glibc
public import Logging
import Provider
import Synchronization

/// A line of JSON for each message, without anything that a citizen or a caller sent.
public struct JSONLogHandler: LogHandler {
    /// Most lines are shorter.
    private static let usualBytes = 320

    public var metadata: Logger.Metadata = [:]
    public var logLevel: Logger.Level
    private let label: String
    private let output: LogOutput

    public init(label: String, level: Logger.Level = .info, output: LogOutput) {
        self.label = label
        self.output = output
        logLevel = level
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var line: [UInt8] = []
        line.reserveCapacity(JSONLogHandler.usualBytes)
        line += #"{"time":""#.utf8
        LogClock.writeTime(into: &line)
        line += #"","level":"#.utf8
        JSONValue.quote(event.level.rawValue, into: &line)
        line += #","logger":"#.utf8
        JSONValue.quote(label, into: &line)
        line += #","message":"#.utf8
        JSONValue.quote(event.message.description, into: &line)
        let all: Logger.Metadata
        if let told = event.metadata {
            all = metadata.isEmpty ? told : metadata.merging(told) { _, new in new }
        } else {
            all = metadata
        }
        JSONLogHandler.write(members: all, isFirst: false, into: &line)
        line.append(0x7D)
        output.add(line)
    }

    /// In the order of their names.
    private static func write(
        members: Logger.Metadata, isFirst: Bool, into line: inout [UInt8]
    ) {
        var isFirst = isFirst
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            if !isFirst { line.append(0x2C) }
            isFirst = false
            JSONValue.quote(name, into: &line)
            line.append(0x3A)
            write(value, into: &line)
        }
    }

    private static func write(_ value: Logger.Metadata.Value, into line: inout [UInt8]) {
        switch value {
        case .string(let text): JSONValue.quote(text, into: &line)
        case .stringConvertible(let value):
            // Any other kind of number takes longer to be known as one.
            if let number = value as? Int64 {
                JSONValue.write(number, into: &line)
            } else if let number = value as? Int {
                JSONValue.write(Int64(number), into: &line)
            } else if let number = value as? any BinaryInteger {
                JSONValue.write(Int64(truncatingIfNeeded: number), into: &line)
            } else {
                JSONValue.quote(value.description, into: &line)
            }
        case .dictionary(let members):
            line.append(0x7B)
            write(members: members, isFirst: true, into: &line)
            line.append(0x7D)
        case .array(let values):
            line.append(0x5B)
            for (place, value) in values.enumerated() {
                if place > 0 { line.append(0x2C) }
                write(value, into: &line)
            }
            line.append(0x5D)
        }
    }
}

/// The time of day as the log writes it: many lines are of one second, whose text is kept.
private enum LogClock {
    private struct Second {
        var number = -1
        var text: [UInt8] = []
    }

    private static let second = Mutex(Second())

    /// RFC 3339 in UTC, to the millisecond.
    static func writeTime(into line: inout [UInt8]) {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        line += second.withLock { second in
            if second.number != time.tv_sec {
                second.number = time.tv_sec
                second.text = text(of: time.tv_sec)
            }
            return second.text
        }
        line.append(0x2E)
        let milliseconds = UInt16(time.tv_nsec / 1_000_000)
        for digit in [milliseconds / 100, milliseconds / 10 % 10, milliseconds % 10] {
            line.append(0x30 + UInt8(digit))
        }
        line.append(0x5A)
    }

    private static func text(of second: time_t) -> [UInt8] {
        var second = second
        var parts = tm()
        gmtime_r(&second, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let length = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
        return text[..<length].map { UInt8(bitPattern: $0) }
    }
}
