/// Prints documents as PDF files of A4 paper.
///
/// The same document with the same libraries and fonts is the same bytes.
public struct PDFWriter: Sendable {
    public init() {}

    /// Prints into memory.
    public func render(
        _ document: PrintedDocument
    ) throws(TypesettingTrouble) -> (bytes: [UInt8], printout: Printout) {
        let sink = Sink()
        let printout = try print(document, into: sink)
        return (sink.bytes, printout)
    }

    /// Prints into a file, page by page; it takes the place of a file that is there when it is
    /// whole and safe on disk.
    @discardableResult
    public func render(
        _ document: PrintedDocument, to path: String
    ) throws(TypesettingTrouble) -> Printout {
        let sink = try Sink(path: path)
        let printout = try print(document, into: sink)
        try sink.finish()
        return printout
    }

    private func print(
        _ document: PrintedDocument, into sink: Sink
    ) throws(TypesettingTrouble) -> Printout {
        guard PrintableText.isMoment(document.metadata.creationDate) else {
            throw .creationDate(document.metadata.creationDate)
        }
        let page = Page(document.orientation)
        let canvas = try Canvas(
            width: page.width, height: page.height, language: document.language, sink: sink)
        canvas.setMetadata(document.metadata)
        let plans = document.sections.map { section in
            section.tables.map { TablePlan($0, on: canvas, page) }
        }
        // Once to count the pages, so that each can say of how many it is, and once to draw.
        let counted = Flow(document, plans, page, canvas, pages: 0)
        try counted.run()
        canvas.isDrawing = true
        let drawn = Flow(document, plans, page, canvas, pages: counted.number)
        try drawn.run()
        try canvas.finish()
        try Catalogue.complete(in: sink, language: document.language)
        return Printout(
            pages: drawn.number,
            missingCharacters: canvas.missing.sorted { "\($0)" < "\($1)" },
            shortenedTexts: canvas.shortened)
    }
}
