import Money
import Provider

/// Reads the members of one JSON object, strictly: nothing is guessed, nothing is left over.
///
/// JSON's own form, and a name that comes twice, are judged before.
struct MemberReader {
    private var members: [String: JSONValue]
    /// `items[0].`, for names of faults.
    let prefix: String

    init(_ value: JSONValue, at prefix: String = "") throws(ServiceError) {
        guard case .object(let list) = value else {
            guard prefix.isEmpty else {
                throw .invalid(String(prefix.dropLast()), "it must be an object")
            }
            throw ServiceError(.jsonInvalid, reason: "the body must be an object")
        }
        members = Dictionary(list.map { ($0.name, $0.value) }) { first, _ in first }
        self.prefix = prefix
    }

    func has(_ name: String) -> Bool { members[name] != nil }

    func field(_ name: String) -> String { prefix + name }

    /// Takes a member out, whatever it is.
    mutating func value(_ name: String) -> JSONValue? { members.removeValue(forKey: name) }

    mutating func text(
        _ name: String, most: Int, isOwn rule: (String) -> String? = { _ in nil }
    ) throws(ServiceError) -> String? {
        guard let value = members.removeValue(forKey: name) else { return nil }
        guard let text = value.text else { throw .invalid(field(name), "it must be a string") }
        if let fault = TextRules.fault(text, most: most) ?? rule(text) {
            throw .invalid(field(name), fault)
        }
        return text
    }

    mutating func requiredText(
        _ name: String, most: Int, isOwn rule: (String) -> String? = { _ in nil }
    ) throws(ServiceError) -> String {
        guard let text = try text(name, most: most, isOwn: rule) else {
            throw .missing(field(name))
        }
        return text
    }

    mutating func number(
        _ name: String, _ range: ClosedRange<Int64>
    ) throws(ServiceError) -> Int64? {
        guard let value = members.removeValue(forKey: name) else { return nil }
        // 1.0 and 1e3 are no way to write yen.
        guard let number = value.integer else {
            throw .invalid(field(name), "it must be a whole number")
        }
        guard range.contains(number) else {
            throw .invalid(
                field(name),
                "it must be from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    mutating func yen(_ name: String) throws(ServiceError) -> Yen? {
        try number(name, 1...MemberReader.mostYen).map { Yen($0) }
    }

    /// No payment of a citizen is larger: eleven digits are what providers take.
    static let mostYen: Int64 = 10_000_000_000

    mutating func truth(_ name: String) throws(ServiceError) -> Bool? {
        guard let value = members.removeValue(forKey: name) else { return nil }
        guard case .boolean(let truth) = value else {
            throw .invalid(field(name), "it must be true or false")
        }
        return truth
    }

    mutating func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, _ kind: Choice.Type
    ) throws(ServiceError) -> Choice? {
        guard let value = members.removeValue(forKey: name) else { return nil }
        guard let choice = value.text.flatMap(Choice.init(rawValue:)) else {
            let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid(field(name), "it must be one of \(words)")
        }
        return choice
    }

    mutating func list(
        _ name: String, most: Int
    ) throws(ServiceError) -> [JSONValue]? {
        guard let value = members.removeValue(forKey: name) else { return nil }
        guard let list = value.list, !list.isEmpty, list.count <= most else {
            throw .invalid(field(name), "it must be a list of 1 to \(most)")
        }
        return list
    }

    /// Nothing may be left.
    func end() throws(ServiceError) {
        guard let name = members.keys.min() else { return }
        // A name that was not asked for is the caller's own text: only a plain one is repeated.
        let isPlain =
            name.utf8.count <= 40
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
        throw ServiceError(.attributeUnexpected, field: isPlain ? field(name) : nil)
    }
}
