import CCurl

/// Turns a plan into options of the library.
enum TransferOptions {
    static func set(
        on transfer: Transfer, _ settings: TransportSettings
    ) throws(TransportTrouble) {
        let easy = transfer.easy
        common(easy, settings)
        switch transfer.plan {
        case .http(let request):
            try http(request, transfer, settings)
        case .list(let server, let folder, let limits):
            try files(server, path: folder.hasSuffix("/") ? folder : folder + "/", easy, limits)
            _ = shim_set_long(easy, CURLOPT_DIRLISTONLY, 1)
        case .look(let server, let path, let limits):
            try files(server, path: path, easy, limits)
            _ = shim_set_long(easy, CURLOPT_FILETIME, 1)
            _ = shim_set_long(easy, CURLOPT_NOBODY, 1)
        case .fetch(let server, let path, let limits, _, let offset):
            try files(server, path: path, easy, limits)
            _ = shim_set_size(easy, CURLOPT_RESUME_FROM_LARGE, curl_off_t(offset))
        }
    }

    private static func common(_ easy: UnsafeMutableRawPointer, _ settings: TransportSettings) {
        _ = shim_set_long(easy, CURLOPT_NOSIGNAL, 1)
        _ = shim_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        _ = shim_set_long(easy, CURLOPT_MAXAGE_CONN, settings.idleSeconds)
        // Empty: not even a proxy that the environment names.
        _ = shim_set_text(easy, CURLOPT_PROXY, settings.proxy ?? "")
        _ = shim_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        _ = shim_set_tls12(easy)
        // Requests are small: 64 KiB to send from would be taken and given back each time.
        _ = shim_set_long(easy, CURLOPT_UPLOAD_BUFFERSIZE, 16_384)
        if let file = settings.caFile {
            _ = shim_set_text(easy, CURLOPT_CAINFO, file)
            // With a file of its own, a folder of the system's is not asked as well.
            _ = shim_set_text(easy, CURLOPT_CAPATH, nil)
        }
        if let own = settings.clientCertificate {
            _ = shim_set_text(easy, CURLOPT_SSLCERT, own.certificateFile)
            _ = shim_set_text(easy, CURLOPT_SSLKEY, own.keyFile)
            if let word = own.passphrase { _ = shim_set_text(easy, CURLOPT_KEYPASSWD, word) }
        }
    }

