import Foundation
import Glibc
import Testing
import Typesetting

@Suite("Trouble")
struct TroubleTests {
    @Test("A file that cannot be made is named, with the reason")
    func path() throws {
        let folder = try Folder()
        let path = folder.path("absent/daily.pdf")
        let trouble = #expect(throws: TypesettingTrouble.self) {
            try PDFWriter().render(Samples.daily(), to: path)
        }
        #expect(trouble == .file(path, ENOENT))
    }

    @Test("A full disk leaves the report that was there, and no half one")
    func full() async {
        await #expect(processExitsWith: .success) {
            let folder = try Folder()
            let path = folder.path("daily.pdf")
            try Data("the report of before".utf8).write(to: URL(fileURLWithPath: path))
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 70_000, rlim_max: 70_000)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let trouble = #expect(throws: TypesettingTrouble.self) {
                try PDFWriter().render(Samples.daily(), to: path)
            }
            #expect(trouble == .file(path, EFBIG))
            #expect(try folder.read("daily.pdf") == Array("the report of before".utf8))
            #expect(folder.names == ["daily.pdf"])
        }
    }

    @Test(
        "A date of creation that is none is refused",
        arguments: [
            "", "2026-04-02", "2026-04-02T09:00:00", "2026-04-02 09:00:00+09:00",
            "2026-04-02T09:00:00+0900", "２０26-04-02T09:00:00Z", "2026-04-02T09:00:00Z)",
        ])
    func date(_ date: String) {
        var document = Samples.exceptions(count: 1)
        document.metadata.creationDate = date
        let trouble = #expect(throws: TypesettingTrouble.self) {
            try PDFWriter().render(document)
        }
        #expect(trouble == .creationDate(date))
    }

    @Test("Every trouble has a code of its own and says itself in both languages")
    func sentences() {
        let troubles: [TypesettingTrouble] = [
            .noJapaneseFont, .creationDate("x"), .file("daily.pdf", ENOSPC), .cairo("no memory"),
        ]
        #expect(Set(troubles.map(\.code)).count == troubles.count)
        #expect(Set(troubles.map(\.sentence.ja)).count == troubles.count)
        #expect(troubles.allSatisfy { $0.sentence.ja != $0.sentence.en })
        #expect(troubles[0].sentence.en.contains("fonts-morisawa-bizud-gothic"))
        #expect(troubles[2].sentence.ja.contains("daily.pdf"))
        #expect(troubles.map(\.mayRetry) == [true, false, true, true])
    }
}
