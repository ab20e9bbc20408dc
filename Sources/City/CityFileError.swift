/// A city file that was refused, with everything that is wrong in it.
public struct CityFileError: Error, Sendable, Hashable {
    /// In the order of their places; never empty.
    public let problems: [CityFileProblem]

    public init(problems: [CityFileProblem]) { self.problems = problems }
}

extension CityFileError: CustomStringConvertible {
    /// One problem a line.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// One thing that is wrong in a city file, with its place.
public struct CityFileProblem: Sendable, Hashable {
    /// Stable codes: none ever changes its meaning.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The text is no YAML.
        case yaml
        case unknownKey = "unknown-key"
        case missingKey = "missing-key"
        /// The same key twice in one mapping.
        case duplicateKey = "duplicate-key"
        /// A list where a mapping belongs, a fraction where a whole number belongs.
        case wrongType = "wrong-type"
        case valueInvalid = "value-invalid"
        case dateInvalid = "date-invalid"
        /// A second entry with an id that must be unique.
        case duplicateID = "duplicate-id"
        /// An id that stands nowhere in the file.
        case unknownReference = "unknown-reference"
        /// Dated entries that do not follow one another.
        case order
    }

    /// Counted from 1.
    public let line: Int
    /// Counted from 1, in Unicode scalars.
    public let column: Int
    public let code: Code
    /// Where in the tree: `providers[2].agreements[0].fees[1].rate_ppm`; empty for the whole file.
    public let path: String
    /// The sentence for a person in Japanese, without the place.
    public let ja: String
    /// The sentence for a person in English, without the place.
    public let en: String

    public init(line: Int, column: Int, code: Code, path: String, ja: String, en: String) {
        self.line = line
        self.column = column
        self.code = code
        self.path = path
        self.ja = ja
        self.en = en
    }
}

extension CityFileProblem: CustomStringConvertible {
    /// `12:5 unknown-key fees[0].prize: there is no key "prize" here`.
    public var description: String {
        "\(line):\(column) \(code.rawValue) \(path.isEmpty ? "" : path + ": ")\(en)"
    }
}
