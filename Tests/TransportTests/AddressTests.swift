import Foundation
import Testing
import Transport

@Suite("To which addresses a client connects") struct AddressTests {
    private static func bytes(_ text: String) throws -> [UInt8] {
        if text.contains(":") {
            // Enough of RFC 4291 for the addresses below: groups, one `::`, no dots.
            let halves = text.components(separatedBy: "::").map { half in
                half.split(separator: ":").flatMap { group -> [UInt8] in
                    let value = UInt16(group, radix: 16) ?? 0
                    return [UInt8(value >> 8), UInt8(value & 255)]
                }
            }
            guard halves.count == 2 else { return halves[0] }
            let fill = 16 - halves[0].count - halves[1].count
            return halves[0] + [UInt8](repeating: 0, count: fill) + halves[1]
        }
        return text.split(separator: ".").compactMap { UInt8($0) }
    }

    @Test(
        "Addresses that only some can reach are not called",
        arguments: [
            "0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
            "127.8.8.8", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8",
            "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7",
            "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1",
            "::ffff:7f00:1", "::ffff:a00:1", "::ffff:a9fe:a9fe", "::7f00:1", "64:ff9b::7f00:1",
            "64:ff9b::c0a8:101", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1",
            "2002:7f00:1::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "3fff::1",
            "4000::1",
        ])
    func special(_ text: String) throws {
        #expect(!AddressRule.public(and: []).allows(try AddressTests.bytes(text)))
        #expect(AddressRule.any.allows(try AddressTests.bytes(text)))
    }

    @Test(
        "Addresses of the open network are called",
        arguments: [
            "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
            "126.255.255.255", "128.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
            "198.17.255.255", "198.20.0.0", "223.255.255.255", "2400:cb00::1", "2606:4700::1111",
            "::ffff:808:808", "64:ff9b::808:808",
        ])
    func open(_ text: String) throws {
        #expect(AddressRule.public(and: []).allows(try AddressTests.bytes(text)))
    }

    @Test("A network that is named is called, and nothing beside it")
    func named() throws {
        let range = try #require(NetworkRange("10.1.2.0/23"))
        let rule = AddressRule.public(and: [range])
        for text in ["10.1.2.0", "10.1.3.255", "::ffff:a01:203"] {
            #expect(rule.allows(try AddressTests.bytes(text)), "\(text)")
        }
        for text in ["10.1.1.255", "10.1.4.0", "127.0.0.1", "::a01:203"] {
            #expect(!rule.allows(try AddressTests.bytes(text)), "\(text)")
        }
        let single = try #require(NetworkRange("fd00::5"))
        let other = AddressRule.public(and: [single])
        #expect(other.allows(try AddressTests.bytes("fd00::5")))
        #expect(!other.allows(try AddressTests.bytes("fd00::6")))
    }

    @Test(
        "What is no network is none",
        arguments: [
            "", "10", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "x", "::/129", "/8", "::/1x",
        ])
    func malformed(_ text: String) { #expect(NetworkRange(text) == nil) }

    @Test(
        "Behind a proxy a forbidden address is not asked for, and an allowed one by its number",
        arguments: ["127.0.0.1", "localhost", "127.1", "2130706433"])
    func proxied(_ host: String) async throws {
        let server = try LoopbackServer.plain.get()
        let url = "http://\(host):\(server.port)/echo"
        #expect(throws: TransportTrouble.self) {
            try AddressRule.public(and: []).connection(to: url)
        }
        let rule = AddressRule.public(and: try [#require(NetworkRange("127.0.0.0/8"))])
        var settings = TransportSettings.patient
        settings.addresses = rule
        settings.proxy = server.url("")
        let client = TransportClient(settings)
        defer { client.shutDown() }
        var request = TransportRequest("GET", url)
        do throws(TransportTrouble) {
            _ = try await client.send(request)
            Issue.record("\(host) was asked for by its name")
        } catch {
            #expect(error.kind == .badRequest && error.reach == .notSent, "\(error)")
        }
        request.connectTo = try rule.connection(to: url)
        #expect(request.connectTo == "127.0.0.1:\(server.port)")
        #expect(try await client.send(request).status == 200)
        // The server says 403 to any tunnel that is asked for by a name.
        #expect(throws: TransportTrouble.self) {
            try rule.connection(to: "http://nowhere.invalid/")
        }
    }

    @Test(
        "A forbidden address is never connected to, however it is written",
        arguments: [
            "127.0.0.1", "localhost", "127.1", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]",
        ])
    func forbidden(_ host: String) async throws {
        let server = try LoopbackServer.plain.get()
        var settings = TransportSettings.patient
        settings.addresses = .public(and: [])
        let client = TransportClient(settings)
        defer { client.shutDown() }
        let url = "http://\(host):\(server.port)/echo"
        do throws(TransportTrouble) {
            _ = try await client.send(TransportRequest("POST", url, body: []))
            Issue.record("\(host) was called")
        } catch {
            #expect(error.kind == .addressForbidden && error.reach == .notSent, "\(error)")
        }
        // The same where the network is allowed.
        settings.addresses = .public(and: try [#require(NetworkRange("127.0.0.0/8"))])
        let other = TransportClient(settings)
        defer { other.shutDown() }
        #expect(try await other.send(TransportRequest("GET", url)).status == 200)
    }
}
