/// What holds for all requests of a client.
public struct TransportSettings: Sendable, Hashable {
    /// Our certificate towards servers that ask for one, as PEM files.
    public struct ClientCertificate: Sendable, Hashable {
        public var certificateFile: String
        public var keyFile: String
        public var passphrase: String?

        public init(certificateFile: String, keyFile: String, passphrase: String? = nil) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.passphrase = passphrase
        }
    }

    /// Authorities to trust, as a PEM file; nil: those of the system.
    public var caFile: String?
    public var clientCertificate: ClientCertificate?
    /// `http://host:port`; nil: none, whatever the environment says.
    public var proxy: String?
    /// Whether to use HTTP/2 where the server offers it in TLS.
    public var usesHTTP2: Bool
    public var connectionsPerHost: Int
    /// Connections that stand open without work.
    public var idleConnections: Int
    /// An idle connection older than this is not used again.
    public var idleSeconds: Int
    public var masking: Masking
    /// To which addresses connections are made; behind a proxy each request must name the one that
    /// was judged (``TransportRequest/connectTo``).
    public var addresses: AddressRule

    public init(
        caFile: String? = nil, clientCertificate: ClientCertificate? = nil, proxy: String? = nil,
        usesHTTP2: Bool = true, connectionsPerHost: Int = 64, idleConnections: Int = 64,
        idleSeconds: Int = 60, masking: Masking = Masking(), addresses: AddressRule = .any
    ) {
        self.caFile = caFile
        self.clientCertificate = clientCertificate
        self.proxy = proxy
        self.usesHTTP2 = usesHTTP2
        self.connectionsPerHost = connectionsPerHost
        self.idleConnections = idleConnections
        self.idleSeconds = idleSeconds
        self.masking = masking
        self.addresses = addresses
    }
}
