import Foundation
import Glibc
public import Money
public import Sealing

/// Makes and imports the keys with which the books are sealed.
public struct SealKeys {
    /// The folder of the books; there need not be any yet.
    let folder: String
    private let handing: HandOverSeal?

    /// - Parameters:
    ///   - books: the books that are sealed, nil where there are none yet. Where another
    ///     certificate sealed their last package, its key signs that the seal is handed on.
    ///   - isWithoutHandover: it signs nothing: it is lost, or has ended.
    public init(folder: String, books: Books? = nil, isWithoutHandover: Bool = false) {
        self.folder = folder
        handing = books.map { HandOverSeal(books: $0, isWithout: isWithoutHandover) }
    }

    /// Makes a demo authority with a seal key, an officer's and a timestamp authority's, and lets
    /// the books seal with it.
    ///
    /// - Parameters:
    ///   - output: the folder for the files; `ca.pem` is what others need.
    ///   - passphrase: of the key files, nil: they have none.
    public func makeDemo(
        in output: String, organization: String, kind: SealKey.Kind, passphrase: Passphrase?,
        at now: Moment
    ) throws -> SealSettings {
        // Nothing is made that cannot take over.
        try handing?.requireFormer(current)
        let output = absolute(output)
        do {
            try FileManager.default.createDirectory(
                atPath: output, withIntermediateDirectories: true)
        } catch {
            throw FileTrouble.of(output, error)
        }
        // Books are closed after their days: a demo key holds for days long past too.
        let year: Int64 = 365 * 86_400
        try DemoAuthority.write(
            to: output, organization: organization, kind: kind,
            validity: now.seconds - 5 * year...now.seconds + 10 * year, passphrase: passphrase)
        var settings = SealSettings(
            key: "\(output)/seal.key", passphraseFile: nil, token: nil,
            chain: "\(output)/chain.pem", ca: "\(output)/ca.pem", crl: "\(output)/crl.pem",
            tsa: nil)
        if handing != nil {
            // Key files are open to whoever has the passphrase, and to nobody else yet.
            let papers = try settings.open(passphrase: passphrase)
            settings.handover = try handover(to: papers, at: now)
        }
        try settings.write(in: folder)
        return settings
    }

    /// What the key that is set says of the one that takes over; nil where it has nothing to say.
    private func handover(to papers: SealPapers, at now: Moment) throws -> SealHandover? {
        try handing?.make(from: current, to: papers, at: now)
    }

    /// Settings that cannot be read hand nothing on, and are replaced.
    private var current: SealSettings? { try? SealSettings.read(in: folder) }

    /// Lets the books seal with a key, once it was seen that it can.
    ///
    /// Days that were sealed before stay as they are; the next package names both certificates and
    /// carries what the former key says of it.
    ///
    /// - Throws: ``ClosingDenial/sealNotHandedOn(_:)`` where the former key cannot say anything.
    public func use(_ settings: SealSettings, at now: Moment) throws -> SealPapers {
        var settings = settings
        settings.key = settings.key.map(absolute)
        settings.passphraseFile = settings.passphraseFile.map(absolute)
        if let pinFile = settings.token?.pinFile { settings.token?.pinFile = absolute(pinFile) }
        settings.chain = absolute(settings.chain)
        settings.ca = absolute(settings.ca)
        settings.crl = settings.crl.map(absolute)
        if let tsa = settings.tsa { settings.tsa?.ca = absolute(tsa.ca) }
        let papers = try settings.open()
        try papers.checkCanSeal(at: now)
        settings.handover = try handover(to: papers, at: now)
        try settings.write(in: folder)
        return papers
    }

    private func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }
}
