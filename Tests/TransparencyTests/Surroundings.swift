import Foundation

/// Where things lie in the tree, and a folder of one's own to write to.
enum Surroundings {
    static let tests = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent()

    static let page = tests.deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("ledger/Transparency/Transparency.docc/Transparency.md")

    static let checker = tests.appendingPathComponent("check_inclusion.py")

    static func vectors(_ name: String) throws -> Data {
        try Data(contentsOf: tests.appendingPathComponent("Vectors/\(name)"))
    }

    /// Lends a new folder and removes it afterwards.
    static func withFolder<T>(_ body: (URL) throws -> T) throws -> T {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("transparency-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}

/// The bytes of hexadecimal digits; nil where they are none.
func bytes(hex: String) -> [UInt8]? {
    let digits = hex.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count.isMultiple(of: 2), !digits.contains(nil) else { return nil }
    let values = digits.compactMap { $0 }
    return stride(from: 0, to: values.count, by: 2).map {
        UInt8(values[$0] << 4 | values[$0 + 1])
    }
}

func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
}
