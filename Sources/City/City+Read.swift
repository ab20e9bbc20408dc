import Yams

extension City {
    /// Reads a city file strictly.
    ///
    /// - Parameter yaml: one YAML document; the schema stands on this module's page.
    /// - Returns: a city in which every reference leads somewhere.
    /// - Throws: every problem of the file at once, in the order of their places. Text that is no
    ///   YAML, or repeats a key in one mapping, is one problem alone: there is no tree to look at.
    public static func read(_ yaml: String) throws(CityFileError) -> City {
        let problems = CityFileProblems()
        guard let root = try compose(yaml) else {
            throw CityFileError(problems: [
                CityFileProblem(
                    line: 1, column: 1, code: .wrongType, path: "", ja: "ファイルが空です",
                    en: "the file is empty")
            ])
        }
        var reader = CityFileReader()
        let city = reader.city(CityFileNode(node: root, path: "", problems: problems))
        guard let city, problems.all.isEmpty else {
            throw CityFileError(problems: sorted(problems.all))
        }
        return city
    }

    /// A city file for books of training: the same, with `training: true` at its end.
    ///
    /// - Throws: where the file cannot be read.
    public static func training(_ yaml: String) throws(CityFileError) -> String {
        if try read(yaml).isTraining { return yaml }
        let marked = yaml + (yaml.hasSuffix("\n") ? "" : "\n") + "training: true\n"
        _ = try read(marked)
        return marked
    }

    private static func sorted(_ problems: [CityFileProblem]) -> [CityFileProblem] {
        problems.sorted {
            ($0.line, $0.column, $0.path, $0.code.rawValue)
                < ($1.line, $1.column, $1.path, $1.code.rawValue)
        }
    }

    private static func compose(_ yaml: String) throws(CityFileError) -> Node? {
        // libYAML would count the mark as a column and take the first key for an indented one.
        let text = yaml.hasPrefix("\u{FEFF}") ? String(yaml.unicodeScalars.dropFirst()) : yaml
        do {
            return try Yams.compose(yaml: text)
        } catch {
            throw CityFileError(problems: [problem(from: error, in: yaml)])
        }
    }

    private static func problem(from error: any Error, in yaml: String) -> CityFileProblem {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let text = context.map { "\(problem) (\($0.text))" } ?? problem
            return syntax(line: mark.line, column: mark.column, text)
        case .reader(let problem, let offset, _, _):
            let place = place(ofCharacter: offset ?? 0, in: yaml)
            return syntax(line: place.line, column: place.column, problem)
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.sorted().map { "「\($0)」" }.joined()
            let quoted = keys.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
            return CityFileProblem(
                line: context.mark.line, column: context.mark.column, code: .duplicateKey, path: "",
                ja: "項目\(names)が同じ組に二度あります", en: "one mapping has the same key twice: \(quoted)")
        default:
            return syntax(line: 1, column: 1, String(describing: error))
        }
    }

    private static func syntax(line: Int, column: Int, _ text: String) -> CityFileProblem {
        CityFileProblem(
            line: line, column: column, code: .yaml, path: "",
            ja: "YAMLとして読めません: \(text)", en: "this is no YAML: \(text)")
    }

    /// Yams tells the place of an unreadable character as a count of characters only.
    private static func place(ofCharacter offset: Int, in yaml: String) -> (line: Int, column: Int)
    {
        var line = 1
        var column = 1
        for character in yaml.prefix(offset) {
            if character.isNewline {
                line += 1
                column = 1
            } else {
                column += character.unicodeScalars.count
            }
        }
        return (line, column)
    }
}
