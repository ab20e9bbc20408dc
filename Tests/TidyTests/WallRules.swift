/// Who may import whom.
enum WallRules {
    /// One import line of a file.
    struct Import: Hashable {
        var module: String
        var line: Int
    }

    /// The imports of a file, with their lines.
    static func imports(of file: SourceText) -> [Import] {
        var found: [Import] = []
        for (index, line) in file.lines(keeping: [.code]).enumerated() {
            var words = line.split(whereSeparator: { $0 == " " || $0 == ";" || $0 == "\t" })
            while let first = words.first, first.hasPrefix("@") || isAccess(first) {
                words.removeFirst()
            }
            guard words.first == "import", words.count > 1 else { continue }
            words.removeFirst()
            if words.count > 1, isDeclaration(words[0]) { words.removeFirst() }
            let module = words[0].split(separator: ".")[0]
            found.append(Import(module: String(module), line: index + 1))
        }
        return found
    }

    private static func isAccess(_ word: Substring) -> Bool {
        ["public", "package", "internal", "fileprivate", "private"].contains(word)
    }

    private static func isDeclaration(_ word: Substring) -> Bool {
        ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor"]
            .contains(word)
    }

    /// The manifest against the table: every target has its row, at its place, and depends on no
    /// more than the row allows.
    static func manifest(_ manifest: Manifest, text: SourceText) -> [Violation] {
        var violations: [Violation] = []
        for target in manifest.targets where !target.isTest {
            let line = 1 + (text.lines.firstIndex { $0.contains("name: \"\(target.name)\"") } ?? 0)
            func breach(_ words: String) {
                violations.append(Violation(file: text.path, line: line, text: words))
            }
            guard let row = House.row(named: target.name) else {
                // A system library is what its importers' rows say of it.
                if !House.rows.contains(where: { $0.others.contains(target.name) }) {
                    breach("\(target.name) has no row in the table of the house")
                }
                continue
            }
            if target.path != row.path { breach("\(target.name) belongs in \(row.path)") }
            for name in target.dependencies.subtracting(row.ours).subtracting(row.others).sorted() {
                breach("\(target.name) may not depend on \(name)")
            }
        }
        return violations
    }

    /// Import lines of our targets against the table and the manifest.
    ///
    /// The package manager lets a file import what its target only depends on through others; here
    /// it may not.
    static func sources(_ files: [SourceText], _ manifest: Manifest) -> [Violation] {
        files.flatMap { file -> [Violation] in
            guard let row = House.row(of: file.path) else {
                return [Violation(file: file.path, line: 1, text: "lies in no folder of the table")]
            }
            let declared = manifest.targets.first { $0.name == row.name }?.dependencies ?? []
            return imports(of: file).compactMap { line in
                guard let reason = refusal(line.module, row, declared, file.path) else {
                    return nil
                }
                return Violation(file: file.path, line: line.line, text: reason)
            }
        }
    }

    private static func refusal(
        _ module: String, _ row: House.Row, _ declared: Set<String>, _ path: String
    ) -> String? {
        if House.platform.contains(module) {
            let open = row.platform.union(House.doors[path] ?? [])
            return open.contains(module) ? nil : "\(row.name) may not import \(module)"
        }
        if !row.ours.contains(module), !row.others.contains(module) {
            return "\(row.name) may not import \(module)"
        }
        if !declared.contains(House.brought[module] ?? module) {
            return "\(row.name) imports \(module), which the manifest does not declare for it"
        }
        return nil
    }

    /// Import lines of tests: what the manifest declares, and the platform.
    static func tests(_ files: [SourceText], _ manifest: Manifest) -> [Violation] {
        files.flatMap { file -> [Violation] in
            guard let target = manifest.target(of: file.path) else { return [] }
            return imports(of: file).compactMap { line in
                let known =
                    House.platform.contains(line.module)
                    || target.dependencies.contains(House.brought[line.module] ?? line.module)
                return known
                    ? nil
                    : Violation(
                        file: file.path, line: line.line,
                        text: "\(target.name) imports \(line.module), which the manifest does not "
                            + "declare for it")
            }
        }
    }

    /// Folders with code that is never built, and tests that are never run.
    static func folders(_ folders: [String], _ manifest: Manifest) -> [Violation] {
        folders.filter { folder in !manifest.targets.contains { $0.path == folder } }.map {
            Violation(file: $0, line: 1, text: "the folder is no target of the manifest")
        }
    }
}
