import Foundation
import Testing

/// The sample city: its files, and the truth about them.
enum SampleMonth {
    static let folder: String =
        ProcessInfo.processInfo.environment["SUITO_FIXTURES"]
        ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/shiomi").path()

    static func path(_ name: String) -> String { folder + "/" + name }

    static func text(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    static var city: String { get throws { try text("city.yaml") } }

    /// The files of a folder and of the folders in it, by name.
    static func files(_ name: String) throws -> [String] {
        let inside = try #require(FileManager.default.enumerator(atPath: path(name)))
        var found: [String] = []
        while let entry = inside.nextObject() as? String {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(
                atPath: path(name) + "/" + entry, isDirectory: &isFolder)
            if !isFolder.boolValue { found.append(path(name) + "/" + entry) }
        }
        return found.sorted()
    }

    /// What had come by the end of April.
    static var april: [String] {
        get throws { try ["bills", "sales", "providers", "bank"].flatMap { try files($0) } }
    }

    /// What came in May.
    static var late: [String] { get throws { try files("late") } }

    static var truth: Truth {
        get throws {
            let data = try Data(contentsOf: URL(filePath: path("expected.json")))
            return try JSONDecoder().decode(Truth.self, from: data)
        }
    }

    /// The parts of `expected.json` that speak of imports and exceptions.
    struct Truth: Decodable {
        struct BadFile: Decodable, Sendable, CustomTestStringConvertible {
            var path: String
            var expect: String
            var why: String
            var code: String?
            var findings_min: Int?
            var testDescription: String { "\(path): \(why)" }
        }
        struct Open: Decodable, Hashable {
            var code: String
            var provider: String?
            var reference: String
            var amount: Int64
        }
        var bad: [BadFile]
        var exceptions: [Open]
        var exceptions_late: [Open]
    }
}
