import Foundation

/// Where books in a PostgreSQL cluster are: the URL of libpq, with two words of the house.
///
/// `postgres://user@host:port/database?schema=suito&folder=/srv/suito&sslmode=verify-full`:
/// `schema` names the schema that holds the tables, `suito` where it is not said; `folder` is where
/// an instance keeps what belongs to it alone. All else is libpq's
/// (<https://www.postgresql.org/docs/15/libpq-connect.html>), several hosts and TLS included.
public struct ClusterAddress: Sendable, Hashable, CustomStringConvertible {
    /// The schema that holds the tables.
    public let schema: String
    /// The folder of this instance, nil where the URL names none.
    public let folder: String?
    private let place: String
    private let parameters: [String]

    /// Whether a place is the URL of a cluster, and not a path.
    public static func isAddress(_ place: String) -> Bool {
        place.hasPrefix("postgres://") || place.hasPrefix("postgresql://")
    }

    /// - Throws: ``DatabaseTrouble/Kind/other`` where it is no URL of a cluster, and where the
    ///   schema's name is not of small letters, digits and `_`.
    public init(_ url: String) throws(DatabaseTrouble) {
        guard ClusterAddress.isAddress(url) else {
            throw DatabaseTrouble(.other, "\(url) is no URL of a PostgreSQL cluster")
        }
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var schema = "suito"
        var folder: String?
        var parameters: [String] = []
        for word in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
            let pair = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = pair.count > 1 ? String(pair[1]).removingPercentEncoding ?? "" : ""
            switch pair[0] {
            case "schema": schema = value
            case "folder": folder = value
            default: parameters.append(String(word))
            }
        }
        guard ClusterAddress.isName(schema) else {
            throw DatabaseTrouble(
                .other, "a schema's name is of small letters, digits and _, not “\(schema)”")
        }
        self.schema = schema
        self.folder = folder.flatMap { $0.isEmpty ? nil : $0 }
        self.parameters = parameters
        place = String(parts[0])
    }

    /// A name that needs no quotes and is none of PostgreSQL's own.
    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 63, !name.hasPrefix("pg_") else {
            return false
        }
        return !(0x30...0x39).contains(first)
            && name.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
            }
    }

    /// What libpq is told; what the URL says goes before what is usual.
    ///
    /// A server that has gone without a word is given up after some ten seconds. Of several hosts
    /// only the one that takes writes will do, for reading too: a standby may be behind. Whoever
    /// wants to read from one says so: `target_session_attrs=standby`.
    func connectionString(writes: Bool) -> String {
        var usual = [
            "application_name=suito", "connect_timeout=5", "keepalives_idle=5",
            "keepalives_interval=2", "keepalives_count=3", "tcp_user_timeout=10000",
        ]
        if writes || namesSeveralHosts { usual.append("target_session_attrs=read-write") }
        let said = Set(parameters.map { $0.prefix { $0 != "=" } })
        let words = parameters + usual.filter { !said.contains($0.prefix { $0 != "=" }) }
        return "\(place)?\(words.joined(separator: "&"))"
    }

    private var namesSeveralHosts: Bool {
        let begin = place.range(of: "://")?.upperBound ?? place.startIndex
        return place[begin...].prefix { $0 != "/" }.contains(",")
            || parameters.contains { $0.hasPrefix("host") && $0.contains(/,|%2[cC]/) }
    }

    /// The URL without a password.
    public var description: String {
        let begin = place.range(of: "://")?.upperBound ?? place.startIndex
        let rest = place[begin...]
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        var shown = String(place)
        if let at = rest[..<end].lastIndex(of: "@"),
            let colon = rest[..<at].firstIndex(of: ":")
        {
            shown = String(place[..<colon] + place[at...])
        }
        return "\(shown)?schema=\(schema)"
    }

    /// The number of the lock that stands for the right to write to the schema: FNV-1a of its name,
    /// since locks of this kind belong to a whole database.
    func lock(_ purpose: String) -> Int64 {
        let hash = "suito \(purpose) \(schema)".utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return Int64(bitPattern: hash)
    }
}
