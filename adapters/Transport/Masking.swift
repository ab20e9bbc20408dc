/// What of an exchange may not be kept: it is replaced by `***`.
public struct Masking: Sendable, Hashable {
    /// Names of headers, in lower case, whose whole value is masked.
    public var headers: Set<String>
    /// Names of members of JSON and of fields of forms and queries whose value is masked.
    public var fields: Set<String>
    /// Texts that are masked wherever they stand.
    public var secrets: Set<String>

    public static let usualHeaders: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key",
        "x-auth-token",
    ]
    public static let usualFields: Set<String> = [
        "client_secret", "api_key", "apikey", "api_secret", "secret", "password", "passphrase",
        "access_token", "refresh_token", "id_token", "private_key",
    ]

    public init(
        headers: Set<String> = Masking.usualHeaders, fields: Set<String> = Masking.usualFields,
        secrets: Set<String> = []
    ) {
        self.headers = Set(headers.map { $0.lowercased() })
        self.fields = Set(fields.map { $0.lowercased() })
        self.secrets = secrets
    }
}
