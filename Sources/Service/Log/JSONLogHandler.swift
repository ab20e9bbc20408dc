import Glibc
public import Logging
import Provider

/// A line of JSON for each message, without anything that a citizen or a caller sent.
public struct JSONLogHandler: LogHandler {
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
        var members = [
            JSONValue.Member("time", .text(JSONLogHandler.now())),
            JSONValue.Member("level", .text(event.level.rawValue)),
            JSONValue.Member("logger", .text(label)),
            JSONValue.Member("message", .text(event.message.description)),
        ]
        let all = event.metadata.map { metadata.merging($0) { _, new in new } } ?? metadata
        for (name, value) in all.sorted(by: { $0.key < $1.key }) {
            members.append(JSONValue.Member(name, JSONLogHandler.json(value)))
        }
        output.add(JSONValue.object(members).bytes)
    }

    private static func json(_ value: Logger.Metadata.Value) -> JSONValue {
        switch value {
        case .string(let text): .text(text)
        case .stringConvertible(let value):
            (value as? any BinaryInteger).map { .integer(Int64(truncatingIfNeeded: $0)) }
                ?? .text(value.description)
        case .dictionary(let members):
            .object(
                members.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, json($0.value)) })
        case .array(let values): .list(values.map(json))
        }
    }

    /// RFC 3339 in UTC, to the millisecond.
    private static func now() -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        var parts = tm()
        gmtime_r(&time.tv_sec, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let length = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
        let milliseconds = String(time.tv_nsec / 1_000_000 + 1000).dropFirst()
        return String(decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            + ".\(milliseconds)Z"
    }
}
