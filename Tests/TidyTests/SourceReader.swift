/// Walks the bytes of a Swift file once and says of each what it belongs to.
struct SourceReader {
    private enum State {
        /// The open parentheses of an interpolation; nil outside of one.
        case code(parentheses: Int?)
        case lineComment
        case blockComment(depth: Int)
        case string(pounds: Int, multiline: Bool)
    }

    private let bytes: [UInt8]
    private var kinds: [SourceText.Kind]
    private var stack: [State] = [.code(parentheses: nil)]
    private var place = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
        kinds = Array(repeating: .code, count: bytes.count)
    }

    mutating func read() -> [SourceText.Kind] {
        while place < bytes.count {
            switch stack[stack.count - 1] {
            case .code(let parentheses): readCode(parentheses)
            case .lineComment: readLineComment()
            case .blockComment(let depth): readBlockComment(depth)
            case .string(let pounds, let multiline): readString(pounds, multiline)
            }
        }
        return kinds
    }

    private func follows(_ text: StaticString, at offset: Int = 0) -> Bool {
        let start = place + offset
        guard start + text.utf8CodeUnitCount <= bytes.count else { return false }
        for index in 0..<text.utf8CodeUnitCount
        where bytes[start + index] != text.utf8Start[index] { return false }
        return true
    }

    private func pounds(at offset: Int) -> Int {
        var count = 0
        while place + offset + count < bytes.count, bytes[place + offset + count] == 0x23 {
            count += 1
        }
        return count
    }

    private mutating func take(_ count: Int, as kind: SourceText.Kind) {
        for _ in 0..<count where place < bytes.count {
            kinds[place] = kind
            place += 1
        }
    }

    private mutating func readCode(_ parentheses: Int?) {
        if follows("//") {
            stack.append(.lineComment)
            return
        }
        if follows("/*") {
            stack.append(.blockComment(depth: 1))
            take(2, as: .comment)
            return
        }
        let count = pounds(at: 0)
        if follows("\"\"\"", at: count) {
            stack.append(.string(pounds: count, multiline: true))
            take(count + 3, as: .string)
        } else if follows("\"", at: count) {
            stack.append(.string(pounds: count, multiline: false))
            take(count + 1, as: .string)
        } else if let open = parentheses, bytes[place] == 0x28 {
            stack[stack.count - 1] = .code(parentheses: open + 1)
            take(1, as: .code)
        } else if let open = parentheses, bytes[place] == 0x29 {
            if open == 1 {
                stack.removeLast()
            } else {
                stack[stack.count - 1] = .code(parentheses: open - 1)
            }
            take(1, as: open == 1 ? .string : .code)
        } else {
            take(max(1, count), as: .code)
        }
    }

    private mutating func readLineComment() {
        if bytes[place] == 0x0A { stack.removeLast() } else { take(1, as: .comment) }
    }

    private mutating func readBlockComment(_ depth: Int) {
        if follows("/*") {
            stack[stack.count - 1] = .blockComment(depth: depth + 1)
            take(2, as: .comment)
        } else if follows("*/") {
            if depth == 1 {
                stack.removeLast()
            } else {
                stack[stack.count - 1] = .blockComment(depth: depth - 1)
            }
            take(2, as: .comment)
        } else {
            take(1, as: .comment)
        }
    }

    private mutating func readString(_ pounds: Int, _ multiline: Bool) {
        if follows("\\"), self.pounds(at: 1) >= pounds {
            if follows("(", at: 1 + pounds) {
                take(pounds + 2, as: .string)
                stack.append(.code(parentheses: 1))
            } else {
                take(pounds + 2, as: .string)
            }
            return
        }
        let closes =
            multiline
            ? follows("\"\"\"") && self.pounds(at: 3) >= pounds
            : follows("\"") && self.pounds(at: 1) >= pounds
        if closes {
            stack.removeLast()
            take((multiline ? 3 : 1) + pounds, as: .string)
        } else if !multiline, bytes[place] == 0x0A {
            // No literal of one line goes past its line: whatever misled us ends here.
            stack.removeLast()
        } else {
            take(1, as: .string)
        }
    }
}
