import Database
import Money
import Store

/// Work of the service that one instance does at a time: whoever holds its lease, and says so again
/// before it runs out.
struct InstanceLease: Sendable {
    static let seconds: Int64 = 30
    /// Renewed once less than this is left: so far clocks of two instances may be apart.
    private static let freshSeconds = seconds * 2 / 3

    let checkout: Checkout
    let name: String
    /// Names this instance, and no other one.
    let holder: String

    /// Takes the lease, or keeps it longer where that is due.
    ///
    /// - Returns: false while another instance holds it.
    func take() async throws -> Bool {
        let (now, name, holder) = (checkout.now, name, holder)
        let fresh = Moment(seconds: now.seconds + InstanceLease.freshSeconds)
        // Who must not work does not write, nor who need not yet.
        let known = try await checkout.books.look { connection -> Bool? in
            let leases = Leases(connection)
            if try leases.isElsewhere(name, than: holder, at: now) { return false }
            return try leases.isHeld(name, by: holder, until: fresh) ? true : nil
        }
        if let known { return known }
        return try await checkout.books.ledger.writing(at: now) {
            try Leases($0).take(
                name, for: holder, until: Moment(seconds: now.seconds + InstanceLease.seconds),
                at: now)
        }
    }

    /// Whether the lease is still this instance's; false where nobody can tell.
    func stands() async -> Bool {
        let (next, name, holder) = (Moment(seconds: checkout.now.seconds + 1), name, holder)
        let stands = try? await checkout.books.look {
            try Leases($0).isHeld(name, by: holder, until: next)
        }
        return stands ?? false
    }

    /// Does something that may take longer than the lease, which is kept meanwhile.
    func kept<Value>(during body: () async throws -> Value) async rethrows -> Value {
        let keeping = Task {
            while (try? await Task.sleep(for: .seconds(1))) != nil { _ = try? await take() }
        }
        // Who has given the lease back must not take it again.
        func end() async {
            keeping.cancel()
            await keeping.value
        }
        do {
            let value = try await body()
            await end()
            return value
        } catch {
            await end()
            throw error
        }
    }

    /// Lets another instance go on at once, also where this one was told to stop in the middle.
    func giveBack() async throws {
        let (now, name, holder, books) = (checkout.now, name, holder, checkout.books)
        try await checkout.steadily {
            try await books.note(at: now) { try Leases($0).giveBack(name, of: holder) }
        }
    }
}
