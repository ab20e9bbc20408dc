import CPostgreSQL

/// A connection to PostgreSQL, with statements that are prepared once and commands that need not be
/// waited for.
///
/// Confined to one thread at a time, as a ``Connection`` is.
final class RemoteConnection {
    /// What may wait to be sent: beyond it everything is sent, so that neither side fills up.
    private static let waitingLimit = (commands: 256, bytes: 4 << 20)

    /// What the server says besides its answers.
    private final class Notices {
        var warnings: [String] = []
    }

    private let handle: OpaquePointer
    private let notices = Notices()
    /// The names of statements that the server has prepared.
    private var prepared: [RemoteCommand.Key: String] = [:]
    private var names = 0
    /// Commands that nobody waits for, in their order.
    private var waiting: [RemoteCommand] = []
    private var waitingBytes = 0
    /// Rows that the last command has changed.
    private(set) var changes = 0

    /// - Parameter lockTimeoutSeconds: how long another's lock is waited for; nil: for ever.
    init(
        _ address: ClusterAddress, lockTimeoutSeconds: Int?, writes: Bool
    ) throws(DatabaseTrouble) {
        guard let handle = PQconnectdb(address.connectionString(writes: writes)) else {
            throw DatabaseTrouble(.other, "no memory for a connection")
        }
        self.handle = handle
        guard PQstatus(handle) == CONNECTION_OK else { throw DatabaseTrouble(lost: handle) }
        let notices = Unmanaged.passUnretained(notices).toOpaque()
        PQsetNoticeReceiver(
            handle,
            { notices, result in
                guard let notices, let result else { return }
                let severity = DatabaseTrouble.field(result, shim_PG_DIAG_SEVERITY_NONLOCALIZED)
                guard severity == "WARNING" else { return }
                Unmanaged<Notices>.fromOpaque(notices).takeUnretainedValue().warnings.append(
                    DatabaseTrouble.field(result, shim_PG_DIAG_MESSAGE_PRIMARY) ?? "")
            }, notices)
        try setUp(address, lockTimeoutSeconds)
    }

    deinit { PQfinish(handle) }

    /// Names the schema, and makes sure that what is committed is durable.
    private func setUp(
        _ address: ClusterAddress, _ lockTimeoutSeconds: Int?
    ) throws(DatabaseTrouble) {
        PQsetClientEncoding(handle, "UTF8")
        // To the server no time at all is for ever.
        let patience = lockTimeoutSeconds.map { max(1, $0 * 1_000) } ?? 0
        // Compiling a plan costs more than any statement of the house takes.
        try run(
            "SET search_path TO \"\(address.schema)\"; SET client_min_messages TO warning; "
                + "SET jit TO off; SET lock_timeout TO \(patience)")
        let settings = try perform(
            RemoteCommand(
                sql: "SELECT current_setting('synchronous_commit'), "
                    + "current_setting('server_encoding'), "
                    + "current_setting('server_version_num')::bigint"))
        func text(_ column: Int) -> String {
            String(decoding: settings.bytes(0, column), as: UTF8.self)
        }
        guard !["off", "local"].contains(text(0)) else {
            throw DatabaseTrouble(
                .other,
                "the server has synchronous_commit = \(text(0)): an answer would not be durable")
        }
        guard text(1) == "UTF8" else {
            throw DatabaseTrouble(.other, "the database is in \(text(1)), and must be in UTF8")
        }
        guard settings.integer(0, 2) >= 150_000 else {
            throw DatabaseTrouble(.other, "the server is older than PostgreSQL 15")
        }
    }

    /// Whether nothing can be asked any more.
    var isLost: Bool { PQstatus(handle) != CONNECTION_OK }

