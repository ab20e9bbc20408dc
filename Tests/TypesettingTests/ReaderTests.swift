import Testing
import Typesetting

@Suite("For readers and machines")
struct ReaderTests {
    @Test("The file is well-formed", arguments: [1, 300])
    func form(_ count: Int) throws {
        let said = try Paper(Samples.exceptions(count: count)).check()
        #expect(said.contains("No syntax or stream encoding errors"))
        #expect(!said.contains("WARNING"))
    }

    @Test("Text can be found and copied")
    func search() throws {
        let text = try Paper(Samples.daily()).pages().joined()
        for wanted in [
            "収入日計表", "固定資産税", "放課後児童クラブ利用者負担金", "▲600", "19,326,998", "ｽﾄﾗｲﾌﾟｼﾞﾔﾊﾟﾝ(ｶ", "（単位：円）",
            "会計管理者", "差額",
        ] {
            #expect(text.contains(wanted), "\(wanted)")
        }
    }

    @Test("Title, author and date of creation are those given")
    func metadata() throws {
        let info = try Paper(Samples.daily()).info()
        func value(_ name: String) -> String? {
            info.split(separator: "\n").first { $0.hasPrefix("\(name):") }
                .map { $0.dropFirst(name.count + 1).drop { $0 == " " } }.map(String.init)
        }
        #expect(value("Title") == "収入日計表 令和8年4月1日")
        #expect(value("Author") == "汐見市 会計課")
        #expect(value("CreationDate")?.hasPrefix("2026-04-02T09:00:00+09") == true)
        #expect(value("Tagged") == "yes")
        #expect(try Paper(Samples.exceptions()).info().contains("2026-05-01T00:00:00Z"))
    }

    @Test("The language is told, and that the title is to be shown", arguments: ["ja", "en-GB"])
    func language(_ tag: String) throws {
        var document = Samples.daily()
        document.language = tag
        let catalogue = try Paper(document).catalogue()
        #expect(catalogue.contains("/Lang (\(tag))"))
        #expect(catalogue.contains("/DisplayDocTitle true"))
        #expect(catalogue.contains("/MarkInfo << /Marked true >>"))
    }

    @Test("A language that is none cannot slip anything into the file")
    func slip() throws {
        var document = Samples.daily()
        document.language = "ja) /OpenAction (x"
        let paper = try Paper(document)
        #expect(try !paper.catalogue().contains("OpenAction"))
        #expect(try paper.catalogue().contains("/Lang (und)"))
        try paper.check()
    }

    @Test("The structure is that of the document: one root, headings, rows of equal length")
    func structure() throws {
        let info = try Paper(Samples.daily()).info("-struct")
        let lines = info.split(separator: "\n")
        let elements = lines.map { line in
            (
                depth: line.prefix { $0 == " " }.count,
                name: String(line.drop { $0 == " " }.prefix { $0 != " " })
            )
        }
        #expect(!info.contains("Warning"))
        #expect(elements.filter { $0.depth == 0 }.map(\.name) == ["Document"])
        func count(_ name: String) -> Int { elements.filter { $0.name == name }.count }
        #expect(count("H1") == 1)
        #expect(count("H2") == 2)
        // The first table is on two pages.
        #expect(count("Table") == 3)
        var lengths: Set<Int> = []
        var cells = 0
        for element in elements + [(depth: 0, name: "end")] {
            if element.name == "TH" || element.name == "TD" {
                cells += 1
            } else if cells > 0 {
                lengths.insert(cells)
                cells = 0
            }
        }
        #expect(lengths == [8, 6])
    }

    @Test("Words of English documents are English")
    func english() throws {
        var document = PageTests.numbered(60)
        document.language = "en"
        document.notes = ["One.", "Two."]
        let text = try Paper(document).pages().joined()
        #expect(text.filter { $0 != " " }.contains("Note1"))
        #expect(!text.contains("注"))
    }

    @Test(
        "What steers the order of reading or a terminal is not printed",
        arguments: [
            ("1,000\u{202E}000,9\u{202C}円", "1,000000,9円"), ("A\u{200B}B\u{FEFF}C", "ABC"),
            ("A\u{0}B\u{1B}C\tD", "A B C D"), ("A\r\nB\u{2028}C", "A B C"),
        ])
    func controls(_ given: String, _ printed: String) throws {
        var document = Samples.exceptions(count: 1)
        document.subtitle = given
        let paper = try Paper(document)
        #expect(paper.printout.isComplete)
        let text = try paper.words().prefix(8).map(\.text).joined(separator: " ")
        #expect(text.contains(printed), "\(text)")
    }
}
