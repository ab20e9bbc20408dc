/// Where a citizen may be sent back to: an address of HTTPS with a host, without a user.
enum ReturnURL {
    /// What `fault` accepts, as ECMA 262 writes it.
    static func pattern(isSandbox: Bool) -> String {
        let port =
            "6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3}"
        return "^http\(isSandbox ? "s?" : "s")://\(HostName.label)(\\.\(HostName.label))*"
            + "(:(\(port)))?"
            + #"([/?#]([!#-$&-;=?-Z\[\]_a-z~]|%[0-9A-Fa-f]{2})*)?$"#
    }

    /// Why it is refused, nil where it may be followed.
    ///
    /// - Parameter isSandbox: plain HTTP is fine too.
    static func fault(_ text: String, isSandbox: Bool) -> String? {
        let schemes = isSandbox ? ["https://", "http://"] : ["https://"]
        guard let scheme = schemes.first(where: { text.utf8.starts(with: $0.utf8) }) else {
            return isSandbox ? "it must begin with http:// or https://" : "it must be https"
        }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        let authority = rest.prefix { $0 != 0x2F && $0 != 0x3F && $0 != 0x23 }
        let parts = authority.split(
            separator: 0x3A, maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = parts.first, HostName.isName(host, fewestLabels: 1) else {
            return "its host is not readable"
        }
        if parts.count == 2 {
            let digits = parts[1]
            guard digits.allSatisfy(isDigit), digits.first != 0x30,
                UInt16(Substring(digits)) != nil
            else { return "its port is not readable" }
        }
        guard isEncoded(rest.dropFirst(authority.count)) else {
            return "it has characters that must be percent-encoded"
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Whether only what may stand there does, and each percent sign has its two digits.
    private static func isEncoded(_ bytes: some Collection<UInt8>) -> Bool {
        var digits = 0
        for byte in bytes {
            if digits > 0 {
                guard isHexadecimal(byte) else { return false }
                digits -= 1
            } else if byte == 0x25 {
                digits = 2
            } else if !mayStand(byte) {
                return false
            }
        }
        return digits == 0
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    /// RFC 3986: unreserved and reserved; none of `<>"\^`{|}`.
    private static func mayStand(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x23, 0x24, 0x26...0x3B, 0x3D, 0x3F...0x5B, 0x5D, 0x5F, 0x61...0x7A, 0x7E: true
        default: false
        }
    }
}

/// Names of hosts (RFC 1123).
enum HostName {
    /// One label, as ECMA 262 writes it.
    static let label = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"

    /// Whether it is labels with dots between them; how long the whole may be, is the caller's.
    static func isName(_ text: some Collection<UInt8>, fewestLabels: Int) -> Bool {
        let labels = text.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard labels.count >= fewestLabels else { return false }
        return labels.allSatisfy { label in
            var last: UInt8 = 0x2D
            var count = 0
            for byte in label {
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: break
                case 0x2D where count > 0: break
                default: return false
                }
                last = byte
                count += 1
            }
            return (1...63).contains(count) && last != 0x2D
        }
    }
}