    var isInTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }

    // MARK: - Commands

    /// Runs one or several statements without values, and lets their rows go.
    func run(_ sql: String) throws(DatabaseTrouble) {
        try settle()
        guard let result = PQexec(handle, sql) else { throw DatabaseTrouble(lost: handle) }
        _ = try checked(result)
    }

    /// Sends all that waits and this, and waits for its answer.
    func perform(_ command: RemoteCommand) throws(DatabaseTrouble) -> RemoteResult {
        if waiting.isEmpty, let name = prepared[command.key] {
            let result = command.withParameters { count, values, lengths, formats in
                PQexecPrepared(handle, name, count, values, lengths, formats, 1)
            }
            guard let result else { throw DatabaseTrouble(lost: handle) }
            return try checked(result)
        }
        waiting.append(command)
        guard let result = try flush() else { throw DatabaseTrouble(lost: handle) }
        return result
    }

    /// Takes a command that nobody waits for; its trouble comes with whatever is waited for next.
    func post(_ command: RemoteCommand) throws(DatabaseTrouble) {
        waiting.append(command)
        waitingBytes += command.byteCount
        if waiting.count >= RemoteConnection.waitingLimit.commands
            || waitingBytes >= RemoteConnection.waitingLimit.bytes
        {
            try settle()
        }
    }

    /// Waits for all that was posted.
    func settle() throws(DatabaseTrouble) {
        if !waiting.isEmpty { _ = try flush() }
    }

    /// Lets go of what was posted and not sent.
    func forgetPosted() {
        waiting = []
        waitingBytes = 0
    }

    /// Commits.
    ///
    /// - Throws: ``DatabaseTrouble/Kind/io`` where nobody knows whether it stands: the connection
    ///   was lost meanwhile, or the server warned that the standby has not confirmed it.
    func commit() throws(DatabaseTrouble) {
        notices.warnings = []
        let result = try perform(RemoteCommand(sql: "COMMIT"))
        guard result.tag == "COMMIT" else {
            throw DatabaseTrouble(.other, "the transaction had failed before its end")
        }
        if let warning = notices.warnings.first {
            throw DatabaseTrouble(.io, "\(warning): what was committed may be lost with the server")
        }
    }

    private func checked(_ result: OpaquePointer) throws(DatabaseTrouble) -> RemoteResult {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            let result = RemoteResult(result)
            changes = result.changes
            return result
        default:
            let trouble = isLost ? DatabaseTrouble(lost: handle) : DatabaseTrouble(result: result)
            PQclear(result)
            throw trouble
        }
    }
}

// MARK: - The pipeline

extension RemoteConnection {
    /// What was sent and is to be answered, in its order.
    private enum Sent {
        case preparation(RemoteCommand.Key, name: String)
        case command
    }

    /// Sends all that waits in one go; the answer of the last command.
    private func flush() throws(DatabaseTrouble) -> RemoteResult? {
        let commands = waiting
        forgetPosted()
        guard PQenterPipelineMode(handle) == 1 else { throw DatabaseTrouble(lost: handle) }
        var sent: [Sent] = []
        var names: [RemoteCommand.Key: String] = [:]
        var isSent = true
        for command in commands where isSent { isSent = send(command, &sent, &names) }
        isSent = isSent && PQpipelineSync(handle) == 1
        guard isSent else { throw DatabaseTrouble(lost: handle) }
        var last: RemoteResult?
        var trouble: DatabaseTrouble?
        for sent in sent {
            do {
                last = try answer(to: sent) ?? last
            } catch {
                trouble = trouble ?? error
                if isLost { break }
            }
        }
        if !isLost {
            // The end of the pipeline.
            PQclear(PQgetResult(handle))
            PQexitPipelineMode(handle)
        }
        if let trouble { throw trouble }
        return last
    }

    private func send(
        _ command: RemoteCommand, _ sent: inout [Sent], _ new: inout [RemoteCommand.Key: String]
    ) -> Bool {
        guard command.isKept else {
            sent.append(.command)
            return command.withParameters { count, values, lengths, formats in
                PQsendQueryParams(
                    handle, command.sql, count, command.types, values, lengths, formats, 1) == 1
            }
        }
        let key = command.key
        let name: String
        if let known = prepared[key] ?? new[key] {
            name = known
        } else {
            names += 1
            name = "s\(names)"
            new[key] = name
            sent.append(.preparation(key, name: name))
            let isSent =
                PQsendPrepare(handle, name, command.sql, Int32(key.types.count), key.types) == 1
            guard isSent else { return false }
        }
        sent.append(.command)
        return command.withParameters { count, values, lengths, formats in
            PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1) == 1
        }
    }

    /// Takes the next answer; nil after a preparation, and where an earlier command has failed.
    private func answer(to sent: Sent) throws(DatabaseTrouble) -> RemoteResult? {
        guard let result = PQgetResult(handle) else { throw DatabaseTrouble(lost: handle) }
        // Each answer ends with nothing.
        defer {
            while let more = PQgetResult(handle) {
                PQclear(more)
                if isLost { break }
            }
        }
        if PQresultStatus(result) == PGRES_PIPELINE_ABORTED {
            PQclear(result)
            return nil
        }
        let answer = try checked(result)
        if case .preparation(let key, let name) = sent {
            prepared[key] = name
            return nil
        }
        return answer
    }
}
