/// Writes a JSON text (RFC 8259) straight into bytes, in the order it is told: for answers that are
/// made so often that a ``JSONValue`` of them costs too much.
public struct JSONWriter {
    /// Most answers fit into so many without growing twice.
    private static let usualBytes = 1_536

    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    public init() {}

    /// A whole text of one object.
    public static func object(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.bytes.reserveCapacity(usualBytes)
        writer.object(body)
        return writer.bytes
    }

    // MARK: - Values

    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        open(0x7B)
        body(&self)
        close(0x7D)
    }

    public mutating func list<Elements: Sequence>(
        _ elements: Elements, _ body: (inout JSONWriter, Elements.Element) -> Void
    ) {
        open(0x5B)
        for element in elements { body(&self, element) }
        close(0x5D)
    }

    public mutating func value(_ json: JSONValue) {
        separate()
        json.append(to: &bytes)
    }

    // MARK: - Members

    public mutating func member(_ name: StaticString, _ text: String) {
        key(name)
        JSONValue.quote(text, into: &bytes)
    }

    public mutating func member(_ name: StaticString, _ number: Int64) {
        key(name)
        JSONValue.write(number, into: &bytes)
    }

    public mutating func member(_ name: StaticString, _ truth: Bool) {
        key(name)
        bytes += (truth ? "true" : "false").utf8
    }

    public mutating func member(_ name: StaticString, _ json: JSONValue) {
        key(name)
        json.append(to: &bytes)
    }

    /// - Parameter text: a JSON text.
    public mutating func member(_ name: StaticString, written text: [UInt8]) {
        key(name)
        bytes += text
    }

    public mutating func object(_ name: StaticString, _ body: (inout JSONWriter) -> Void) {
        key(name)
        needsComma = false
        object(body)
    }

    public mutating func list<Elements: Sequence>(
        _ name: StaticString, _ elements: Elements,
        _ body: (inout JSONWriter, Elements.Element) -> Void
    ) {
        key(name)
        needsComma = false
        list(elements, body)
    }

    // MARK: -

    /// - Parameter name: without a letter that would have to be escaped.
    private mutating func key(_ name: StaticString) {
        separate()
        bytes.append(0x22)
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(0x22)
        bytes.append(0x3A)
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(0x2C) }
        needsComma = true
    }
}
