import CCurl
import Glibc

/// What a transfer is to do.
enum TransferPlan: Sendable {
    case http(TransportRequest)
    /// Names in a folder.
    case list(FileServer, folder: String, TransportLimits)
    /// When a file was last changed.
    case look(FileServer, path: String, TransportLimits)
    /// A file's bytes from an offset on, into an open file of ours.
    case fetch(FileServer, path: String, TransportLimits, into: Int32, from: Int64)

    var isFile: Bool { if case .http = self { false } else { true } }

    var isFTP: Bool {
        switch self {
        case .http: false
        case .list(let server, _, _), .look(let server, _, _), .fetch(let server, _, _, _, _):
            server.security == .ftps || server.security == .ftpsExplicit
        }
    }
}

/// What came of a transfer that ended well.
struct TransferOutcome: Sendable {
    var response: TransportResponse
    /// Seconds since 1970; -1 where the server does not say.
    var changed: Int64
    /// Bytes that were to come; -1 where the server does not say.
    var announcedBytes: Int64
    var receivedBytes: Int64
}

typealias TransferResult = Result<TransferOutcome, TransportTrouble>

/// One transfer while it runs.
///
/// It belongs to the worker's thread, which makes it, runs its callbacks and ends it.
final class Transfer {
    let plan: TransferPlan
    let handle: EasyHandle
    var easy: UnsafeMutableRawPointer { handle.pointer }
    let ticket: CurlWorker.Ticket
    private let masking: MaskingPlan
    private let limits: TransportLimits
    private let addresses: AddressRule
    private let settled: @Sendable (TransferResult) -> Void

    /// From here on the other side may have seen the request.
    private(set) var mayHaveBeenSent = false
    private var isRetryRefused = false
    private var isAddressRefused = false
    private var isTooLarge = false
    private var isHeaderTooLarge = false
    private var localError: Int32 = 0
    private var body: [UInt8] = []
    private var received: Int64 = 0
    private var sentHead: [UInt8] = []
    private var receivedHead: [UInt8] = []

    static let headerBytesAtMost = 256 << 10

    init(
        _ handle: EasyHandle, _ submission: CurlWorker.Submission, _ settings: TransportSettings,
        _ masking: MaskingPlan
    ) {
        plan = submission.plan
        self.handle = handle
        ticket = submission.ticket
        settled = submission.settled
        self.masking = plan.masking(settings, masking)
        limits =
            switch plan {
            case .http(let request): request.limits
            case .list(_, _, let limits), .look(_, _, let limits), .fetch(_, _, let limits, _, _):
                limits
            }
        // Of a proxy, who named it knows where it stands; what it connects to is judged before.
        addresses = settings.proxy == nil ? settings.addresses : .any
        hook()
    }

    /// Hands the callbacks to the library; each gets the transfer as its owner.
    private func hook() {
        let owner = Unmanaged.passUnretained(self).toOpaque()
        shim_on_body(
            easy,
            { bytes, size, count, owner in
                guard let bytes, let owner else { return 0 }
                return Transfer.of(owner).takeBody(
                    UnsafeRawBufferPointer(start: bytes, count: size * count))
            }, owner)
        shim_on_header(
            easy,
            { bytes, size, count, owner in
                guard let bytes, let owner else { return 0 }
                return Transfer.of(owner).takeHeader(
                    UnsafeRawBufferPointer(start: bytes, count: size * count))
            }, owner)
        shim_on_request(
            easy,
            { owner, _, _, _, _ in
                guard let owner else { return CURL_PREREQFUNC_ABORT }
                return Transfer.of(owner).isAboutToSend()
            }, owner)
        shim_on_debug(
            easy,
            { _, kind, bytes, count, owner in
                guard let bytes, let owner, kind == CURLINFO_HEADER_OUT else { return 0 }
                Transfer.of(owner).sentHead += UnsafeRawBufferPointer(start: bytes, count: count)
                return 0
            }, owner)
        guardSockets()
    }

