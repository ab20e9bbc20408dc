/// JSON as it is written in Swift: `["amount": 300, "currency": "JPY"]`.
extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .list(elements) }

    /// Members in their order; a name that stands twice makes a text that is none.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }

    /// The text, or null where there is none.
    public static func text(orNull text: String?) -> JSONValue { text.map { .text($0) } ?? .null }

    /// The number, or null where there is none.
    public static func integer(orNull number: Int64?) -> JSONValue {
        number.map { .integer($0) } ?? .null
    }
}
