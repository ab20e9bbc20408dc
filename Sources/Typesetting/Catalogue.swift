/// What cairo 1.16 does not say of a document: its language, that its structure is marked, and
/// that readers show its title.
///
/// They belong into the catalogue of a PDF file (ISO 32000-1, 7.7.2). The catalogue is written
/// anew behind the file, as an incremental update (7.5.6), which is how PDF files are changed
/// without touching what is there.
enum Catalogue {
    static func complete(in sink: Sink, language: String) throws(TypesettingTrouble) {
        guard let tail = Tail(sink), let catalogue = object(tail.root, tail, sink) else {
            try sink.check()
            throw .cairo("the catalogue of the file is not where it should be")
        }
        let offset = sink.count
        let marked = catalogue.contains("/MarkInfo") ? "" : "\n   /MarkInfo << /Marked true >>"
        let object = """
            \(tail.root) 0 obj
            \(catalogue)\(marked)
               /Lang (\(tag(language)))
               /ViewerPreferences << /DisplayDocTitle true >>
            >>
            endobj

            """
        let place = String(offset)
        let padded = String(repeating: "0", count: max(0, 10 - place.utf8.count)) + place
        let update = """
            \(object)xref
            \(tail.root) 1
            \(padded) 00000 n\u{20}
            trailer
            << /Size \(tail.size)
               /Root \(tail.root) 0 R
               /Info \(tail.info) 0 R
               /Prev \(tail.table)
            >>
            startxref
            \(offset + object.utf8.count)
            %%EOF

            """
        let taken = Array(update.utf8).withUnsafeBufferPointer { sink.take($0) }
        if !taken { try sink.check() }
    }

    /// The language, or "und" for what is no tag of one (BCP 47).
    private static func tag(_ language: String) -> String {
        let isTag = language.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                || (0x61...0x7A).contains($0) || $0 == 0x2D
        }
        return isTag && !language.isEmpty ? language : "und"
    }

    /// The end of the file as cairo wrote it.
    private struct Tail {
        var size: Int
        /// Numbers of objects.
        var root: Int
        var info: Int
        /// Where the table of objects begins.
        var table: Int

        init?(_ sink: Sink) {
            let bytes = sink.read(at: max(0, sink.count - 512), 512)
            let text = String(decoding: bytes, as: UTF8.self)
            guard let trailer = text.range(ofLast: "trailer") else { return nil }
            let words = text[trailer...].split { $0.isWhitespace }.map(String.init)
            func number(after word: String) -> Int? {
                guard let index = words.firstIndex(of: word), index + 1 < words.count else {
                    return nil
                }
                return Int(words[index + 1])
            }
            guard let size = number(after: "/Size"), let root = number(after: "/Root"),
                let info = number(after: "/Info"), let table = number(after: "startxref")
            else { return nil }
            (self.size, self.root, self.info, self.table) = (size, root, info, table)
        }
    }

    /// The dictionary of an object without its end, from its number.
    private static func object(_ number: Int, _ tail: Tail, _ sink: Sink) -> String? {
        // "xref\n0 SIZE\n", and then entries of twenty bytes (7.5.4).
        let head = "xref\n0 \(tail.size)\n"
        guard sink.read(at: tail.table, head.utf8.count).elementsEqual(head.utf8) else {
            return nil
        }
        let entry = sink.read(at: tail.table + head.utf8.count + 20 * number, 10)
        guard let offset = Int(String(decoding: entry, as: UTF8.self)) else { return nil }
        let start = "\(number) 0 obj\n"
        let text = String(decoding: sink.read(at: offset, 4096), as: UTF8.self)
        guard text.hasPrefix(start), let end = text.range(ofFirst: "\n>>\nendobj") else {
            return nil
        }
        return String(text[start.endIndex..<end])
    }
}

extension String {
    fileprivate func range(ofFirst wanted: String) -> Index? {
        indices.first { self[$0...].hasPrefix(wanted) }
    }

    fileprivate func range(ofLast wanted: String) -> Index? {
        indices.last { self[$0...].hasPrefix(wanted) }
    }
}
