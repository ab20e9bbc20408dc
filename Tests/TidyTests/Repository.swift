import Foundation

/// The tree under test: found from this very file, read once.
enum Repository {
    /// The folder that holds the manifest.
    ///
    /// Links are followed, so tests that are linked into another package read their own tree.
    static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        repeat {
            folder.deleteLastPathComponent()
        } while folder.path != "/"
            && !FileManager.default.fileExists(
                atPath: folder.appendingPathComponent("Package.swift").path)
        return folder
    }()

    static func place(_ path: String) -> URL { root.appendingPathComponent(path) }

    /// Every Swift file of the three source roots and of the tests, and the manifest.
    static let files: [SourceText] = {
        (["Package.swift"] + (House.sourceRoots + ["Tests"]).flatMap(swiftFiles)).compactMap {
            path in
            guard let data = try? Data(contentsOf: place(path)) else {
                return nil
            }
            return SourceText(path: path, text: String(decoding: data, as: UTF8.self))
        }
    }()

    /// The files that ship: no tests, no manifest.
    static var sources: [SourceText] {
        files.filter { file in House.sourceRoots.contains { file.path.hasPrefix($0 + "/") } }
    }

    /// The folders that lie directly in a root, as paths: each is to be a target.
    static func folders(in top: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(
            atPath: place(top).path)
        return (names ?? []).sorted().map { "\(top)/\($0)" }.filter { folder in
            swiftFiles(in: folder).isEmpty == false
        }
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: place(path).path)
    }

    /// Paths of the Swift files below a folder, in order; fixtures and hidden folders left out.
    private static func swiftFiles(in folder: String) -> [String] {
        let base = place(folder)
        let walker = FileManager.default.enumerator(
            at: base, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
        var paths: [String] = []
        while let place = walker?.nextObject() as? URL {
            if place.lastPathComponent == "Fixtures" { walker?.skipDescendants() }
            guard place.pathExtension == "swift" else { continue }
            let full = place.resolvingSymlinksInPath().path
            guard full.hasPrefix(root.path + "/") else { continue }
            paths.append(String(full.dropFirst(root.path.count + 1)))
        }
        return paths.sorted()
    }
}
