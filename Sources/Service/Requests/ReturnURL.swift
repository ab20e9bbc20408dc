/// Where a citizen may be sent back to: an address of HTTPS with a host, without a user.
enum ReturnURL {
    static let pattern =
        #"^https://[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"#
        + #"(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*(:[1-9][0-9]{0,3})?"#
        + #"(/[A-Za-z0-9._~/-]*)?(\?[A-Za-z0-9._~=&-]*)?$"#

    /// Why it is refused, nil where it may be followed.
    ///
    /// - Parameter isSandbox: plain HTTP is fine too.
    static func fault(_ text: String, isSandbox: Bool) -> String? {
        let schemes = isSandbox ? ["https://", "http://"] : ["https://"]
        guard let scheme = schemes.first(where: { text.lowercased().hasPrefix($0) }) else {
            return isSandbox ? "it must begin with http:// or https://" : "it must be https"
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let parts = authority.split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = parts.first, HostName.isName(host, fewestLabels: 1) else {
            return "its host is not readable"
        }
        if parts.count == 2 {
            guard let port = UInt16(parts[1]), port > 0, parts[1].utf8.allSatisfy(isDigit) else {
                return "its port is not readable"
            }
        }
        guard rest.dropFirst(authority.count).utf8.allSatisfy(mayStand) else {
            return "it has characters that must be percent-encoded"
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// RFC 3986: unreserved, reserved and percent; none of `<>"\^`{|}`.
    private static func mayStand(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x23...0x3B, 0x3D, 0x3F...0x5B, 0x5D, 0x5F, 0x61...0x7A, 0x7E: true
        default: false
        }
    }
}

/// Names of hosts (RFC 1123).
enum HostName {
    static func isName(_ text: Substring, fewestLabels: Int) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= fewestLabels, text.utf8.count <= 253 else { return false }
        return labels.allSatisfy { label in
            let bytes = Array(label.utf8)
            return (1...63).contains(bytes.count) && bytes.first != 0x2D && bytes.last != 0x2D
                && bytes.allSatisfy { byte in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
                    default: false
                    }
                }
        }
    }
}
