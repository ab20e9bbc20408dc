import Foundation
import Typesetting

/// A printed document, as stock programs see it.
struct Paper {
    let printout: Printout
    private let folder: Folder

    init(_ document: PrintedDocument) throws {
        folder = try Folder()
        printout = try PDFWriter().render(document, to: folder.path("paper.pdf"))
    }

    struct Word {
        var text: String
        var left: Double
        var top: Double
        var right: Double
        var bottom: Double
        /// From 1.
        var page: Int
    }

    /// What `pdfinfo` says.
    func info(_ options: String = "-isodates") throws -> String {
        try Tool.run("pdfinfo", options, "paper.pdf", in: folder)
    }

    /// One line for each font, without the two lines of titles.
    func fonts() throws -> [[String]] {
        try Tool.run("pdffonts", "paper.pdf", in: folder).split(separator: "\n").dropFirst(2)
            .map { $0.split(separator: " ").map(String.init) }
    }

    /// The text of each page.
    func pages() throws -> [String] {
        try Tool.run("pdftotext", "-layout", "paper.pdf", "-", in: folder)
            .split(separator: "\u{0C}").map(String.init)
    }

    /// Every word with its place in points from the upper left corner.
    func words() throws -> [Word] {
        var page = 0
        var words: [Word] = []
        for line in try Tool.run("pdftotext", "-bbox", "paper.pdf", "-", in: folder)
            .split(separator: "\n")
        {
            if line.contains("<page ") { page += 1 }
            guard line.contains("<word ") else { continue }
            let parts = line.split(separator: "\"")
            guard parts.count >= 9 else { continue }
            let places = [1, 3, 5, 7].compactMap { Double(parts[$0]) }
            let text = parts[8...].joined(separator: "\"").dropFirst().prefix { $0 != "<" }
            words.append(
                Word(
                    text: String(text), left: places[0], top: places[1], right: places[2],
                    bottom: places[3], page: page))
        }
        return words
    }

    /// The sizes of all text in points, from the text matrices of the content streams.
    func sizes() throws -> Set<Double> {
        let text = try Tool.run(
            "qpdf", "--qdf", "--object-streams=disable", "paper.pdf", "-", in: folder)
        var sizes: Set<Double> = []
        for line in text.split(separator: "\n") where line.hasSuffix(" Tm") {
            if let size = line.split(separator: " ").first.flatMap({ Double($0) }) {
                sizes.insert(size)
            }
        }
        return sizes
    }

    /// What `qpdf --check` says of the file's form; throws where it is wrong.
    @discardableResult
    func check() throws -> String { try Tool.run("qpdf", "--check", "paper.pdf", in: folder) }

    /// The document's catalogue, as JSON.
    func catalogue() throws -> String {
        let trailer = try Tool.run("qpdf", "--show-object=trailer", "paper.pdf", in: folder)
        let words = trailer.split(separator: " ")
        guard let root = words.firstIndex(of: "/Root") else { return "" }
        return try Tool.run(
            "qpdf", "--show-object=\(words[root + 1])", "paper.pdf", in: folder)
    }
}
