/// The part of `swift package dump-package` that is of interest.
struct PackagePayload: Decodable {
    struct Target: Decodable {
        var name: String
        var path: String?
        var type: String
        var dependencies: [Dependency]
    }

    /// `{"byName": ["Money", null]}`, `{"product": ["GRDB", "GRDB.swift", null, null]}` or
    /// `{"target": ["Money", null]}`.
    struct Dependency: Decodable {
        var name: String

        init(from decoder: any Decoder) throws {
            let kinds = try decoder.singleValueContainer().decode([String: [Part]].self)
            guard case .text(let name)? = kinds.values.first?.first else {
                throw DecodingError.dataCorrupted(
                    DecodingError.Context(
                        codingPath: decoder.codingPath,
                        debugDescription: "a dependency without a name"))
            }
            self.name = name
        }
    }

    /// Conditions and module aliases stand beside the names; only names are text.
    enum Part: Decodable {
        case text(String)
        case other

        init(from decoder: any Decoder) throws {
            let text = try? decoder.singleValueContainer().decode(String.self)
            self = text.map(Part.text) ?? .other
        }
    }

    var targets: [Target]
}
