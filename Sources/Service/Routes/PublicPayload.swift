public import Office

/// A payment as the API shows it, for those outside of the routes.
public struct PublicPayload: Sendable {
    private let payload: PaymentPayload

    /// - Parameters:
    ///   - publicURL: where the service is reached, without a slash at its end.
    ///   - isLive: money moves.
    public init(publicURL: String, isLive: Bool) {
        payload = PaymentPayload(publicURL: publicURL, isLive: isLive)
    }

    public func payment(_ details: PaymentDetails) -> [UInt8] { payload.payment(details) }
}
