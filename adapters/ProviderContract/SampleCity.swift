import Glibc

/// The sample month of 汐見市 that ships with the repository.
public enum SampleCity {
    /// The folder `Tests/Fixtures/shiomi`, found from the place of a test's source, or what the
    /// environment variable `SUITO_FIXTURES` says.
    public static func folder(from source: String = #filePath) -> String {
        if let folder = getenv("SUITO_FIXTURES") { return String(cString: folder) }
        let parts = source.split(separator: "/", omittingEmptySubsequences: false)
        let root = parts.lastIndex { $0 == "Tests" } ?? parts.count
        return (parts[..<root] + ["Tests", "Fixtures", "shiomi"]).joined(separator: "/")
    }

    /// A file of the sample, whole; nil where there is none.
    public static func bytes(_ path: String, from source: String = #filePath) -> [UInt8]? {
        guard let file = fopen(folder(from: source) + "/" + path, "rb") else { return nil }
        defer { fclose(file) }
        var result: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&block, 1, block.count, file)
            if count == 0 { return result }
            result += block[..<count]
        }
    }

    /// The paths of the files in a folder of the sample, sorted.
    public static func files(in path: String, from source: String = #filePath) -> [String] {
        guard let directory = opendir(folder(from: source) + "/" + path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    String(cString: $0)
                }
            }
            if entry.pointee.d_type == UInt8(DT_REG) { names.append(path + "/" + name) }
        }
        return names.sorted()
    }
}
