/// Finds functions and initialisers by their braces, in code from which comments and literals
/// were blanked.
struct FunctionScan {
    struct Function: Hashable {
        /// Of the keyword, 1-based.
        var line: Int
        /// From the keyword to the closing brace, both counted.
        var lines: Int
    }

    let code: [UInt8]

    func functions() -> [Function] {
        var found: [Function] = []
        var line = 1
        var index = 0
        while index < code.count {
            if code[index] == 0x0A { line += 1 }
            guard let after = keyword(at: index) else {
                index += 1
                continue
            }
            if let body = bodyStart(from: after), let end = matchingBrace(from: body) {
                let breaks = code[index..<end].count { $0 == 0x0A }
                found.append(Function(line: line, lines: breaks + 1))
            }
            index = after
        }
        return found
    }

    /// The place after `func`, `init` or `subscript` where one is declared here.
    private func keyword(at index: Int) -> Int? {
        for word in ["func", "init", "subscript"] {
            let end = index + word.utf8.count
            guard end < code.count, code[index..<end].elementsEqual(word.utf8),
                index == 0 || !isName(code[index - 1]), !isName(code[end])
            else { continue }
            // `.init`, `self.init` are calls and `init:` is a label.
            if index > 0, code[index - 1] == 0x2E || code[index - 1] == 0x60 { return nil }
            let next = code[end...].first { $0 != 0x20 && $0 != 0x0A }
            if word != "func", next.map({ [0x28, 0x3C, 0x3F, 0x21].contains($0) }) != true {
                return nil
            }
            return end
        }
        return nil
    }

    /// The brace that opens the body, or nil where a requirement has none.
    private func bodyStart(from start: Int) -> Int? {
        var depth = 0
        var index = start
        while index < code.count {
            switch code[index] {
            case 0x28, 0x5B: depth += 1
            case 0x29, 0x5D: depth -= 1
            case 0x7B where depth == 0: return index
            case 0x7B: depth += 1
            case 0x7D where depth == 0: return nil
            case 0x7D: depth -= 1
            default:
                if depth == 0, index > start, !isName(code[index - 1]), beginsAnother(at: index) {
                    return nil
                }
            }
            index += 1
        }
        return nil
    }

    private func beginsAnother(at index: Int) -> Bool {
        ["func", "init", "var", "let", "subscript", "static", "associatedtype", "case", "mutating"]
            .contains { word in
                let end = index + word.utf8.count
                return end < code.count && code[index..<end].elementsEqual(word.utf8)
                    && !isName(code[end])
            }
    }

    private func matchingBrace(from open: Int) -> Int? {
        var depth = 0
        for index in open..<code.count {
            if code[index] == 0x7B { depth += 1 }
            if code[index] == 0x7D { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    private func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: true
        default: false
        }
    }
}
