import Foundation
import Glibc
public import Money
public import Sealing

/// Makes and imports the keys with which the books are sealed.
public struct SealKeys {
    /// The folder of the books; there need not be any yet.
    let folder: String

    public init(folder: String) { self.folder = folder }

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
        let output = absolute(output)
        do {
            try FileManager.default.createDirectory(
                atPath: output, withIntermediateDirectories: true)
        } catch {
            throw FileTrouble.of(output)
        }
        // Books are closed after their days: a demo key holds for days long past too.
        let year: Int64 = 365 * 86_400
        try DemoAuthority.write(
            to: output, organization: organization, kind: kind,
            validity: now.seconds - 5 * year...now.seconds + 10 * year, passphrase: passphrase)
        let settings = SealSettings(
            key: "\(output)/seal.key", passphraseFile: nil, token: nil,
            chain: "\(output)/chain.pem", ca: "\(output)/ca.pem", crl: "\(output)/crl.pem",
            tsa: nil)
        try settings.write(in: folder)
        return settings
    }

    /// Lets the books seal with a key, once it was seen that it can.
    ///
    /// Days that were sealed before stay as they are; the next package names both certificates.
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
        try settings.write(in: folder)
        return papers
    }

    private func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }
}
