import Testing

/// The house rules, held against the tree as it stands.
@Suite("The tree keeps the rules of the house")
struct TidyTests {
    @Test("The tree is found and read")
    func tree() {
        #expect(Repository.files.first?.path == "Package.swift")
        #expect(Repository.sources.contains { $0.path == "ledger/Money/Yen.swift" })
        #expect(Repository.files.contains { $0.path == "Tests/TidyTests/TidyTests.swift" })
    }

    @Test("The manifest lets no target depend on more than the table allows")
    func manifest() throws {
        let manifest = try Manifest.current.get()
        #expect(manifest.targets.contains { $0.name == "Money" })
        let text = try #require(Repository.files.first { $0.path == "Package.swift" })
        report(WallRules.manifest(manifest, text: text))
    }

    @Test("Every import line is allowed by the table and declared in the manifest")
    func imports() throws {
        report(WallRules.sources(Repository.sources, try Manifest.current.get()))
    }

    @Test("Every import line of a test is declared in the manifest")
    func testImports() throws {
        let tests = Repository.files.filter { $0.path.hasPrefix("Tests/") }
        report(WallRules.tests(tests, try Manifest.current.get()))
    }

    @Test("Every folder of code is a target", arguments: House.sourceRoots + ["Tests"])
    func folders(_ root: String) throws {
        report(WallRules.folders(Repository.folders(in: root), try Manifest.current.get()))
    }

    @Test("No file holds a banned word")
    func words() {
        report(Repository.files.flatMap { WordRules.check($0, WordRules.bans(for: $0.path)) })
    }

    @Test("Every unchecked Sendable has its proof beside it")
    func sendable() {
        report(Repository.files.flatMap(WordRules.unproven))
    }

    @Test("No file is too long")
    func fileLengths() {
        report(Repository.files.flatMap(LengthRules.file))
    }

    @Test("No line is too long")
    func lineLengths() {
        report(Repository.files.flatMap(LengthRules.columns))
    }

    @Test("No function is too long")
    func functionLengths() {
        report(Repository.files.flatMap(LengthRules.functions))
    }

    @Test("Every target has its page")
    func pages() throws {
        report(
            ShapeRules.pages(try Manifest.current.get()) { Repository.exists($0) })
    }

    @Test("Every public list of refusals can be walked through")
    func refusals() {
        report(Repository.sources.flatMap(ShapeRules.refusals))
    }
}
