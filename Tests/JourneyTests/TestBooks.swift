import Foundation
import TestSupport
import Testing

/// Books of the sample city in a folder of their own, worked on through the command line.
struct TestBooks {
    let folder: TemporaryFolder
    /// The folder of the books.
    var path: String { folder.path + "/books" }
    /// What `--data` is: the folder, or a schema of a cluster together with it.
    let place: String
    /// The schema's URL, nil where the books are a file.
    private let url: String?

    /// New books of the sample city.
    ///
    /// - Parameter change: of the city file.
    init(
        training: Bool = false, sourceLocation: SourceLocation = #_sourceLocation,
        change: ((String) -> String)? = nil
    ) throws {
        try self.init(in: TemporaryFolder())
        var file = Shiomi.cityFile
        if let change {
            let text = try String(contentsOfFile: file, encoding: .utf8)
            file = try folder.write("city.yaml", change(text).utf8)
        }
        let words = training ? ["init", "--training"] : ["init"]
        try done(run(words + [file]), sourceLocation)
    }

    private init(in folder: TemporaryFolder) throws {
        self.folder = folder
        url = TestEngine.isCluster ? TestEngine.newSchema() : nil
        place = url.map { "\($0)&folder=\(folder.path)/books" } ?? folder.path + "/books"
    }

    /// The same books once more, in a folder of their own; nobody may be at work on them.
    init(copyOf other: TestBooks) throws {
        try self.init(in: TemporaryFolder())
        try FileManager.default.copyItem(atPath: other.path, toPath: path)
        if let url, let former = other.url { try TestEngine.copy(former, to: url) }
    }

    /// Books with the month taken in.
    static func withMonth(sourceLocation: SourceLocation = #_sourceLocation) throws -> TestBooks {
        let books = try TestBooks(sourceLocation: sourceLocation)
        try books.take(Shiomi.month, sourceLocation: sourceLocation)
        return books
    }

    /// Starts `suito ARGUMENTS --data …`.
    func start(
        _ arguments: [String], largestFile: Int? = nil, mostData: Int? = nil
    ) throws -> RunningProgram {
        try RunningProgram(
            arguments + ["--data", place], in: folder, largestFile: largestFile,
            mostData: mostData)
    }

    /// Runs `suito ARGUMENTS --data …` to its end.
    func run(_ arguments: [String]) throws -> Answer { try start(arguments).answer() }

    func run(_ arguments: String...) throws -> Answer { try run(arguments) }

    /// Takes files in that must not be refused, and returns what is said of each.
    @discardableResult
    func take(
        _ files: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [JSONValue] {
        let answer = try run(["import", "--json"] + files)
        try done(answer, sourceLocation)
        return try answer.json()["files"].rows
    }

    /// Reconciles through a day, and returns the report as it was printed.
    @discardableResult
    func reconcile(
        _ through: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Data {
        let answer = try run("reconcile", "--through", through, "--json")
        try done(answer, sourceLocation)
        return answer.out
    }

    /// Where the books' report of a day differs from the truth.
    func differences(
        from truth: Truth, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [String] {
        let report = try reconcile(truth.through, sourceLocation: sourceLocation)
        return truth.differences(from: try JSONValue(report))
    }

    /// Walks the books, which must hold, and returns how many vouchers are in them.
    @discardableResult
    func audit(sourceLocation: SourceLocation = #_sourceLocation) throws -> Int {
        let answer = try run("audit", "--json")
        try done(answer, sourceLocation)
        let report = try answer.json()
        #expect(report["sound"] == .bool(true), sourceLocation: sourceLocation)
        #expect(report["damages"] == .array([]), sourceLocation: sourceLocation)
        return try #require(report["vouchers"].int, sourceLocation: sourceLocation)
    }

    /// All that the books say of themselves: what an audit walks, every exception there ever was,
    /// and the evidence that is kept.
    func standing(sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
        let audit = try run("audit", "--json")
        let exceptions = try run("exceptions", "--all", "--json")
        try done(audit, sourceLocation)
        try done(exceptions, sourceLocation)
        let evidence = try FileManager.default.subpathsOfDirectory(atPath: path + "/evidence")
        return [audit.page, exceptions.page] + evidence.sorted()
    }

    /// The exceptions that are open.
    func exceptions(
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [JSONValue] {
        let answer = try run("exceptions", "--json")
        try done(answer, sourceLocation)
        return try answer.json()["exceptions"].rows
    }

    /// All bytes of the books' folder that hold one of the texts, as `file: text`.
    func places(of texts: [String]) throws -> [String] {
        var found: [String] = []
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            let file = path + "/" + name
            guard let data = FileManager.default.contents(atPath: file) else { continue }
            for text in texts where data.range(of: Data(text.utf8)) != nil {
                found.append("\(name): \(text)")
            }
        }
        return found
    }

    /// A key of the API for a service, with all scopes or some.
    func apiKey(
        _ service: String, scopes: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let scope = scopes.isEmpty ? [] : ["--scope"] + scopes
        let answer = try run(["keys", "api", "create", "--json", "--service", service] + scope)
        try done(answer, sourceLocation)
        return try #require(try answer.json()["secret"].text, sourceLocation: sourceLocation)
    }

    /// Asks the database past the program, with the stock tool of its engine: values of a row with
    /// `|` between, a row a line.
    func ask(_ sql: String) throws -> StockTool.Answer {
        guard let url else { return try StockTool.sqlite(path + "/books.sqlite", sql) }
        return try TestEngine.ask(url, sql)
    }

    /// The seals that are stored, in the order of days, in capital hexadecimal.
    func seals() throws -> [String] {
        let seal = TestEngine.isCluster ? "upper(encode(seal, 'hex'))" : "hex(seal)"
        let answer = try ask("SELECT \(seal) FROM package ORDER BY day")
        try #require(answer.status == 0, "\(answer.text)")
        return answer.text.split(separator: "\n").map(String.init)
    }

    private func done(_ answer: Answer, _ sourceLocation: SourceLocation) throws {
        try #require(
            answer.status == 0, "\(answer.ending)", sourceLocation: sourceLocation)
    }
}
