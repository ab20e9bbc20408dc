/// What every target and every closed list of refusals has.
enum ShapeRules {
    /// The page that each target's folder must hold.
    static func page(of target: Manifest.Target) -> String {
        "\(target.path)/\(target.name).docc/\(target.name).md"
    }

    static func pages(_ manifest: Manifest, exists: (String) -> Bool) -> [Violation] {
        manifest.targets.filter { House.row(named: $0.name) != nil && !exists(page(of: $0)) }.map {
            Violation(file: page(of: $0), line: 1, text: "\($0.name) has no page")
        }
    }

    /// Public enums named `…Refusal` that cannot be walked through: a table of sentences could
    /// miss one of their cases.
    static func refusals(_ file: SourceText) -> [Violation] {
        let code = file.lines(keeping: [.code])
        return code.indices.compactMap { index in
            let words = code[index].split { !($0.isLetter || $0.isNumber || $0 == "_") }
            guard let place = words.firstIndex(of: "enum"), place + 1 < words.count,
                words[..<place].contains("public"), words[place + 1].hasSuffix("Refusal"),
                !head(code, from: index).contains("CaseIterable")
            else { return nil }
            return Violation(
                file: file.path, line: index + 1,
                text: "\(words[place + 1]) is not CaseIterable")
        }
    }

    /// The declaration up to its brace; it may take several lines.
    private static func head(_ code: [String], from index: Int) -> String {
        var text = ""
        for line in code[index...] {
            text += line.prefix { $0 != "{" } + " "
            if line.contains("{") { break }
        }
        return text
    }
}
