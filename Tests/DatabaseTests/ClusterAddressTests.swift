import Database
import Testing

struct ClusterAddressTests {
    @Test("A URL names its schema and folder, and never shows its password")
    func parts() throws {
        let address = try ClusterAddress(
            "postgres://u:secret@h1:5432,h2/db?schema=shiomi&folder=%2Fsrv%2Fa&sslmode=require")
        #expect(address.schema == "shiomi")
        #expect(address.folder == "/srv/a")
        #expect(address.description == "postgres://u@h1:5432,h2/db?schema=shiomi")
        #expect(try ClusterAddress("postgresql://h/db").schema == "suito")
        #expect(try ClusterAddress("postgresql://h/db").folder == nil)
    }

    @Test(
        "A schema's name that would need quotes is refused",
        arguments: ["A", "1a", "a-b", "pg_x", "a\"b", "", String(repeating: "a", count: 64)])
    func names(_ name: String) {
        #expect(throws: DatabaseTrouble.self) {
            try ClusterAddress("postgres://h/db?schema=\(name)")
        }
    }

    @Test("A path is no cluster", arguments: ["books", "/srv/postgres://x", "sqlite://x"])
    func paths(_ path: String) {
        #expect(!ClusterAddress.isAddress(path))
        #expect(throws: DatabaseTrouble.self) { try ClusterAddress(path) }
    }
}
