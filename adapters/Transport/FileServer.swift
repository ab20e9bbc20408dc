/// Where a provider lays its report files.
public struct FileServer: Sendable, Hashable {
    public enum Security: Sendable, Hashable {
        case sftp(HostKey)
        /// TLS from the first byte on, usually on port 990.
        case ftps
        /// FTP that changes to TLS (`AUTH TLS`) before the login, usually on port 21; a server
        /// that will not is refused.
        case ftpsExplicit
    }

    /// How the SSH server is known; one that is not known is refused.
    public enum HostKey: Sendable, Hashable {
        /// A file in the form of OpenSSH's `known_hosts`.
        case knownHosts(String)
        /// SHA-256 of the key in base 64, as `ssh-keygen -l` prints it behind `SHA256:`.
        case sha256(String)
    }

    public enum Login: Sendable, Hashable {
        case password(String)
        /// A private key for SSH as a file.
        case key(file: String, passphrase: String?)
    }

    public var security: Security
    public var host: String
    public var port: Int
    public var user: String
    public var login: Login

    public init(security: Security, host: String, port: Int, user: String, login: Login) {
        self.security = security
        self.host = host
        self.port = port
        self.user = user
        self.login = login
    }
}
