import Foundation
import Testing
import Typesetting

@Suite("Fonts")
struct FontTests {
    @Test(
        "All fonts are embedded as subsets, and know what their glyphs mean",
        arguments: [Samples.daily(), Samples.exceptions()])
    func embedded(_ document: PrintedDocument) throws {
        let fonts = try Paper(document).fonts()
        #expect(!fonts.isEmpty)
        for font in fonts {
            // name, type (of one or two words), encoding, emb, sub, uni, object and generation.
            #expect(Array(font.suffix(5).prefix(3)) == ["yes", "yes", "yes"], "\(font)")
            #expect(!font.contains("3"), "a font of drawings: \(font)")
            #expect(font[0].contains("+BIZUD"), "\(font)")
        }
        #expect(fonts.contains { $0[0].hasSuffix("-Regular") })
        #expect(fonts.contains { $0[0].hasSuffix("-Bold") })
    }

    @Test("All figures have one width, in both weights")
    func figures() throws {
        let rows = (0...9).map { digit in
            PrintedTable.Row(
                [String(repeating: "\(digit)", count: 9)], style: digit < 5 ? .plain : .subtotal)
        }
        var document = Samples.daily()
        document.sections = [
            .init(tables: [PrintedTable(columns: [.init("額", content: .number)], rows: rows)])
        ]
        let words = try Paper(document).words().filter { word in
            word.text.count == 9 && Set(word.text).count == 1
        }
        #expect(words.count == 10)
        for weight in [words.prefix(5), words.suffix(5)] {
            let lefts = weight.map(\.left)
            #expect((lefts.max() ?? 0) - (lefts.min() ?? 0) < 0.1)
        }
    }

    @Test("Without any font, and without a Japanese one, there is no PDF")
    func none() async {
        await #expect(processExitsWith: .success) {
            let folder = try Fonts.only([])
            let trouble = #expect(throws: TypesettingTrouble.self) {
                try PDFWriter().render(Samples.daily(), to: folder.path("none.pdf"))
            }
            #expect(trouble == .noJapaneseFont)
            #expect(folder.names == ["fonts.conf"])
        }
        await #expect(processExitsWith: .success) {
            let folder = try Fonts.only(["/usr/share/fonts/truetype/dejavu"])
            let trouble = #expect(throws: TypesettingTrouble.self) {
                try PDFWriter().render(Samples.daily())
            }
            #expect(trouble == .noJapaneseFont)
            _ = folder
        }
    }

    @Test("The second choice is taken where the first is not installed, and never smeared bold")
    func second() async {
        await #expect(processExitsWith: .success) {
            let folder = try Fonts.only(["/usr/share/fonts/opentype/ipaexfont-gothic"])
            let fonts = try Paper(Samples.daily()).fonts()
            #expect(!fonts.isEmpty)
            #expect(fonts.allSatisfy { $0[0].hasSuffix("+IPAexGothic") }, "\(fonts)")
            #expect(fonts.allSatisfy { $0.contains("TrueType") }, "\(fonts)")
            _ = folder
        }
    }

    @Test("A character of no font is printed as 〓, and reported once")
    func missing() throws {
        var document = Samples.exceptions(count: 1)
        document.subtitle = "山\u{10FFFD}太郎"
        document.notes = ["又は\u{10FFFD}又は\u{10FFFC}"]
        let paper = try Paper(document)
        #expect(paper.printout.missingCharacters == ["\u{10FFFC}", "\u{10FFFD}"])
        #expect(!paper.printout.isComplete)
        let text = try paper.pages().joined()
        #expect(text.contains("山〓太郎"))
        #expect(text.contains("又は〓又は〓"))
        #expect(!text.contains("\u{10FFFD}"))
    }

    @Test("Rare characters of names are printed as they are")
    func rare() throws {
        var document = Samples.exceptions(count: 1)
        document.subtitle = "髙﨑塚辻 〓 ㈱ ① ～ ― ▲ −"
        let paper = try Paper(document)
        #expect(paper.printout.isComplete)
        #expect(try paper.pages()[0].contains("髙﨑塚辻"))
    }
}

/// Which fonts a process sees; for processes of their own, before they print.
enum Fonts {
    static func only(_ folders: [String]) throws -> Folder {
        let folder = try Folder()
        let lines = folders.map { "<dir>\($0)</dir>" }.joined()
        // The cache stays where the test is removed.
        let text = """
            <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
            <fontconfig>\(lines)<cachedir>\(folder.path)/cache</cachedir></fontconfig>
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path("fonts.conf")))
        setenv("FONTCONFIG_FILE", folder.path("fonts.conf"), 1)
        return folder
    }
}
