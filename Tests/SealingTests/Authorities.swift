import Foundation

/// Certificates that openssl makes and our own demonstration would not.
enum Authorities {
    /// Certificates by the command line begin now, whatever the tests say of the day.
    static var now: Int64 { Int64(Date().timeIntervalSince1970) + 60 }

    /// `root.pem`, `mid.pem`, `leaf.pem` and their keys.
    static func intermediate(in folder: Folder) throws {
        try root("root", in: folder)
        try issue(
            "mid", by: "root", key: "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
            extensions: "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign",
            in: folder)
        try issue(
            "leaf", by: "mid", key: "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
            extensions: "keyUsage=critical,digitalSignature", in: folder)
    }

    /// A self-signed root `NAME.pem`, `NAME.key`.
    static func root(
        _ name: String, subject: String? = nil,
        key: String = "ec -pkeyopt ec_paramgen_curve:P-256", in folder: Folder
    ) throws {
        try Tool.openssl(
            "req -x509 -newkey \(key) -nodes -keyout \(name).key -out \(name).pem -days 900 "
                + "-subj /C=JP/O=Test/CN=\(subject ?? name) "
                + "-addext keyUsage=critical,keyCertSign,cRLSign", in: folder)
    }

    /// `NAME.pem` and `NAME.key`, issued by another.
    static func issue(
        _ name: String, by issuer: String, key: String, extensions: String,
        serial: Int = 77, days: Int = 800, in folder: Folder
    ) throws {
        if !FileManager.default.fileExists(atPath: folder.path("\(name).key")) {
            try Tool.openssl("genpkey \(key) -out \(name).key", in: folder)
        }
        try folder.write(Array(extensions.utf8), "\(name).ext")
        try Tool.openssl(
            "req -new -key \(name).key -subj /C=JP/O=Test/CN=\(name) -out \(name).csr", in: folder)
        try Tool.openssl(
            "x509 -req -in \(name).csr -CA \(issuer).pem -CAkey \(issuer).key -days \(days) "
                + "-set_serial \(serial) -extfile \(name).ext -out \(name).pem", in: folder)
    }
}
