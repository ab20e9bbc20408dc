import Foundation

/// The sample month that ships with the repository.
enum Shiomi {
    /// The folder of the sample: `SUITO_FIXTURES` names another folder of fixtures.
    static let folder: String = {
        let given = ProcessInfo.processInfo.environment["SUITO_FIXTURES"]
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
        return (given ?? tests.appending(path: "Fixtures").path()) + "/shiomi"
    }()

    static var cityFile: String { folder + "/city.yaml" }

    /// The folders that had come until 30 April.
    static var month: [String] {
        ["bills", "sales", "providers", "bank"].map { folder + "/" + $0 }
    }

    /// What came until 20 May.
    static var late: [String] { [folder + "/late"] }

    static let monthEnd = "2026-04-30"
    static let lateEnd = "2026-05-20"

    static func path(_ name: String) -> String { folder + "/" + name }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path(name))))
    }

    /// All files in a folder of the sample, as paths within the sample, sorted.
    static func files(_ folders: String...) throws -> [String] {
        try folders.flatMap { name in
            try FileManager.default.subpathsOfDirectory(atPath: path(name)).map { name + "/" + $0 }
        }.filter { file in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path(file), isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    /// The files of the month, as paths within the sample.
    static func monthFiles() throws -> [String] {
        try files("bills", "sales", "providers", "bank")
    }

    /// A part of the month, with something of every kind: what is named for a day until 10 April.
    static func beginning() throws -> [String] {
        try monthFiles().filter { file in
            file.hasPrefix("bills") || file.filter(\.isNumber).suffix(8) <= "20260410"
        }.map(path)
    }

    static func expected() throws -> JSONValue {
        try JSONValue(Data(contentsOf: URL(filePath: path("expected.json"))))
    }
}
