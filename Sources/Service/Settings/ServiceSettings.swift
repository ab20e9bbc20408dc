/// How a service runs: one page of configuration.
public struct ServiceSettings: Sendable, Hashable {
    /// Where it listens.
    public var host = "127.0.0.1"
    /// 0: any free port.
    public var port = 8080
    /// Where citizens and callers reach it, without a slash at its end; nil: where it listens.
    public var publicURL: String?
    public var tls: TLS?
    /// A proxy stands before it, which says in `X-Forwarded-For` who came.
    public var trustsProxy = false
    /// For trying out: return addresses may be plain HTTP, cookies too.
    public var isSandbox = false
    /// For practice, on books of training: providers are simulated inside.
    public var isTraining = false
    public var mode: ServiceMode { isTraining ? .training : isSandbox ? .sandbox : .live }
    public var limits = ServiceLimits()
    /// By provider id of the city file.
    public var providers: [String: ProviderSettings] = [:]
    public var webhooks = WebhookSettings()

    public init() {}

    /// Paths of PEM files.
    public struct TLS: Sendable, Hashable {
        /// The chain, the leaf first.
        public var certificate: String
        public var key: String

        public init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }
}

/// Whether money moves.
public enum ServiceMode: String, Sendable, Hashable, CaseIterable {
    case live
    /// Providers' own sandboxes, or simulators.
    case sandbox
    /// Books of training and simulators inside the program.
    case training
}

/// How news are brought to services.
public struct WebhookSettings: Sendable, Hashable {
    /// Plain HTTP too.
    public var allowsHTTP = false
    /// Networks that are not public and may be called all the same: `10.1.0.0/16`.
    public var networks: [String] = []
    /// PEM file of authorities to trust instead of the system's.
    public var authorities: String?
    /// `http://host:port`; nil: none, whatever the environment says.
    public var proxy: String?
    /// From the start of a try to the end of its answer.
    public var timeoutSeconds = 15

    public init() {}
}

/// How one provider is reached.
public struct ProviderSettings: Sendable, Hashable {
    /// The adapter that speaks its language: `paypay`, `stripe`.
    public var adapter: String
    /// Root of its API: `https://apigw.paypay.ne.jp`.
    public var url: String
    /// What the provider calls the city, where it does.
    public var merchant: String?
    /// Names of secrets: what requests are signed with; read again on SIGHUP.
    public var key: SecretFile
    /// What notices are signed with; two while one is being changed.
    public var webhookSecrets: [SecretFile]
    /// PEM file of authorities to trust instead of the system's.
    public var authorities: String?
    public var proxy: String?
}

/// A secret in a file, by its path; or a systemd credential, by its name.
public struct SecretFile: Sendable, Hashable {
    public var name: String

    public init(_ name: String) { self.name = name }

    /// Where it lies.
    ///
    /// - Parameter credentials: `CREDENTIALS_DIRECTORY`, where there is one.
    public func path(credentials: String?) -> String? {
        if name.contains("/") { return name }
        return credentials.map { "\($0)/\(name)" }
    }
}
