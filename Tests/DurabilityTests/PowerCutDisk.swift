import Foundation
import GRDBSQLite
import Synchronization
import TestSupport

/// What a disk would hold of a folder's databases if the power failed now: everything that was
/// synchronised, and of the rest nothing, some, or torn pieces.
final class PowerCutDisk: Sendable {
    enum Operation: Sendable { case write, truncate, sync }

    struct Write: Sendable {
        var offset: Int
        /// nil: the file ends at the offset.
        var bytes: [UInt8]?
    }

    struct File: Sendable {
        var durable: [UInt8] = []
        var pending: [Write] = []
        /// Synchronisations that failed: each handle of the file hears of them once.
        var failures = 0
    }

    /// The disk at one moment, and what had been answered for by then.
    struct Cut: Sendable {
        var operation: Int
        var files: [String: File]
        var answered: Int
        /// Vouchers that were on their way.
        var asked: Int
        var closedDays: Int
    }

    fileprivate struct State {
        var files: [String: File] = [:]
        var operations = 0
        var answered = 0
        var asked = 0
        var closedDays = 0
        var random: SplitMix64
        /// One operation of so many is a cut; 0: none is.
        var cutEvery = 0
        var cuts: [Cut] = []
        var fault: Fault?
        var faults = 0
    }

    /// The answer to the next operations of a kind.
    struct Fault: Sendable {
        var operation: Operation
        var code: Int32
        /// How many of them are let pass.
        var after: Int
        var stays: Bool
    }

    let folder: String
    private let state: Mutex<State>

    init(_ folder: TemporaryFolder, seed: UInt64) {
        self.folder = folder.url.path()
        state = Mutex(State(random: SplitMix64(seed: seed)))
        TestVFS.register(self)
    }

    /// From now on no operation is seen.
    func retire() { TestVFS.forget(self) }

    // MARK: - The file system

    /// - Returns: how many failures a new handle has no need to hear of.
    func opened(_ name: String, _ bytes: [UInt8]) -> Int {
        state.withLock { state in
            let file = state.files[name] ?? File(durable: bytes)
            state.files[name] = file
            return file.failures
        }
    }

    func removed(_ name: String) { state.withLock { $0.files[name] = nil } }

    /// - Returns: a code of SQLite; other than OK, the operation does not take place.
    func write(_ name: String, at offset: Int, _ bytes: UnsafeRawBufferPointer) -> Int32 {
        state.withLock { state in
            if let code = state.fail(.write) { return code }
            state.files[name]?.pending.append(Write(offset: offset, bytes: Array(bytes)))
            state.cutPerhaps()
            return SQLITE_OK
        }
    }

    func truncate(_ name: String, to size: Int) -> Int32 {
        state.withLock { state in
            if let code = state.fail(.truncate) { return code }
            state.files[name]?.pending.append(Write(offset: size))
            state.cutPerhaps()
            return SQLITE_OK
        }
    }

    /// A synchronisation that fails loses what was waiting: the system tells each handle once, as
    /// Linux does, and forgets.
    ///
    /// - Parameter heard: failures that this handle has heard of.
    func sync(_ name: String, heard: inout Int) -> Int32 {
        state.withLock { state in
            state.cutPerhaps()
            let code = state.fail(.sync)
            guard var file = state.files.removeValue(forKey: name) else { return SQLITE_IOERR }
            defer { state.files[name] = file }
            if code != nil {
                file.failures += 1
            } else {
                for write in file.pending { write.apply(to: &file.durable) }
            }
            file.pending = []
            guard heard < file.failures else { return SQLITE_OK }
            heard = file.failures
            return code ?? SQLITE_IOERR | 4 << 8
        }
    }

    // MARK: - The test

    func asking(_ count: Int) { state.withLock { $0.asked = count } }

    func answered(_ count: Int) {
        state.withLock { state in
            state.answered += count
            state.asked = 0
        }
    }

    func closedDay() { state.withLock { $0.closedDays += 1 } }

    func cut(every operations: Int) { state.withLock { $0.cutEvery = operations } }

    func takeCuts() -> [Cut] {
        state.withLock { state in
            defer { state.cuts = [] }
            return state.cuts
        }
    }

    var cutCount: Int { state.withLock { $0.cuts.count } }

    var operations: Int { state.withLock { $0.operations } }

    func cutNow() -> Cut { state.withLock { $0.cut } }

    func fail(_ fault: Fault?) {
        state.withLock { state in
            state.fault = fault
            state.faults = 0
        }
    }

    /// How often the fault has struck.
    var faults: Int { state.withLock { $0.faults } }
}

extension PowerCutDisk.State {
    fileprivate var cut: PowerCutDisk.Cut {
        PowerCutDisk.Cut(
            operation: operations, files: files, answered: answered, asked: asked,
            closedDays: closedDays)
    }

    fileprivate mutating func cutPerhaps() {
        operations += 1
        guard cutEvery > 0, Int.random(in: 0..<cutEvery, using: &random) == 0 else { return }
        cuts.append(cut)
    }

    fileprivate mutating func fail(_ operation: PowerCutDisk.Operation) -> Int32? {
        guard var next = fault, next.operation == operation else { return nil }
        if next.after > 0 {
            next.after -= 1
            fault = next
            return nil
        }
        faults += 1
        if !next.stays { fault = nil }
        return next.code
    }
}

extension PowerCutDisk.Write {
    fileprivate static let sector = 512

    func apply(to file: inout [UInt8]) {
        guard let bytes else {
            file.removeLast(max(0, file.count - offset))
            return
        }
        let end = offset + bytes.count
        if file.count < end { file += [UInt8](repeating: 0, count: end - file.count) }
        file.replaceSubrange(offset..<end, with: bytes)
    }

    /// Some of the sectors alone; a sector is written wholly or not at all.
    fileprivate func torn(_ random: inout SplitMix64) -> [PowerCutDisk.Write] {
        guard let bytes else { return random.flip() ? [self] : [] }
        var pieces: [PowerCutDisk.Write] = []
        var start = 0
        while start < bytes.count {
            let own = PowerCutDisk.Write.sector
            let end = min(bytes.count, start + own - (offset + start) % own)
            if random.flip() {
                pieces.append(.init(offset: offset + start, bytes: Array(bytes[start..<end])))
            }
            start = end
        }
        return pieces
    }
}

extension PowerCutDisk.Cut {
    /// Writes what the disk holds after the power came back.
    func write(to folder: TemporaryFolder, _ random: inout SplitMix64) throws {
        // Each of the ways for the whole disk, or another one for each file.
        for (name, file) in files.sorted(by: { $0.key < $1.key }) {
            var bytes = file.durable
            for write in kept(file.pending, &random) { write.apply(to: &bytes) }
            try Data(bytes).write(to: URL(filePath: folder.path(name)))
        }
    }

    private func kept(
        _ pending: [PowerCutDisk.Write], _ random: inout SplitMix64
    ) -> [PowerCutDisk.Write] {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return []
        case 1: return pending
        case 2: return Array(pending.prefix(Int.random(in: 0...pending.count, using: &random)))
        case 3: return pending.filter { _ in random.flip() }
        default:
            var result: [PowerCutDisk.Write] = []
            for write in pending { result += write.torn(&random) }
            return result
        }
    }
}
