import Provider

/// Text of addresses and forms (`application/x-www-form-urlencoded`), decoded.
enum FormText {
    /// `%XX` and, for a blank, `+`; what is no such thing stays.
    static func decoded(_ text: some StringProtocol) -> String {
        let letters = Array(text.utf8)
        var bytes: [UInt8] = []
        var place = 0
        while place < letters.count {
            if letters[place] == 0x25, place + 2 < letters.count,
                let byte = Hexadecimal.bytes(
                    String(decoding: letters[(place + 1)...(place + 2)], as: UTF8.self))
            {
                bytes += byte
                place += 3
            } else {
                bytes.append(letters[place] == 0x2B ? 0x20 : letters[place])
                place += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func pairs(_ bytes: [UInt8]) -> [ProviderRequest.Header] {
        String(decoding: bytes, as: UTF8.self).split(separator: "&").map { field in
            let parts = field.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return ProviderRequest.Header(
                decoded(parts[0]), parts.count > 1 ? decoded(parts[1]) : "")
        }
    }

    /// Brackets as a tree: `a[b]=1&a[c][0]=2&d[]=3`; numbers and nothing as names make lists.
    ///
    /// Every value is a text. Nil where a name is both a value and a branch.
    static func tree(_ pairs: [ProviderRequest.Header]) -> JSONValue? {
        let root = Branch()
        for pair in pairs {
            guard let names = names(pair.name), root.set(names[...], pair.value) else {
                return nil
            }
        }
        return root.json
    }

    /// `a[b][0]` is a, b, 0.
    private static func names(_ name: String) -> [String]? {
        guard let open = name.firstIndex(of: "[") else { return [name] }
        var names = [String(name[..<open])]
        var rest = name[open...]
        while !rest.isEmpty {
            guard rest.first == "[", let close = rest.firstIndex(of: "]") else { return nil }
            names.append(String(rest[rest.index(after: rest.startIndex)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        return names[0].isEmpty ? nil : names
    }

    private final class Branch {
        private var value: String?
        private var names: [String] = []
        private var children: [Branch] = []

        func set(_ path: ArraySlice<String>, _ text: String) -> Bool {
            guard var name = path.first else {
                guard children.isEmpty else { return false }
                value = text
                return true
            }
            guard value == nil else { return false }
            // `d[]` is the next of a list.
            if name.isEmpty { name = String(names.count) }
            if let place = names.firstIndex(of: name) {
                return children[place].set(path.dropFirst(), text)
            }
            names.append(name)
            children.append(Branch())
            return children[children.count - 1].set(path.dropFirst(), text)
        }

        var json: JSONValue {
            if let value { return .text(value) }
            let numbers = names.compactMap { Int($0) }
            guard !names.isEmpty, numbers.count == names.count else {
                return .object(zip(names, children).map { .init($0, $1.json) })
            }
            let ordered = zip(numbers, children).sorted { $0.0 < $1.0 }
            return .list(ordered.map { $0.1.json })
        }
    }
}
