extension DemoAuthority {
    /// Makes a whole set of keys for a demonstration and writes it into a folder.
    ///
    /// | file | what it is |
    /// |---|---|
    /// | `ca.pem`, `tsa-ca.pem` | the root, which here stands for both |
    /// | `ca.key` | its key, to issue more from it |
    /// | `chain.pem`, `seal.key` | the system seal, its certificate first |
    /// | `officer-chain.pem`, `officer.key` | the officer (会計管理者) who co-signs |
    /// | `tsa-chain.pem`, `tsa.key` | the timestamp authority |
    /// | `crl.pem` | the root's revocation list, with nobody on it |
    ///
    /// Keys are readable by their owner alone. Nothing that is there is written over. All of them
    /// are made aside and take their places together: stopped midway, it leaves none of them.
    ///
    /// - Parameters:
    ///   - folder: exists and is empty of these names.
    ///   - organization: the municipality's name.
    ///   - kind: of the seal's, the officer's and the timestamp authority's keys.
    ///   - validity: of all certificates and of the list.
    ///   - passphrase: of the key files.
    public static func write(
        to folder: String, organization: String, kind: SealKey.Kind, validity: Validity,
        passphrase: Passphrase?
    ) throws(DemoAuthorityTrouble) {
        func name(_ text: String) -> DemoName {
            DemoName(commonName: text, organization: organization)
        }
        let files = DemoFiles(folder)
        try files.begin()
        do {
            try fill(files.work, name, kind, validity, passphrase)
            try files.publish(names)
        } catch {
            files.abandon()
            throw error
        }
    }

    /// In the order in which they take their places: whoever finds the last finds all the others.
    private static let names = [
        "ca.key", "seal.key", "chain.pem", "officer.key", "officer-chain.pem", "tsa.key",
        "tsa-chain.pem", "crl.pem", "tsa-ca.pem", "ca.pem",
    ]

    private static func fill(
        _ folder: String, _ name: (String) -> DemoName, _ kind: SealKey.Kind,
        _ validity: Validity, _ passphrase: Passphrase?
    ) throws(DemoAuthorityTrouble) {
        func write(_ bytes: [UInt8], _ file: String) throws(DemoAuthorityTrouble) {
            try DemoFiles.write(bytes, to: "\(folder)/\(file)", mode: 0o644)
        }
        let authority = try DemoAuthority(name: name("Demo CA"), validity: validity)
        let people: [(Role, String, String, String)] = [
            (.seal, "出納システム", "chain.pem", "seal.key"),
            (.seal, "会計管理者", "officer-chain.pem", "officer.key"),
            (.timestamp, "Demo TSA", "tsa-chain.pem", "tsa.key"),
        ]
        for (role, person, chainFile, keyFile) in people {
            let identity = try authority.issue(
                role, name: name(person), kind: kind, validity: validity)
            try identity.writeKey(to: "\(folder)/\(keyFile)", passphrase: passphrase)
            try write(identity.chainPEM, chainFile)
        }
        try authority.writeKey(to: "\(folder)/ca.key", passphrase: passphrase)
        try write(try authority.revocationList(validity: validity), "crl.pem")
        try write(authority.pem, "tsa-ca.pem")
        try write(authority.pem, "ca.pem")
    }
}
