import Provider

/// Text of addresses and forms (`application/x-www-form-urlencoded`), decoded.
enum FormText {
    /// `%XX` and, for a blank, `+`; what is no such thing stays.
    static func decoded(_ text: some StringProtocol) -> String { decoded(Array(text.utf8)[...]) }

    private static func decoded(_ letters: ArraySlice<UInt8>) -> String {
        guard letters.contains(where: { $0 == 0x25 || $0 == 0x2B }) else {
            return String(decoding: letters, as: UTF8.self)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(letters.count)
        var place = letters.startIndex
        while place < letters.endIndex {
            if letters[place] == 0x25, place + 2 < letters.endIndex,
                let high = digit(letters[place + 1]), let low = digit(letters[place + 2])
            {
                bytes.append(high << 4 | low)
                place += 3
            } else {
                bytes.append(letters[place] == 0x2B ? 0x20 : letters[place])
                place += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ letter: UInt8) -> UInt8? {
        switch letter {
        case 0x30...0x39: letter - 0x30
        case 0x41...0x46: letter - 0x37
        case 0x61...0x66: letter - 0x57
        default: nil
        }
    }

    static func pairs(_ bytes: [UInt8]) -> [ProviderRequest.Header] {
        bytes.split(separator: 0x26).map { field in
            guard let sign = field.firstIndex(of: 0x3D) else {
                return ProviderRequest.Header(decoded(field), "")
            }
            return ProviderRequest.Header(decoded(field[..<sign]), decoded(field[(sign + 1)...]))
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
        let letters = Array(name.utf8)
        guard var open = letters.firstIndex(of: 0x5B) else { return [name] }
        guard open > 0 else { return nil }
        var names = [String(decoding: letters[..<open], as: UTF8.self)]
        while open < letters.count {
            guard letters[open] == 0x5B, let close = letters[open...].firstIndex(of: 0x5D) else {
                return nil
            }
            names.append(String(decoding: letters[(open + 1)..<close], as: UTF8.self))
            open = close + 1
        }
        return names
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