    private static func limits(_ limits: TransportLimits, _ easy: UnsafeMutableRawPointer) {
        _ = shim_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, max(1, limits.connectMilliseconds))
        _ = shim_set_long(easy, CURLOPT_TIMEOUT_MS, max(1, limits.totalMilliseconds))
    }

    // MARK: - HTTP

    private static func http(
        _ request: TransportRequest, _ transfer: Transfer, _ settings: TransportSettings
    ) throws(TransportTrouble) {
        let easy = transfer.easy
        guard !request.method.isEmpty, request.method.utf8.allSatisfy(isUpperCase) else {
            throw bad("method \(request.method)")
        }
        guard request.url.hasPrefix("https://") || request.url.hasPrefix("http://"),
            request.url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw bad("address") }
        _ = shim_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        _ = shim_set_text(easy, CURLOPT_URL, request.url)
        _ = shim_set_long(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        // A signature covers the path as it stands.
        _ = shim_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        _ = shim_set_http2(easy, settings.usesHTTP2 ? 1 : 0)
        limits(request.limits, easy)
        method(request, easy)
        try headers(request, transfer)
        if settings.proxy != nil, settings.addresses != .any {
            try tunnel(request, transfer)
        }
    }

    /// Through a proxy only to the address that was judged, also where nothing is encrypted.
    private static func tunnel(
        _ request: TransportRequest, _ transfer: Transfer
    ) throws(TransportTrouble) {
        // Whatever host and port the address has.
        guard let place = request.connectTo, let list = curl_slist_append(nil, "::\(place)") else {
            throw bad("no address for the proxy")
        }
        transfer.handle.keep(list)
        _ = shim_set_pointer(transfer.easy, CURLOPT_CONNECT_TO, list)
        _ = shim_set_long(transfer.easy, CURLOPT_HTTPPROXYTUNNEL, 1)
    }

    private static func method(_ request: TransportRequest, _ easy: UnsafeMutableRawPointer) {
        if let body = request.body {
            _ = body.withUnsafeBytes { shim_set_body(easy, $0.baseAddress, $0.count) }
            _ = shim_set_text(easy, CURLOPT_CUSTOMREQUEST, request.method)
            return
        }
        switch request.method {
        case "GET": _ = shim_set_long(easy, CURLOPT_HTTPGET, 1)
        case "HEAD": _ = shim_set_long(easy, CURLOPT_NOBODY, 1)
        case "POST", "PUT", "PATCH":
            // Without a length some servers wait for a body.
            _ = shim_set_body(easy, nil, 0)
            _ = shim_set_text(easy, CURLOPT_CUSTOMREQUEST, request.method)
        default: _ = shim_set_text(easy, CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    private static func headers(
        _ request: TransportRequest, _ transfer: Transfer
    ) throws(TransportTrouble) {
        // Off: waiting for `100 Continue`, a type that nobody named, and `Accept: */*`.
        var lines = ["Expect:"]
        let names = Set(request.headers.map { $0.name.lowercased() })
        if !names.contains("content-type") { lines.append("Content-Type:") }
        if !names.contains("accept") { lines.append("Accept:") }
        for header in request.headers {
            guard !header.name.isEmpty, header.name.utf8.allSatisfy(isToken) else {
                throw bad("header name")
            }
            guard header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw bad("value of header \(header.name)")
            }
            let blank = header.value.allSatisfy { $0 == " " || $0 == "\t" }
            lines.append(blank ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines { list = curl_slist_append(list, line) }
        guard let list else { return }
        transfer.handle.keep(list)
        _ = shim_set_pointer(transfer.easy, CURLOPT_HTTPHEADER, list)
    }

    private static func isUpperCase(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    // MARK: - Files

    private static func files(
        _ server: FileServer, path: String, _ easy: UnsafeMutableRawPointer,
        _ limits: TransportLimits
    ) throws(TransportTrouble) {
        guard !server.host.isEmpty, server.host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            !server.host.contains(where: { "/@?#".contains($0) }), !path.isEmpty,
            !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { throw bad("address of a file") }
        TransferOptions.limits(limits, easy)
        let scheme: String
        switch server.security {
        case .sftp(let key):
            scheme = "sftp"
            switch key {
            case .knownHosts(let file): _ = shim_set_text(easy, CURLOPT_SSH_KNOWNHOSTS, file)
            case .sha256(let digest):
                _ = shim_set_text(easy, CURLOPT_SSH_HOST_PUBLIC_KEY_SHA256, digest)
            }
        case .ftps: scheme = "ftps"
        case .ftpsExplicit: scheme = "ftp"
        }
        if scheme != "sftp" {
            _ = shim_set_ftp_tls(easy)
        }
        _ = shim_set_text(easy, CURLOPT_PROTOCOLS_STR, scheme)
        let slash = path.hasPrefix("/") ? "" : "/"
        _ = shim_set_text(
            easy, CURLOPT_URL,
            "\(scheme)://\(server.host):\(server.port)\(slash)\(encoded(path))")
        login(server, easy)
    }

    private static func login(_ server: FileServer, _ easy: UnsafeMutableRawPointer) {
        _ = shim_set_text(easy, CURLOPT_USERNAME, server.user)
        switch server.login {
        case .password(let word):
            _ = shim_set_text(easy, CURLOPT_PASSWORD, word)
            _ = shim_set_long(easy, CURLOPT_SSH_AUTH_TYPES, Int(CURLSSH_AUTH_PASSWORD))
        case .key(let file, let passphrase):
            _ = shim_set_text(easy, CURLOPT_SSH_PRIVATE_KEYFILE, file)
            if let passphrase { _ = shim_set_text(easy, CURLOPT_KEYPASSWD, passphrase) }
            _ = shim_set_long(easy, CURLOPT_SSH_AUTH_TYPES, Int(CURLSSH_AUTH_PUBLICKEY))
        }
    }

    /// A path for an address: what is no letter, digit or mark of RFC 3986 is written `%XX`.
    private static func encoded(_ path: String) -> String {
        var text = ""
        for byte in path.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E:
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return text
    }

    private static func bad(_ what: String) -> TransportTrouble {
        TransportTrouble(.badRequest, reach: .notSent, detail: what)
    }
}
