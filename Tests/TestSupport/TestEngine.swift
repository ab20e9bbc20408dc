import Foundation

/// Which database the tests' books are in.
///
/// `SUITO_POSTGRES` is the URL of a server on which tests may make schemas; where
/// `SUITO_ENGINE=postgresql` too, all books that tests make are on it instead of in files.
public enum TestEngine {
    /// The server's URL, nil where there is none for tests.
    public static let server: String? = environment("SUITO_POSTGRES")

    /// A PEM file with the certificate by which that server is known, nil where it has none.
    ///
    /// It names the loopback's number, and no name.
    public static let certificate: String? = environment("SUITO_POSTGRES_CA")

    /// What a test says that is skipped because there is no server.
    public static let noServer = "SUITO_POSTGRES names no server"

    /// What a test says that looks into the file.
    public static let noFile = "the books are in no file"

    /// Whether books are in a cluster.
    public static let isCluster = server != nil && environment("SUITO_ENGINE") == "postgresql"

    /// Whether books are in a file.
    public static var isFile: Bool { !isCluster }

    /// Where new books go: a schema of their own, or the file.
    public static func place(orFile path: String) -> String {
        isCluster ? newSchema() ?? path : path
    }

    /// The URL of a schema that is not there yet, nil without a server.
    public static func newSchema() -> String? {
        server.map { server in
            let name = UUID().uuidString.replacing("-", with: "").lowercased()
            return server + (server.contains("?") ? "&" : "?") + "schema=t\(name)"
        }
    }

    /// SQL that a test wrote in SQLite's words, in the words of the engine at work.
    public static func sql(_ sqlite: String) -> String {
        guard isCluster else { return sqlite }
        return
            sqlite
            .replacing(#/instr\((\w+), (x?'[^']*')\)/#) {
                "position(\($0.output.2) IN \($0.output.1))"
            }
            .replacing(#/x'([0-9a-f]*)'/#) { "'\\x\($0.output.1)'::bytea" }
            .replacing(#/zeroblob\((\d+)\)/#) { "decode(repeat('00', \($0.output.1)), 'hex')" }
            .replacing("AS BLOB", with: "AS bytea")
            .replacing("1 << ", with: "1::bigint << ")
            .replacing("INSERT OR REPLACE", with: "INSERT")
    }

    /// Takes the triggers and the checks away that would refuse to tamper, for one transaction.
    public static let disarming = """
        SET LOCAL session_replication_role = replica;
        DO $$
        DECLARE found record;
        BEGIN
            FOR found IN SELECT conrelid::regclass AS name, conname FROM pg_constraint
                WHERE connamespace = current_schema()::text::regnamespace AND contype = 'c'
            LOOP
                EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.name, found.conname);
            END LOOP;
        END $$;
        """

    /// Copies a schema as the server's own tools do.
    public static func copy(_ url: String, to other: String) throws {
        guard let server, let from = url.split(separator: "=").last,
            let to = other.split(separator: "=").last
        else { throw CopyTrouble(text: "\(url) is on no server") }
        let answer = try StockTool.shell(
            """
            set -o pipefail
            pg_dump --schema='\(from)' '\(server)' | sed 's/\(from)/\(to)/g' \
                | psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 '\(server)' >/dev/null
            """)
        guard answer.status == 0 else { throw CopyTrouble(text: answer.text) }
    }

    /// The rows of a schema, as the server's own tool writes them.
    public static func dump(_ url: String) throws -> String {
        guard let server, let schema = url.split(separator: "=").last else {
            throw CopyTrouble(text: "\(url) is on no server")
        }
        let answer = try StockTool.shell("pg_dump --data-only --schema='\(schema)' '\(server)'")
        guard answer.status == 0 else { throw CopyTrouble(text: answer.text) }
        return answer.text
    }

    /// What `psql` says to a statement on a schema: values with `|` between, a row a line.
    public static func ask(_ url: String, _ sql: String) throws -> StockTool.Answer {
        guard let server, let schema = url.split(separator: "=").last else {
            throw CopyTrouble(text: "\(url) is on no server")
        }
        return try StockTool.psql(server, schema: String(schema), sql)
    }

    public struct CopyTrouble: Error, CustomStringConvertible {
        var text: String
        public var description: String { text }
    }

    private static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
