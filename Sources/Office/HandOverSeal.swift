import City
import Database
import Foundation
import Money
import Sealing
import Settlement
import Store

/// Makes handovers when another key is set.
struct HandOverSeal {
    let books: Books
    /// Somebody says that the former key signs nothing any more: it is lost, or has ended.
    let isWithout: Bool

    /// - Parameters:
    ///   - current: the settings that held until now.
    ///   - papers: the key that takes over.
    /// - Returns: nil where nothing has to be handed on.
    func make(
        from current: SealSettings?, to papers: SealPapers, at now: Moment
    ) throws -> SealHandover? {
        let last = try books.database.read { try PackageLog($0).lastSealed() }
        let to = papers.certificateDigest
        guard let last, last.certificate != to else { return nil }
        let statement = HandoverStatement(
            municipality: books.city.municipality.code, day: last.day, after: last.digestsDigest,
            from: last.certificate, to: to)
        var handover = SealHandover(
            from: statement.from, to: to, after: statement.after, statement: statement.text,
            seal: nil, former: [])
        if isWithout { return handover }
        if let made = current?.handover, made.statement == handover.statement, made.seal != nil {
            return made
        }
        guard let (opened, former) = former(of: last, current) else {
            throw ClosingDenial.sealNotHandedOn(last.day)
        }
        do {
            handover.seal = Data(
                try opened.sealer.seal(Array(statement.text.utf8), at: now.seconds))
        } catch {
            throw ClosingDenial.seal(error)
        }
        handover.former = [former]
        return handover
    }

    /// Refuses where another key could not take over.
    func requireFormer(_ current: SealSettings?) throws {
        let last = try books.database.read { try PackageLog($0).lastSealed() }
        guard let last, !isWithout, former(of: last, current) == nil else { return }
        throw ClosingDenial.sealNotHandedOn(last.day)
    }

    /// The key that sealed a package, where it can still be opened.
    private func former(
        of last: PackageLog.Package, _ current: SealSettings?
    ) -> (SealPapers, SealSettings)? {
        for candidate in [current].compactMap({ $0 }) + (current?.handover?.former ?? []) {
            guard let opened = try? candidate.open(), opened.certificateDigest == last.certificate
            else { continue }
            var settings = candidate
            settings.handover = nil
            return (opened, settings)
        }
        return nil
    }
}
