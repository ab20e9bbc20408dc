import Foundation

/// A JSON value as it was read; money is whole, so a number is an integer or a fault.
enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Bytes that are not one JSON document.
    struct Unreadable: Error {
        let beginning: String
    }

    init(_ data: Data) throws {
        guard let value = JSONReader.read(Array(data)) else {
            throw Unreadable(beginning: String(decoding: data.prefix(300), as: UTF8.self))
        }
        self = value
    }

    /// A member; null where there is none.
    subscript(name: String) -> JSONValue {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }

    var rows: [JSONValue] { if case .array(let rows) = self { rows } else { [] } }
    var int: Int? { if case .int(let value) = self { value } else { nil } }
    var text: String? { if case .string(let value) = self { value } else { nil } }

    var names: [String] {
        if case .object(let members) = self { members.keys.sorted() } else { [] }
    }

    /// The value as a differences list shows it.
    var shown: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .string(let value): value
        case .array(let rows): "[" + rows.map(\.shown).joined(separator: ", ") + "]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }
                .map { "\($0.key): \($0.value.shown)" }.joined(separator: ", ") + "}"
        }
    }
}
