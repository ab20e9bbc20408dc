import Provider

/// The fields of a request: of a form's body, or of the query.
struct StripeParameters: Sendable, Hashable {
    let tree: JSONValue

    init(_ pairs: [ProviderRequest.Header]) throws(StripeRefusal) {
        guard let tree = FormText.tree(pairs) else {
            throw StripeRefusal(400, "Invalid form encoding.")
        }
        self.tree = tree == .object([]) ? .object([]) : tree
    }

    subscript(_ name: String) -> JSONValue? { tree[name] }

    func text(_ name: String) -> String? { tree[name]?.text.flatMap { $0.isEmpty ? nil : $0 } }

    func needed(_ name: String) throws(StripeRefusal) -> String {
        guard let text = text(name) else { throw .needed(name) }
        return text
    }

    func integer(_ name: String) throws(StripeRefusal) -> Int64? {
        guard let text = text(name) else { return nil }
        guard let number = Int64(text) else {
            throw StripeRefusal(
                400, "Invalid integer: \(text)", code: "parameter_invalid_integer",
                parameter: name)
        }
        return number
    }

    func isTrue(_ name: String) throws(StripeRefusal) -> Bool {
        switch text(name) {
        case nil, "false": return false
        case "true": return true
        default: throw .invalid(name)
        }
    }

    /// Names and texts.
    func metadata(_ tree: JSONValue?) throws(StripeRefusal) -> JSONValue {
        guard let tree else { return .object([]) }
        // Keys of digits read as a list.
        guard case .object(let members) = tree, members.allSatisfy({ $0.value.text != nil }) else {
            throw .invalid("metadata")
        }
        return .object(members.filter { $0.value.text?.isEmpty == false })
    }

    var expansions: [String] { tree["expand"]?.list?.compactMap(\.text) ?? [] }

    /// Refuses names that the operation does not know.
    func only(_ names: Set<String>) throws(StripeRefusal) {
        guard case .object(let members) = tree else { return }
        if let other = members.first(where: { $0.name != "expand" && !names.contains($0.name) }) {
            throw .unknown(other.name)
        }
    }
}
