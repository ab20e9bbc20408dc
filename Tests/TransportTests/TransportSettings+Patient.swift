import Transport

extension TransportSettings {
    /// Connections are kept however long the tests beside this one take.
    static let patient = TransportSettings(idleSeconds: 3_600)
}