    /// Where not every address is fine, the transfer opens its sockets itself.
    private func guardSockets() {
        guard addresses != .any else { return }
        shim_on_socket(
            easy,
            { owner, _, address in
                guard let address, let owner else { return CURL_SOCKET_BAD }
                return Transfer.of(owner).open(address)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private static func of(_ owner: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
    }

    // MARK: - Callbacks

    /// The connection stands and the request goes out next.
    ///
    /// Where an old connection breaks without an answer, the library sends the request once more
    /// on a fresh one. The other side may have acted on the first, so only a request that asks
    /// for nothing but an answer goes out twice.
    private func isAboutToSend() -> Int32 {
        if mayHaveBeenSent, !isRepeatable {
            isRetryRefused = true
            return CURL_PREREQFUNC_ABORT
        }
        mayHaveBeenSent = true
        sentHead = []
        return CURL_PREREQFUNC_OK
    }

    /// A socket for an address, unless the rule forbids it: the library then tries the name's next
    /// one.
    private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        var bytes = [UInt8](repeating: 0, count: 16)
        bytes.removeLast(16 - shim_address_bytes(address, &bytes))
        guard addresses.allows(bytes) else {
            isAddressRefused = true
            return CURL_SOCKET_BAD
        }
        return socket(
            address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue),
            address.pointee.protocol)
    }

    private var isRepeatable: Bool {
        guard case .http(let request) = plan else { return true }
        return ["GET", "HEAD", "OPTIONS"].contains(request.method)
    }

    private func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard receivedHead.count + bytes.count <= Transfer.headerBytesAtMost else {
            isHeaderTooLarge = true
            return 0
        }
        receivedHead += bytes
        return bytes.count
    }

    private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        received += Int64(bytes.count)
        if case .fetch(_, _, _, let descriptor, _) = plan {
            var place = 0
            while place < bytes.count {
                let count = write(descriptor, bytes.baseAddress! + place, bytes.count - place)
                if count < 0 {
                    if errno == EINTR { continue }
                    localError = errno
                    return 0
                }
                place += count
            }
            return bytes.count
        }
        guard body.count + bytes.count <= limits.answerBytes else {
            isTooLarge = true
            return 0
        }
        body += bytes
        return bytes.count
    }

    // MARK: - The end

    /// Tells the caller how it ended; nothing is told twice.
    func end(_ code: CURLcode) {
        guard code == CURLE_OK else {
            let said = String(cString: handle.words)
            let detail = said.isEmpty ? String(cString: curl_easy_strerror(code)) : said
            return fail(kind(of: code), detail)
        }
        let response = TransportResponse(
            status: shim_get_long(easy, CURLINFO_RESPONSE_CODE),
            head: plan.isFile ? [] : receivedHead, body: body,
            reusedConnection: shim_get_long(easy, CURLINFO_NUM_CONNECTS) == 0, evidence: evidence)
        settled(
            .success(
                TransferOutcome(
                    response: response, changed: Int64(shim_get_size(easy, CURLINFO_FILETIME_T)),
                    announcedBytes: Int64(
                        shim_get_size(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T)),
                    receivedBytes: received)))
    }

    func fail(_ kind: TransportTrouble.Kind, _ detail: String) {
        settled(
            .failure(
                TransportTrouble(
                    kind, reach: mayHaveBeenSent ? .unknown : .notSent,
                    detail: masking.masked(detail: detail), evidence: evidence)))
    }

    private var evidence: TransportEvidence {
        guard case .http(let request) = plan else { return TransportEvidence() }
        return TransportEvidence(
            // Before that only a proxy was spoken to.
            request: mayHaveBeenSent && !sentHead.isEmpty
                ? masking.masked(head: sentHead, body: request.body ?? []) : [],
            answer: masking.masked(head: receivedHead, body: body))
    }

    private func kind(of code: CURLcode) -> TransportTrouble.Kind {
        if isRetryRefused { return .connectionBroken }
        if isTooLarge || isHeaderTooLarge { return .answerTooLarge }
        if localError != 0 { return .localFile }
        return switch code {
        // An answer without a status line counts as one of another protocol.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT:
            mayHaveBeenSent ? .answerMalformed : .badRequest
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .nameNotResolved
        case CURLE_COULDNT_CONNECT: isAddressRefused ? .addressForbidden : .connectionRefused
        case CURLE_OPERATION_TIMEDOUT: mayHaveBeenSent ? .timedOut : .connectTimedOut
        case CURLE_PROXY: .proxyRefused
        case CURLE_PEER_FAILED_VERIFICATION: .serverNotTrusted
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ISSUER_ERROR,
            CURLE_USE_SSL_FAILED:
            .tlsFailed
        case CURLE_LOGIN_DENIED: .loginDenied
        case CURLE_REMOTE_FILE_NOT_FOUND, CURLE_FTP_COULDNT_RETR_FILE,
            CURLE_REMOTE_ACCESS_DENIED:
            .fileNotFound
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: .answerMalformed
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE,
            CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_SSH, CURLE_ABORTED_BY_CALLBACK:
            .connectionBroken
        default: .other
        }
    }
}

extension TransferPlan {
    /// With what the plan itself must keep for itself.
    fileprivate func masking(_ settings: TransportSettings, _ masking: MaskingPlan) -> MaskingPlan {
        switch self {
        case .http: return masking
        case .list(let server, _, _), .look(let server, _, _), .fetch(let server, _, _, _, _):
            guard case .password(let word) = server.login else { return masking }
            var all = settings.masking
            all.secrets.insert(word)
            return MaskingPlan(all)
        }
    }
}
