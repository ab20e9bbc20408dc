import CCurl
import Glibc

/// A proxy connects for us, so the address is judged before it is asked to, and it is told the
/// address and not the name: what is judged is what it connects to.
extension AddressRule {
    /// Looks a URL's name up; blocks as long as the name service takes.
    ///
    /// - Returns: the first of its addresses that the rule allows, with the port, as
    ///   ``TransportRequest/connectTo`` wants it: `203.0.113.7:443`, `[2001:db8::7]:443`.
    /// - Throws: ``TransportTrouble`` `bad-request`, `name-not-resolved`, `address-forbidden`;
    ///   nothing was sent.
    public func connection(to url: String) throws(TransportTrouble) -> String {
        guard let (host, port) = AddressRule.parts(of: url) else {
            throw TransportTrouble(.badRequest, reach: .notSent, detail: "address")
        }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, port, &hints, &list) == 0 else {
            throw TransportTrouble(.nameNotResolved, reach: .notSent, detail: "proxy")
        }
        defer { freeaddrinfo(list) }
        var next = list
        while let entry = next?.pointee {
            if let (bytes, text) = AddressRule.address(entry), allows(bytes) {
                return entry.ai_family == AF_INET6 ? "[\(text)]:\(port)" : "\(text):\(port)"
            }
            next = entry.ai_next
        }
        throw TransportTrouble(.addressForbidden, reach: .notSent, detail: "proxy")
    }

    /// Host, without brackets, and port, as the library itself reads them.
    private static func parts(of url: String) -> (host: String, port: String)? {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK else { return nil }
        func part(_ which: CURLUPart, _ flags: Int32) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard curl_url_get(handle, which, &text, UInt32(flags)) == CURLUE_OK, let text else {
                return nil
            }
            defer { curl_free(text) }
            return String(cString: text)
        }
        guard let host = part(CURLUPART_HOST, 0),
            let port = part(CURLUPART_PORT, Int32(CURLU_DEFAULT_PORT)), !host.isEmpty
        else { return nil }
        return (host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host, port)
    }

    /// The bytes of an address as they stand on the wire, and its numbers as text.
    private static func address(_ entry: addrinfo) -> (bytes: [UInt8], text: String)? {
        guard let address = entry.ai_addr else { return nil }
        let start = UnsafeRawPointer(address)
        let bytes: [UInt8]
        switch entry.ai_family {
        case AF_INET:
            let inner = start.load(as: sockaddr_in.self).sin_addr
            bytes = withUnsafeBytes(of: inner) { Array($0) }
        case AF_INET6:
            let inner = start.load(as: sockaddr_in6.self).sin6_addr
            bytes = withUnsafeBytes(of: inner) { Array($0) }
        default: return nil
        }
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard
            getnameinfo(
                address, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
                == 0
        else { return nil }
        return (bytes, String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self))
    }
}
