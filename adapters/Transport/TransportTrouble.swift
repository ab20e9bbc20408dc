/// Why there is no answer, and whether the request may have reached the other side all the same.
public struct TransportTrouble: Error, Sendable, Hashable {
    /// Whether the other side may have acted on the request.
    public enum Reach: String, Sendable, Hashable, CaseIterable {
        /// Nothing of the request left: it may be sent again without danger.
        case notSent = "not-sent"
        /// It may have been sent, or a part of it: only asking the other side tells.
        case unknown
    }

    /// What went wrong.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The request itself cannot be sent: address, method or header.
        case badRequest = "bad-request"
        case nameNotResolved = "name-not-resolved"
        case connectionRefused = "connection-refused"
        /// The name stands for addresses to which the client does not connect.
        case addressForbidden = "address-forbidden"
        /// No connection in the time that was given for it.
        case connectTimedOut = "connect-timed-out"
        case proxyRefused = "proxy-refused"
        /// TLS could not be agreed on, or our own certificate or key is of no use.
        case tlsFailed = "tls-failed"
        /// The server's certificate or host key is not one that we trust.
        case serverNotTrusted = "server-not-trusted"
        case loginDenied = "login-denied"
        /// No answer in the time that was given, or not all of it.
        case timedOut = "timed-out"
        case cancelled
        case connectionBroken = "connection-broken"
        case answerTooLarge = "answer-too-large"
        case answerMalformed = "answer-malformed"
        case fileNotFound = "file-not-found"
        /// A file of ours cannot be written, or stands there already.
        case localFile = "local-file"
        /// The client was shut down.
        case stopped
        case other
    }

    public let kind: Kind
    public let reach: Reach
    /// For an operator, in the words of the library; holds no secret.
    public let detail: String
    public let evidence: TransportEvidence

    public init(
        _ kind: Kind, reach: Reach, detail: String,
        evidence: TransportEvidence = TransportEvidence()
    ) {
        self.kind = kind
        self.reach = reach
        self.detail = detail
        self.evidence = evidence
    }
}
