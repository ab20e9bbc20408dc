import Foundation

/// The executable that ships, as a person finds it.
enum Program {
    struct Missing: Error, CustomStringConvertible {
        let places: [String]

        var description: String {
            "there is no executable to test: build the product suito, or name it in "
                + "SUITO_EXECUTABLE (looked for \(places.joined(separator: ", ")))"
        }
    }

    /// The one that `SUITO_EXECUTABLE` names, else the one that was built beside these tests.
    static func path() throws -> String {
        if let given = ProcessInfo.processInfo.environment["SUITO_EXECUTABLE"] {
            guard FileManager.default.isExecutableFile(atPath: given) else {
                throw Missing(places: [given])
            }
            return given
        }
        var places: [String] = []
        for start in [CommandLine.arguments[0], Bundle.main.bundlePath] {
            // On some platforms the tests lie some folders deep in a bundle.
            var folder = URL(filePath: start).standardizedFileURL
            for _ in 0..<4 {
                folder.deleteLastPathComponent()
                let place = folder.appending(path: "suito").path()
                if isProgram(place) { return place }
                places.append(place)
            }
        }
        throw Missing(places: places)
    }

    private static func isProgram(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && !isFolder.boolValue && FileManager.default.isExecutableFile(atPath: path)
    }
}
