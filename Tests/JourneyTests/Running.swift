import Synchronization

/// Programs at work, to be asked from several tasks whether they have ended.
final class Running: Sendable {
    // Each is only ever touched under the lock.
    private let programs: Mutex<[RunningProgram]>

    init(_ programs: sending [RunningProgram]) { self.programs = Mutex(programs) }

    var haveEnded: Bool { programs.withLock { $0.allSatisfy { $0.ends(within: 0) } } }

    /// Waits for all of them.
    func answers() throws -> [Answer] { try programs.withLock { try $0.map { try $0.answer() } } }
}
