public import Provider
import Testing

/// What holds for every adapter of files, whatever the format.
///
/// An adapter's tests hand in one good file and what it is made of; ``run()`` turns the file about
/// and expects the adapter to bear it:
/// it knows its own file and no other; blocks, line ends, byte order mark and encoding change
/// nothing; columns may stand in any order and further ones may come; a required column that lacks
/// is named; a cut file never traps; a card number in free text keeps the row out and is marked,
/// and so is one anywhere in a row that is left out.
public struct FileAdapterContract<Adapter: FileAdapter> {
    /// How the file is made up.
    public enum Layout: Sendable {
        /// Fields by column name under a header line.
        case header(required: [String], optional: [String] = [])
        /// Fields by their place, separated by commas.
        case items
        /// Lines or records that are not separated by commas.
        case other
    }

    /// A field that may hold any text: by its column's name, or its place (0 first).
    public enum FreeText: Sendable {
        case column(String)
        case item(Int)
    }

    public let sample: [UInt8]
    public let expectedRows: Int
    public let layout: Layout
    public let freeText: [FreeText]
    /// Whether line ends may be changed; not so where records are counted in bytes.
    public let hasLines: Bool
    /// Whether the file may come in UTF-8 as well as in CP932.
    public let hasText: Bool

    static var cardNumber: String { "4111 1111 1111 1111" }

    /// - Parameters:
    ///   - sample: a file without fault, some hundreds of rows at most.
    ///   - expectedRows: its data rows.
    public init(
        sample: [UInt8], expectedRows: Int, layout: Layout, freeText: [FreeText] = [],
        hasLines: Bool = true, hasText: Bool = true
    ) {
        self.sample = sample
        self.expectedRows = expectedRows
        self.layout = layout
        self.freeText = freeText
        self.hasLines = hasLines
        self.hasText = hasText
    }

    /// Runs all checks.
    public func run() throws {
        checkSample()
        checkRecognition()
        checkBlocks()
        if hasLines { checkLineEnds() }
        if hasText { checkEncodings() }
        checkCuts()
        if case .header(let required, let optional) = layout {
            try checkColumns(required: required, optional: optional)
        }
        for field in freeText { try checkCardNumber(in: field) }
        checkCardNumberAnywhere()
    }

    func read(_ bytes: [UInt8], refill: Int = .max) -> FileReading {
        FileReading(Adapter.self, bytes, refill: refill)
    }

    private func checkSample() {
        let whole = read(sample)
        #expect(whole.rejection == nil)
        #expect(whole.findings == [])
        #expect(whole.secrets.isEmpty)
        #expect(whole.rows == expectedRows)
        #expect(whole.facts.count > 0 || expectedRows == 0)
        #expect(whole.facts.impossibleAmounts == [])
        #expect(read(sample) == whole, "reading twice gives the same facts")
    }

    private func checkRecognition() {
        #expect(Adapter.recognises(FileHead(bytes: sample)), "knows its own file")
        for foreign in ForeignSamples.nobodys + ForeignSamples.heads(otherThan: Adapter.kind) {
            let head = FileHead(bytes: Array(foreign.utf8))
            #expect(!Adapter.recognises(head), "claims a foreign file: \(foreign.prefix(60))")
        }
    }

    private func checkBlocks() {
        let whole = read(sample)
        for size in [1, 2, 7, 200, 4096] {
            #expect(read(sample, refill: size) == whole, "in blocks of \(size) bytes")
        }
    }

    private func checkLineEnds() {
        let whole = read(sample)
        let plain = sample.filter { $0 != 0x0D }
        let marked = Array(
            plain.split(separator: 0x0A, omittingEmptySubsequences: false).joined(
                separator: [0x0D, 0x0A]))
        #expect(read(plain).saysTheSame(as: whole), "with LF")
        #expect(read(marked).saysTheSame(as: whole), "with CR LF")
        #expect(read(marked, refill: 1).saysTheSame(as: whole), "with CR LF, byte by byte")
        var open = plain
        while open.last == 0x0A { open.removeLast() }
        #expect(read(open).saysTheSame(as: whole), "without a last line end")
        let ended = open + [0x0A, 0x1A]
        #expect(read(ended).saysTheSame(as: whole), "with an end-of-file mark")
    }

    private func checkEncodings() {
        let whole = read(sample)
        // Line by line, as the reader does: a file may be of one encoding only by its line.
        let text = TextEncoding.decode(sample)
        let unicode = Array(text.utf8)
        #expect(read(unicode).saysTheSame(as: whole), "in UTF-8")
        #expect(Adapter.recognises(FileHead(bytes: unicode)))
        let marked = [0xEF, 0xBB, 0xBF] + unicode
        #expect(read(marked).saysTheSame(as: whole), "with a byte order mark")
        #expect(read(marked, refill: 1).saysTheSame(as: whole), "with a mark, byte by byte")
        #expect(Adapter.recognises(FileHead(bytes: marked)), "knows it by its mark too")
    }

    private func checkCuts() {
        let step = max(1, sample.count / 300)
        let places = Array(stride(from: 0, to: sample.count, by: step)) + [sample.count - 1]
        for place in places where place >= 0 {
            let cut = read(Array(sample[..<place]))
            #expect(cut.facts.impossibleAmounts == [], "cut at \(place)")
            // A totals row that was cut may look like a row.
            #expect(cut.rows <= expectedRows + 1, "cut at \(place)")
        }
    }
}
