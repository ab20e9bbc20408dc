import Foundation
import Testing

@Suite("Exit codes, languages and where the books are")
struct ExitTests {
    @Test(
        "What the command line does not know is wrong usage: exit 2",
        arguments: [
            ["frobnicate"], ["reconcile", "--frobnicate"],
            ["reconcile", "--through", "2026-02-30"],
            ["reconcile", "--through", "30 April"], ["import"],
            ["import", "there-is-no-such-file"],
            ["import", "--as", "frobnicate", "."], ["init", "there-is-no-such-file"], ["init"],
            ["audit", "--lang", "fr"], ["resolve", "0000000000"], ["approve", "0000000000"],
            ["resolve", "0000000000", "--as", "frobnicate", "--reason", "r", "--by", "tanaka"],
            ["resolve", "0000000000", "--as", "claim", "--reason", "", "--by", "tanaka"],
        ])
    func usage(arguments: [String]) throws {
        let answer = try TestBooks().run(arguments)
        #expect(answer.status == 2, "\(answer.ending)")
        #expect(answer.out.isEmpty, "\(answer.page)")
        #expect(!answer.err.isEmpty)
    }

    @Test(
        "What the books do not allow is refused with a code: exit 1",
        arguments: [
            (["init", Shiomi.cityFile], "books-exist"),
            (
                ["resolve", "0000000000", "--as", "claim", "--reason", "r", "--by", "tanaka"],
                "exception-unknown"
            ),
            (["approve", "0000000000", "--by", "sato"], "exception-unknown"),
        ])
    func refused(arguments: [String], code: String) throws {
        let books = try TestBooks()
        let standing = try books.standing()
        let answer = try books.run(arguments)
        #expect(answer.status == 1, "\(answer.ending)")
        #expect(answer.words.hasPrefix(code + ": "), "\(answer.words)")
        #expect(answer.out.isEmpty, "\(answer.page)")
        #expect(try books.standing() == standing)
    }

    @Test(
        "Where there are no books, every command but init is refused: exit 1",
        arguments: [
            ["import", Shiomi.cityFile], ["reconcile"], ["exceptions"], ["audit"],
            ["city", "apply", Shiomi.cityFile],
        ])
    func noBooks(arguments: [String]) throws {
        let folder = try TemporaryFolder()
        let answer = try RunningProgram(
            arguments + ["--data", folder.path + "/nothing"], in: folder
        ).answer()
        #expect(answer.status == 1, "\(answer.ending)")
        #expect(answer.words.hasPrefix("no-books: "), "\(answer.words)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/nothing"))
    }

    @Test("A city file with a mistake is rejected with line and column, and makes no books")
    func wrongCityFile() throws {
        let folder = try TemporaryFolder()
        let yaml = Array("frobnicate: 1\n".utf8) + (try Shiomi.bytes("city.yaml"))
        let file = try folder.write("city.yaml", yaml)
        let answer = try RunningProgram(
            ["init", file, "--data", folder.path + "/books"], in: folder
        ).answer()
        #expect(answer.status == 3, "\(answer.ending)")
        #expect(answer.words.hasPrefix("1:1: "), "\(answer.words)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/books/books.sqlite"))
    }

    @Test("Exceptions that remain are exit 4 where --strict was asked, and only there")
    func strict() throws {
        let books = try TestBooks.withMonth()
        let command = ["reconcile", "--through", Shiomi.monthEnd, "--json"]
        let strict = try books.run(command + ["--strict"])
        #expect(strict.status == 4, "\(strict.ending)")
        let plain = try books.run(command)
        #expect(plain.status == 0, "\(plain.ending)")
        #expect(plain.out == strict.out)
        let empty = try TestBooks().run(command + ["--strict"])
        #expect(empty.status == 0, "\(empty.ending)")
    }

    @Test("JSON stands alone on standard output, whatever the language", arguments: ["ja", "en"])
    func jsonAlone(language: String) throws {
        let books = try TestBooks()
        for command in [
            ["import"] + Shiomi.month, ["reconcile"], ["exceptions"], ["exceptions", "--all"],
            ["audit"],
        ] {
            let answer = try books.run(command + ["--json", "--lang", language])
            #expect(answer.status == 0, "\(answer.ending)")
            guard case .object = try answer.json() else {
                Issue.record("\(command): no JSON object")
                continue
            }
            #expect(answer.out.last == 0x0A, "\(command)")
        }
    }

    @Test("Pages and words are Japanese or English, as asked or as the locale says")
    func languages() throws {
        let books = try TestBooks.withMonth()
        try books.reconcile(Shiomi.monthEnd)
        for command in [["reconcile"], ["exceptions"], ["audit"], ["import"] + Shiomi.month] {
            let ja = try books.run(command + ["--lang", "ja"])
            let en = try books.run(command + ["--lang", "en"])
            #expect(ja.status == 0 && en.status == 0, "\(ja.ending) \(en.ending)")
            #expect(isJapanese(ja.page), "\(command): \(ja.page.prefix(200))")
            #expect(ja.page != en.page)
            let byLocale = try RunningProgram(
                command + ["--data", books.place], in: books.folder,
                environment: ["LANG": "ja_JP.UTF-8"]
            ).answer()
            #expect(byLocale.page == ja.page)
        }
        let refusals = try ["ja", "en"].map {
            try books.run("approve", "0000000000", "--by", "sato", "--lang", $0).words
        }
        #expect(isJapanese(refusals[0]) && !isJapanese(refusals[1]), "\(refusals)")
    }

    private func isJapanese(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x3040...0x30FF).contains($0.value) }
    }

    @Test("--data stands before or after the command, and SUITO_DATA stands in for it")
    func whereTheBooksAre() throws {
        let folder = try TemporaryFolder()
        let named = folder.path + "/named"
        func run(_ arguments: [String], data: String? = nil) throws -> Answer {
            var environment = ["LANG": "en_US.UTF-8"]
            if let data { environment["SUITO_DATA"] = data }
            return try RunningProgram(arguments, in: folder, environment: environment).answer()
        }
        let made = try run(["--data", named, "init", Shiomi.cityFile])
        #expect(made.status == 0, "\(made.ending)")
        let answers = [
            try run(["--data", named, "audit", "--json"]),
            try run(["audit", "--json", "--data", named]),
            try run(["audit", "--data=" + named, "--json"]),
            try run(["--lang", "ja", "--data", named, "audit", "--json"]),
            try run(["audit", "--json"], data: named),
            try run(["audit", "--json", "--data", named], data: folder.path + "/other"),
        ]
        for answer in answers {
            #expect(answer.status == 0, "\(answer.ending)")
            #expect(answer.out == answers[0].out)
        }
        // The folder where the program is started: there are no books beneath it yet.
        #expect(try run(["audit"]).status == 1)
        #expect(try run(["init", Shiomi.cityFile]).status == 0)
        #expect(FileManager.default.fileExists(atPath: folder.path + "/suito-data/books.sqlite"))
        #expect(try run(["audit"]).status == 0)
    }

    @Test(
        "Help and version are no mistakes: exit 0",
        arguments: [
            ["--help"], ["--version"], ["import", "--help"], ["help", "reconcile"],
            ["resolve", "--help"],
        ])
    func help(arguments: [String]) throws {
        let folder = try TemporaryFolder()
        let answer = try RunningProgram(arguments, in: folder).answer()
        #expect(answer.status == 0, "\(answer.ending)")
        #expect(!answer.out.isEmpty)
        #expect(answer.err.isEmpty, "\(answer.words)")
    }
}
