import Yams

/// Everything found wrong while one city file is read.
final class CityFileProblems {
    private(set) var all: [CityFileProblem] = []

    func add(_ problem: CityFileProblem) {
        // A node reached through two aliases is wrong once at each path, and only once at one.
        if !all.contains(problem) { all.append(problem) }
    }
}

/// A place in the city file: the node, the path that leads to it, and where problems are noted.
///
/// Values are read from a scalar's own characters, never from the type YAML guesses, so that
/// `0123` keeps its zero and `24:00` is no number.
struct CityFileNode {
    let node: Node
    let path: String
    let problems: CityFileProblems

    var line: Int { node.mark?.line ?? 1 }

    /// An empty value, `~` or `null`, unquoted.
    var isNull: Bool {
        guard let scalar = node.scalar, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// The characters of a scalar that is not null; nil for everything else.
    var scalarText: String? { isNull ? nil : node.scalar?.string }

    var isQuoted: Bool { node.scalar.map { $0.style != .plain } ?? false }

    func note(
        _ code: CityFileProblem.Code, at mark: Mark? = nil, key: String? = nil,
        ja: String, en: String
    ) {
        let place = mark ?? node.mark
        problems.add(
            CityFileProblem(
                line: place?.line ?? 1, column: place?.column ?? 1, code: code,
                path: key.map(child) ?? path, ja: ja, en: en))
    }

    var isMapping: Bool { node.mapping != nil }

    /// The entries of a list that must have some.
    func items(orNote ja: String, _ en: String) -> [CityFileNode] {
        let items = items()
        if items.isEmpty, node.sequence != nil { note(.valueInvalid, ja: ja, en: en) }
        return items
    }

    /// The entries of a list; a problem and nothing where it is no list.
    func items() -> [CityFileNode] {
        guard case .sequence(let sequence) = node else {
            note(.wrongType, ja: "一覧（リスト）でなければなりません", en: "must be a list")
            return []
        }
        return sequence.enumerated().map { index, item in
            CityFileNode(node: item, path: "\(path)[\(index)]", problems: problems)
        }
    }

    /// The entries of a mapping with free keys, in the file's order.
    func entries() -> [(key: CityFileNode, value: CityFileNode)]? {
        guard case .mapping(let mapping) = node else {
            note(.wrongType, ja: "項目の組でなければなりません", en: "must be a mapping of keys")
            return nil
        }
        var result: [(key: CityFileNode, value: CityFileNode)] = []
        for (key, value) in own(mapping) + merged(mapping) {
            let name = key.string
            let keyNode = CityFileNode(node: .scalar(key), path: child(name), problems: problems)
            result.append(
                (keyNode, CityFileNode(node: value, path: child(name), problems: problems)))
        }
        return result
    }

    /// A mapping whose keys are known.
    ///
    /// Unknown and missing keys are noted here, so that what reads the values need not speak of
    /// absence again.
    func fields(_ required: [String], optional: [String] = []) -> CityFileFields? {
        guard let entries = entries() else { return nil }
        var values: [String: CityFileNode] = [:]
        for (key, value) in entries {
            guard let name = key.node.scalar?.string else { continue }
            if required.contains(name) || optional.contains(name) {
                values[name] = value
            } else {
                key.note(
                    .unknownKey, ja: "「\(name)」という項目はここにありません",
                    en: "there is no key \"\(name)\" here")
            }
        }
        for name in required where values[name] == nil {
            note(
                .missingKey, key: name, ja: "項目「\(name)」が要ります",
                en: "the key \"\(name)\" is missing")
        }
        return CityFileFields(values: values)
    }

    private func child(_ key: String) -> String { path.isEmpty ? key : path + "." + key }

    /// Keys written in the mapping itself.
    private func own(_ mapping: Node.Mapping) -> [(key: Node.Scalar, value: Node)] {
        var seen: Set<String> = []
        var result: [(key: Node.Scalar, value: Node)] = []
        for (key, value) in mapping {
            guard let scalar = key.scalar else {
                note(
                    .wrongType, at: key.mark, ja: "項目名は文字でなければなりません",
                    en: "a key must be plain text")
                continue
            }
            if CityFileNode.isMergeKey(scalar) { continue }
            guard seen.insert(scalar.string).inserted else {
                note(
                    .duplicateKey, at: scalar.mark, key: scalar.string,
                    ja: "項目「\(scalar.string)」が二度あります",
                    en: "the key \"\(scalar.string)\" stands here twice")
                continue
            }
            result.append((scalar, value))
        }
        return result
    }

    /// Keys that come through `<<`: a key of the mapping itself wins, then the earlier mapping
    /// (https://yaml.org/type/merge.html).
    private func merged(_ mapping: Node.Mapping) -> [(key: Node.Scalar, value: Node)] {
        var seen = Set(mapping.compactMap { $0.key.scalar?.string })
        var result: [(key: Node.Scalar, value: Node)] = []
        for (key, value) in mapping {
            guard let scalar = key.scalar, CityFileNode.isMergeKey(scalar) else { continue }
            let sources: [Node] = value.sequence.map { Array($0) } ?? [value]
            for source in sources {
                guard case .mapping(let other) = source else {
                    note(
                        .wrongType, at: source.mark, key: "<<",
                        ja: "「<<」には項目の組を渡します", en: "\"<<\" takes mappings")
                    continue
                }
                for entry in own(other) + merged(other)
                where seen.insert(entry.key.string).inserted {
                    result.append(entry)
                }
            }
        }
        return result
    }

    private static func isMergeKey(_ scalar: Node.Scalar) -> Bool {
        scalar.string == "<<" && scalar.style == .plain
    }
}

/// The known keys of one mapping.
struct CityFileFields {
    let values: [String: CityFileNode]

    subscript(key: String) -> CityFileNode? { values[key] }

    /// The value of a key that may be left out or null.
    func unlessNull(_ key: String) -> CityFileNode? {
        values[key].flatMap { $0.isNull ? nil : $0 }
    }
}
