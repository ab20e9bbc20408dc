import Glibc

/// To which addresses a client connects.
///
/// It is asked for each address right before the connection to it: a name that stands for one
/// address when somebody looks and for another a moment later gets nobody past it.
public enum AddressRule: Sendable, Hashable {
    case any
    /// Only to addresses that all the world can reach, and to those of the networks that are
    /// named.
    case `public`(and: [NetworkRange])

    /// - Parameter address: its 4 or 16 bytes, as they stand on the wire.
    public func allows(_ address: [UInt8]) -> Bool {
        switch self {
        case .any: return true
        case .public(let ranges):
            let address = AddressRule.plain(address)
            return AddressRule.isPublic(address) || ranges.contains { $0.contains(address) }
        }
    }

    /// The address of IPv4 that one of IPv6 stands for (RFC 4291 2.5.5.2, RFC 6052); any other as
    /// it is.
    static func plain(_ address: [UInt8]) -> [UInt8] {
        guard address.count == 16 else { return address }
        return carriers.contains { $0.holds(address) } ? Array(address.suffix(4)) : address
    }

    private static let carriers = ranges("::ffff:0:0/96", "64:ff9b::/96")

    /// Whether an address belongs to the open network: none of the special ones of IANA's
    /// registries (RFC 6890), and of IPv6 none but global unicast.
    static func isPublic(_ address: [UInt8]) -> Bool {
        switch address.count {
        case 4: !special.contains { $0.holds(address) }
        case 16: unicast.contains { $0.holds(address) } && !special.contains { $0.holds(address) }
        default: false
        }
    }

    private static let unicast = ranges("2000::/3")

    private static let special = ranges(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        // Protocol assignments with Teredo, documentation, and 6to4, which carries IPv4.
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")

    private static func ranges(_ texts: String...) -> [NetworkRange] {
        texts.map { text in
            guard let range = NetworkRange(text) else {
                preconditionFailure("\(text) is no network")
            }
            return range
        }
    }
}

/// A network of IP: `10.1.0.0/16`, `fd00::/8`; without a length a single address.
public struct NetworkRange: Sendable, Hashable {
    private let bytes: [UInt8]
    private let bits: Int

    /// - Returns: nil where the text is no network.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let bytes = NetworkRange.address(String(first)) else {
            return nil
        }
        var bits = bytes.count * 8
        if parts.count == 2 {
            guard (1...3).contains(parts[1].utf8.count),
                parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let length = Int(parts[1]), length <= bits
            else { return nil }
            bits = length
        }
        self.bytes = bytes
        self.bits = bits
    }

    private static func address(_ text: String) -> [UInt8]? {
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            if inet_pton(family, text, &bytes) == 1 { return bytes }
        }
        return nil
    }

    /// Also where the address of IPv4 comes in clothes of IPv6.
    public func contains(_ address: [UInt8]) -> Bool { holds(AddressRule.plain(address)) }

    func holds(_ address: [UInt8]) -> Bool {
        guard address.count == bytes.count else { return false }
        let (whole, rest) = (bits / 8, bits % 8)
        guard address.prefix(whole) == bytes.prefix(whole) else { return false }
        guard rest > 0 else { return true }
        let shift = 8 - rest
        return address[whole] >> shift == bytes[whole] >> shift
    }
}
