import Testing
import Typesetting

@Suite("What hardly fits")
struct FitTests {
    private func document(
        _ columns: [PrintedTable.Column], _ rows: [PrintedTable.Row]
    ) -> PrintedDocument {
        var document = Samples.daily()
        document.sections = [.init(tables: [PrintedTable(columns: columns, rows: rows)])]
        return document
    }

    @Test("Nothing is smaller than 7 points", arguments: [2, 6, 9, 14, 30])
    func smallest(_ count: Int) throws {
        let columns = (0..<count).map {
            PrintedTable.Column("欄\($0)", group: "組", content: .number)
        }
        let rows = [PrintedTable.Row((0..<count).map { _ in "1,234,567" })]
        let paper = try Paper(document(columns, rows))
        let sizes = try paper.sizes()
        #expect(sizes.contains(17) && sizes.contains(7))
        #expect(sizes.allSatisfy { $0 >= 7 }, "\(sizes)")
        #expect(try paper.words().allSatisfy { $0.right <= 595.3 - 45 + 0.2 })
    }

    @Test("A table of eight amounts keeps each on one line")
    func amounts() throws {
        let columns =
            [PrintedTable.Column("とても長い名称の欄", width: .relative(1))]
            + (0..<8).map { PrintedTable.Column("欄\($0)", content: .number) }
        let long = String(repeating: "後期高齢者医療保険料", count: 3)
        let amounts = (0..<8).map { "\($0),234,567" }
        let words = try Paper(document(columns, [.init([long] + amounts)])).words()
        for amount in amounts { #expect(words.contains { $0.text == amount }) }
    }

    @Test("A long id is broken without hyphens that are not its own")
    func brokenID() throws {
        let id = "01kn3c8e0vg2cx6ht2tq9qqvhhabsentfromstatement01kn3c8e0vg2cx6ht2tq9qqvhh"
        let columns = [
            PrintedTable.Column("番号", width: .relative(1)),
            .init("事由", width: .relative(4)),
        ]
        let words = try Paper(document(columns, [.init([id, "x"])])).words()
        let parts = words.map(\.text).filter { !$0.isEmpty && id.contains($0) && $0.count > 1 }
        #expect(parts.joined().count == id.count, "\(words.map(\.text))")
        #expect(parts.count > 1 && !words.contains { $0.text.hasSuffix("-") })
    }

    @Test("Relative columns share what is left by their weights, after natural ones")
    func relative() throws {
        let columns = [
            PrintedTable.Column("ア"), .init("イ", width: .relative(1)),
            .init("ウ", width: .relative(3)), .init("エ", width: .relative(1)),
        ]
        let words = try Paper(document(columns, [.init(["1", "2", "3", "4"])])).words()
        let lefts = ["ア", "イ", "ウ", "エ"].compactMap { title in
            words.first { $0.text == title }?.left
        }
        let widths = zip(lefts.dropFirst(), lefts).map { $0 - $1 }
        #expect(widths.count == 3)
        #expect(widths[0] < 30)
        #expect(abs(widths[2] - 3 * widths[1]) < 1)
    }

    @Test("A sum's name reaches over empty cells of text, but not over numbers")
    func reach() throws {
        let columns = [
            PrintedTable.Column("款"), .init("項"), .init("額", content: .number),
        ]
        let rows = [
            PrintedTable.Row(["1", "2", "3"]),
            .init(["A-very-long-name", "", "9"], style: .total),
        ]
        let words = try Paper(document(columns, rows)).words()
        #expect(words.contains { $0.text == "A-very-long-name" })
        let second = words.first { $0.text == "項" }?.left ?? 0
        #expect(second < 51 + 60)
    }

    @Test("A text longer than its place ends with an ellipsis, and is counted")
    func long() throws {
        let endless = String(repeating: "終わらない理由。", count: 2_000)
        let lines = String(repeating: "行\n", count: 500)
        let columns = [PrintedTable.Column("番号"), .init("理由", width: .relative(1))]
        let paper = try Paper(
            document(columns, [.init(["1", endless]), .init(["2", lines]), .init(["3", "短い"])]))
        // Of the lines a paragraph is made, in which all of them find room.
        #expect(paper.printout.shortenedTexts == 1)
        #expect(!paper.printout.isComplete)
        #expect(paper.printout.pages <= 3)
        let words = try paper.words()
        // The dots stand for the rest also when text is copied: nothing of it is lost.
        let text = try paper.pages().joined()
        #expect(text.count { $0 == "終" } == 2_000)
        #expect(text.count { $0 == "行" } == 500)
        #expect(words.contains { $0.text == "短い" })
        #expect(words.allSatisfy { $0.bottom < 841.9 - 36 + 1 })
    }

    @Test("Everything too long at once still ends")
    func hostile() throws {
        let endless = String(repeating: "長い文字列 and words\n", count: 300)
        let columns = (0..<6).map {
            PrintedTable.Column(endless, group: endless, content: $0 == 3 ? .number : .text)
        }
        let cells = columns.map { _ in endless }
        let table = PrintedTable(
            caption: "円", columns: columns,
            rows: [
                .init([endless], style: .group), .init(cells), .init(cells, style: .subtotal),
                .init(cells, style: .total),
            ], whenEmpty: endless)
        for orientation in PrintedDocument.Orientation.allCases {
            let paper = try Paper(
                PrintedDocument(
                    title: endless, subtitle: endless, issuer: endless,
                    approvals: Array(repeating: endless, count: 20),
                    facts: Array(repeating: .init(endless, endless), count: 30),
                    sections: [.init(endless, text: endless, tables: [table, table])],
                    notes: [endless, endless], footer: endless, orientation: orientation,
                    metadata: Samples.metadata))
            #expect(paper.printout.pages < 40)
            #expect(paper.printout.shortenedTexts > 20)
            try paper.check()
        }
    }

    @Test("A document with nothing but a title is one page; a table without rows says so")
    func empty() throws {
        let bare = try Paper(PrintedDocument(title: "表", metadata: Samples.metadata))
        #expect(bare.printout.pages == 1 && bare.printout.isComplete)
        try bare.check()
        #expect(try Paper(Samples.exceptions()).pages().last?.contains("該当なし") == true)
    }
}
