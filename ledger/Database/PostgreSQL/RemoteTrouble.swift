import CPostgreSQL

extension DatabaseTrouble {
    /// From what the server said of a command that failed.
    init(result: OpaquePointer) {
        let state = DatabaseTrouble.field(result, shim_PG_DIAG_SQLSTATE) ?? ""
        let message =
            DatabaseTrouble.field(result, shim_PG_DIAG_MESSAGE_PRIMARY)
            ?? String(cString: PQresultErrorMessage(result))
        self.init(sqlState: state, message: message)
    }

    /// From a code of PostgreSQL: <https://www.postgresql.org/docs/15/errcodes-appendix.html>.
    init(sqlState: String, message: String) {
        let kind: Kind =
            switch sqlState {
            // Two who waited for each other, or for too long; the server has undone one.
            case "40001", "40P01", "55P03", "57014", "53300": .busy
            case "53100": .full
            // Shut down, crashed, starting up.
            case "57P01", "57P02", "57P03", "": .io
            case "25006", "42501": .readonly
            case "3F000", "42P01": .schema
            case "XX001", "XX002": .corrupt
            default:
                switch sqlState.prefix(2) {
                case "08", "58": .io
                case "23": .constraint
                default: .other
                }
            }
        self.init(kind, "\(message) (PostgreSQL \(sqlState.isEmpty ? "–" : sqlState))")
    }

    static func field(_ result: OpaquePointer, _ code: Int32) -> String? {
        PQresultErrorField(result, code).map { String(cString: $0) }
    }

    /// The connection is gone.
    init(lost handle: OpaquePointer?) {
        let message = String(cString: PQerrorMessage(handle))
        self.init(.io, message.split(separator: "\n").first.map(String.init) ?? "no connection")
    }
}
