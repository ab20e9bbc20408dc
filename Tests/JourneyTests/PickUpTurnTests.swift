import Foundation
import Testing

@Suite("Instances that pick up one for all")
struct PickUpTurnTests {
    @Test("One brings the report, the other does nothing; what failed may be tried again")
    func turns() throws {
        let books = try TestBooks()
        let simulator = try RunningSimulator("stripe", "--key", "sk_test_1", in: books.folder)
        let key = try books.folder.write("stripe-key", "sk_test_1\n".utf8)
        func pickUp(_ folder: String, from url: String) throws -> Answer {
            let place = books.folder.path + "/" + folder
            try FileManager.default.createDirectory(
                atPath: place, withIntermediateDirectories: true)
            return try books.run(
                "pickup", "stripe", "--key-file", key, "--from", "2026-04-01", "--through",
                "2026-04-02", "--to", place, "--url", url, "--alone")
        }
        let nobody = "http://127.0.0.1:9"
        for _ in 0..<2 { #expect(try pickUp("none", from: nobody).status == 5) }
        let one = try pickUp("one", from: simulator.url)
        #expect(one.status == 0, "\(one.ending)")
        #expect(one.page.contains("stripe-itemized-2026-04-01-2026-04-02.csv"))
        let other = try pickUp("other", from: simulator.url)
        #expect(other.status == 0, "\(other.ending)")
        let came = try FileManager.default.contentsOfDirectory(
            atPath: books.folder.path + "/other")
        #expect(came.isEmpty)
    }
}
