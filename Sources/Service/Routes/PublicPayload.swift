public import Office
public import Provider

/// A payment as the API shows it, for those outside of the routes.
public struct PublicPayload: Sendable {
    private let payload: PaymentPayload

    /// - Parameter publicURL: where the service is reached, without a slash at its end.
    public init(publicURL: String) { payload = PaymentPayload(publicURL: publicURL) }

    public func payment(_ details: PaymentDetails) -> JSONValue { payload.payment(details) }
}
