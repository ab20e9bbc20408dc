import Testing
import Typesetting

@Suite("Pages")
struct PageTests {
    /// A table of numbered rows; of each the first word and the last, in a text of several lines.
    static func numbered(_ count: Int) -> PrintedDocument {
        let long = String(repeating: "長い理由がここに書かれる。", count: 11)
        var document = Samples.daily()
        document.sections = [
            .init(
                "一覧",
                tables: [
                    PrintedTable(
                        columns: [
                            .init("番号欄"), .init("理由欄", width: .relative(1)),
                            .init("金額欄", content: .number),
                        ],
                        rows: (0..<count).map {
                            .init(["R\($0)", "B\($0) \(long) E\($0)", Samples.grouped($0 * 977)])
                        })
                ])
        ]
        return document
    }

    @Test("Titles, footer, number of the page and a running head stand on every page")
    func every() throws {
        let paper = try Paper(Self.numbered(120))
        let pages = try paper.pages()
        #expect(pages.count == paper.printout.pages)
        #expect(pages.count > 3)
        for (index, page) in pages.enumerated() {
            #expect(page.contains("番号欄") && page.contains("金額欄"))
            #expect(page.contains("9f86d081884c7d659a2feaa0c55ad015"))
            let last = page.split(separator: "\n").last?.filter { $0 != " " } ?? ""
            #expect(last.hasSuffix("\(index + 1)/\(pages.count)"))
            #expect(page.contains("収入日計表") && page.contains("令和8年4月1日"))
            #expect(page.contains("会計課"))
        }
    }

    @Test("No row is parted, left out or printed twice")
    func whole() throws {
        let words = try Paper(Self.numbered(120)).words()
        for row in 0..<120 {
            let parts = ["R\(row)", "B\(row)", "E\(row)"].map { part in
                words.filter { $0.text == part }
            }
            #expect(parts.allSatisfy { $0.count == 1 }, "row \(row)")
            #expect(Set(parts.joined().map(\.page)).count == 1, "row \(row)")
        }
    }

    @Test("Nothing stands outside of the margins, or over the footer")
    func margins() throws {
        for document in [Self.numbered(120), Samples.daily(), Samples.exceptions(count: 90)] {
            let words = try Paper(document).words()
            let isPortrait = document.orientation == .portrait
            let right = (isPortrait ? 595.3 : 841.9) - 45
            let bottom = (isPortrait ? 841.9 : 595.3) - 36
            #expect(words.allSatisfy { $0.left >= 50.9 && $0.right <= right + 0.2 })
            #expect(words.allSatisfy { $0.top >= 40 && $0.bottom <= bottom + 1 })
            // The footer's first word on each page; what is above it ends above it.
            for page in 1...(words.last?.page ?? 1) {
                let footers = words.filter { $0.page == page && $0.text.hasPrefix("作成") }
                let footer = try #require(footers.last)
                let others = words.filter {
                    $0.page == page && abs($0.top - footer.top) > 2 && $0.top < footer.top
                }
                #expect(others.allSatisfy { $0.bottom < footer.top - 4 }, "page \(page)")
            }
        }
    }

    @Test("Rows do not run into each other")
    func rows() throws {
        let words = try Paper(Self.numbered(40)).words()
        for row in 0..<39 {
            guard let end = words.first(where: { $0.text == "E\(row)" }),
                let next = words.first(where: { $0.text == "R\(row + 1)" }),
                end.page == next.page
            else { continue }
            #expect(end.bottom < next.top, "row \(row)")
        }
    }

    @Test("Numbers end at one edge; a long text wraps within its column")
    func columns() throws {
        let words = try Paper(Self.numbered(40)).words()
        let amounts = (1..<40).compactMap { row in
            words.first { $0.text == Samples.grouped(row * 977) }
        }
        #expect(amounts.count == 39)
        let edges = amounts.map(\.right)
        #expect((edges.max() ?? 0) - (edges.min() ?? 0) < 0.2)
        let texts = words.filter { $0.text.contains("長い理由") }
        #expect(texts.count > 40)
        let left = amounts.map(\.left).min() ?? 0
        #expect(texts.allSatisfy { $0.right < left - 4 })
        let start = words.first { $0.text == "理由欄" }?.left ?? 0
        #expect(texts.allSatisfy { $0.left >= start - 0.2 })
    }

    @Test("A group's name stays with its rows and a sum with what it sums up", arguments: 20..<60)
    func together(_ count: Int) throws {
        var rows = (0..<count).map { PrintedTable.Row(["P\($0)", "1"]) }
        rows.append(.init(["Group"], style: .group))
        rows += ["First", "Second", "Third"].map { .init([$0, "1"]) }
        rows.append(.init(["Subtotal", "3"], style: .subtotal))
        rows.append(.init(["Total", "9"], style: .total))
        var document = Samples.exceptions(count: 1)
        document.language = "en"
        document.sections = [
            .init(
                "Rows",
                tables: [
                    PrintedTable(
                        columns: [.init("Name"), .init("Yen", content: .number)], rows: rows)
                ])
        ]
        let words = try Paper(document).words()
        func page(_ text: String) -> Int? { words.last { $0.text == text }?.page }
        let group = try #require(words.first { $0.text == "Group" }?.page)
        #expect(group == page("First") && group == page("Second"))
        #expect(page("Third") == page("Subtotal") && page("Third") == page("Total"))
        let isParted = page("Second") != page("Third")
        #expect(words.contains { $0.text == "(continued)" } == isParted)
        #expect(words.filter { $0.text == "Group" }.count == (isParted ? 2 : 1))
    }

    @Test("Paper is A4, upright or across")
    func paper() throws {
        #expect(try Paper(Samples.daily()).info().contains("595.276 x 841.89 pts (A4)"))
        #expect(try Paper(Samples.exceptions()).info().contains("841.89 x 595.276 pts (A4)"))
    }

    @Test("A heading does not stand alone at the end of a page", arguments: 10..<40)
    func heading(_ count: Int) throws {
        var document = Self.numbered(1)
        let table = PrintedTable(
            caption: "円", columns: [.init("甲"), .init("乙", content: .number)],
            rows: (0..<count).map { .init(["X\($0)", "1"]) })
        document.sections = [
            .init("第一", tables: [table]), .init("HEADING", text: "前文", tables: [table]),
        ]
        let words = try Paper(document).words()
        let heading = try #require(words.first { $0.text == "HEADING" })
        let rows = words.filter { $0.text == "X0" }
        #expect(rows.count == 2)
        #expect(rows[1].page == heading.page)
    }
}
