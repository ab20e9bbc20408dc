/// A name of the demonstration: `CN=…,O=…,C=JP`.
public struct DemoName: Sendable, Hashable {
    public var commonName: String
    public var organization: String

    public init(commonName: String, organization: String) {
        self.commonName = commonName
        self.organization = organization
    }
}
