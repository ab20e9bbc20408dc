import Testing

@Suite("The rules on words, lengths and shapes can fail")
struct TextRuleTests {
    private static func pure(_ text: String) -> [Int] {
        let file = SourceText(path: "Sources/Slips/A.swift", text: text)
        return WordRules.check(file, WordRules.bans(for: file.path)).map(\.line)
    }

    @Test(
        "Each banned word is found in a pure module",
        arguments: [
            "// TODO: later", "// FIXME", "/* XXX */", "let text = \"TODO\"", "// good for now",
            "fatalError(\"no\")", "let x = try! f()", "@testable import Money",
            "@_exported import Money", "@Test(.disabled(\"later\")) func f() {}",
            "let path = \"/home/me/x\"", "// see /tmp/x", "let path = \"/root/x\"",
            "let path = \"/work/x\"", "let x: Double = 1", "let x = [Decimal]()", "var x: Float",
            "let x = await f()", "func f() async {}", "let now = Date()", "let now = Date.now",
            "let clock = ContinuousClock()", "let text = \"\\(try! f())\"",
        ])
    func banned(_ text: String) {
        #expect(TextRuleTests.pure("let first = 1\n\(text)\n") == [2])
    }

    @Test(
        "What is no banned word passes",
        arguments: [
            "// no Double here, and nothing to await", "let todo = 1", "let text = \"Double\"",
            "let day = BookDate(1)", "let isDecimal = true", "let x = try f()",
            "let path = \"ledger/work/home\"", "case doubled", "let text = #\"try! \\(f())\"#",
            "let text = \"\"\"\n    try! Double\n    \"\"\"",
            "let x = nested /* /* Double */ try! */",
            "// the method fatalError( is not for us",
        ])
    func allowed(_ text: String) {
        #expect(TextRuleTests.pure(text).isEmpty)
    }

    @Test("Outside of pure modules waiting is allowed, and fractions away from money")
    func rim() {
        func check(_ path: String, _ text: String) -> Int {
            let file = SourceText(path: path, text: text)
            return WordRules.check(file, WordRules.bans(for: path)).count
        }
        #expect(check("Sources/Office/A.swift", "let x = await f()") == 0)
        #expect(check("Sources/Office/A.swift", "let x: Double = 1") == 1)
        #expect(check("Sources/suito/A.swift", "let x: Double = 1") == 0)
        #expect(check("Tests/SlipsTests/A.swift", "let text = \"TODO\"") == 0)
        #expect(check("Tests/SlipsTests/A.swift", "// TODO") == 1)
        #expect(check("Tests/SlipsTests/A.swift", "@testable import Slips") == 1)
    }

    @Test("An unchecked Sendable without a proof near it is found")
    func sendable() {
        func lines(_ text: String) -> [Int] {
            WordRules.unproven(SourceText(path: "a.swift", text: text)).map(\.line)
        }
        let type = "final class Handle: @unchecked Sendable {}\n"
        #expect(lines(type) == [1])
        #expect(lines("// Sendable: only its owner touches the pointer.\n" + type) == [])
        #expect(lines("// Sendable: proof\n\n\n" + type) == [])
        #expect(lines("// Sendable: proof\n\n\n\n" + type) == [5])
        #expect(lines("// a comment that proves nothing\n" + type) == [2])
        #expect(lines("let text = \"Sendable: no comment\"\n" + type) == [2])
        #expect(lines("struct Plain: Sendable {}\n") == [])
    }

    @Test("A file of 400 lines is too long, one of 399 is not")
    func fileLength() {
        func check(_ count: Int) -> Int {
            let text = String(repeating: "// line\n", count: count)
            return LengthRules.file(SourceText(path: "a.swift", text: text)).count
        }
        #expect(check(399) == 0)
        #expect(check(400) == 1)
    }

    @Test("A line of 101 columns is too long, unless a literal in Japanese stands in it")
    func lineLength() {
        func check(_ line: String) -> [Int] {
            LengthRules.columns(SourceText(path: "a.swift", text: "//\n\(line)\n")).map(\.line)
        }
        #expect(check("// " + String(repeating: "x", count: 97)) == [])
        #expect(check("// " + String(repeating: "x", count: 98)) == [2])
        #expect(check("// " + String(repeating: "円", count: 97)) == [])
        #expect(check("// " + String(repeating: "円", count: 98)) == [2])
        let long = String(repeating: "x", count: 100)
        #expect(check("let text = \"\(long)\"") == [2])
        #expect(check("let text = \"円\(long)\"") == [])
    }

    @Test("A function of 70 lines is too long, one of 69 is not")
    func functionLength() {
        func check(_ head: String, _ count: Int) -> [Int] {
            let body = String(repeating: "        f(\"}\") // }\n", count: count - 2)
            let text = "struct A {\n    \(head) {\n\(body)    }\n    let x = 1\n}\n"
            return LengthRules.functions(SourceText(path: "a.swift", text: text)).map(\.line)
        }
        let heads = [
            "func long()", "public static func < (a: A, b: A) -> Bool", "init?(x: Int)",
            "init<T>(of t: T) where T: Sendable", "func f(x: () -> Int = { 1 }) throws(E) -> [Int]",
            "subscript(index: Int) -> Int",
        ]
        for head in heads {
            #expect(check(head, 69) == [], "\(head)")
            #expect(check(head, 70) == [2], "\(head)")
        }
    }

    @Test("Calls of initialisers and requirements without a body are no functions")
    func noFunctions() {
        func count(_ text: String) -> Int {
            FunctionScan(code: Array(text.utf8)).functions().count
        }
        #expect(count("let x = list.map(Yen.init) ; if a { b }") == 0)
        #expect(count("self.init(x: 1) ; if a { b }") == 0)
        #expect(
            count("protocol P { func a() -> Int\n func b()\n init()\n var c: Int { get } }") == 0)
        #expect(count("func a() { func b() {} }") == 2)
        #expect(count("let functional = 1 ; { initial() }") == 0)
    }

    @Test("A target without its page is found")
    func pages() {
        let manifest = Manifest(targets: [
            Manifest.Target(
                name: "Slips", path: "Sources/Slips", isTest: false, dependencies: []),
            Manifest.Target(
                name: "SlipsTests", path: "Tests/SlipsTests", isTest: true, dependencies: []),
        ])
        #expect(ShapeRules.pages(manifest) { $0 == "Sources/Slips/Slips.docc/Slips.md" }.isEmpty)
        #expect(ShapeRules.pages(manifest) { _ in false }.count == 1)
    }

    @Test("A public list of refusals that cannot be walked through is found")
    func refusals() {
        func lines(_ text: String) -> [Int] {
            ShapeRules.refusals(SourceText(path: "a.swift", text: text)).map(\.line)
        }
        #expect(lines("public enum PostRefusal: Error, CaseIterable {\n") == [])
        #expect(lines("public enum PostRefusal:\n    Error,\n    CaseIterable\n{\n") == [])
        #expect(lines("public enum PostRefusal: Error {\n    // CaseIterable\n") == [1])
        #expect(lines("//\npublic indirect enum Refusal { case a }") == [2])
        #expect(lines("enum PostRefusal: Error {") == [])
        #expect(lines("public enum PostAnswer: Error {") == [])
        #expect(lines("// public enum PostRefusal: Error {") == [])
    }
}
