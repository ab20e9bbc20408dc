import Foundation
import Money
import Provider
import ProviderContract
import Simulators
import Stripe
import TestSupport
import Testing
import Transport

@Suite("Picking up reports")
struct PickUpTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "suito-pickup-\(UUID().uuidString)")

    /// `suito pickup …`, quoted for the shell.
    private func pickUp(_ words: [String]) throws -> StockTool.Answer {
        let all = [try RunningServer.program(), "pickup"] + words
        return try StockTool.shell(all.map { "'\($0)'" }.joined(separator: " "))
    }

    @Test("A report is ordered, fetched and read; it is never written over")
    func stripe() async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let server = try RunningServer.simulator("stripe", "--key", "sk_test_1")
        let wire = Wire(server)
        let keyFile = folder.appending(path: "key").path()
        try "sk_test_1\n".write(toFile: keyFile, atomically: true, encoding: .utf8)
        _ = try await wire.send(
            "POST", "/v1/payment_intents",
            headers: [
                .init("Authorization", "Bearer sk_test_1"),
                .init("Content-Type", "application/x-www-form-urlencoded"),
            ], body: "amount=600&currency=jpy&payment_method=pm_card_visa&confirm=true")
        let day = Wire.now().day.adding(-1)
        try await wire.steer(
            "payout", ["arrival": .integer(Moment(day: day, secondOfDay: 0).seconds)])
        let words = [
            "stripe", "--key-file", keyFile, "--from", "\(day)", "--through", "\(day)",
            "--to", folder.path(), "--url", server.address,
        ]
        let said = try pickUp(words)
        #expect(said.status == 0, "\(said.text)")
        let name = "stripe-itemized-\(day)-\(day).csv"
        #expect(said.text.hasSuffix("/\(name)\n"))
        let bytes = try Data(contentsOf: folder.appending(path: name))
        let reading = FileReading(StripePayouts.self, Array(bytes))
        #expect(reading.rejection == nil && reading.findings.isEmpty)
        #expect(reading.facts.lines.map(\.amount) == [Yen(600)])
        #expect(reading.facts.payouts.map(\.net) == [Yen(578)])
        #expect(try pickUp(words).status == 1)
        #expect(try Data(contentsOf: folder.appending(path: name)) == bytes)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path())
        #expect(Set(left) == ["key", name], "nothing half is left")

        try await wire.fault(.serverErrorBefore, "POST", "/v1/reporting")
        #expect(try pickUp(words).status == 5)
        try "sk_test_2\n".write(toFile: keyFile, atomically: true, encoding: .utf8)
        #expect(try pickUp(words).status == 1)
    }

    @Test("A day that is not over has no report yet, and nobody is asked", arguments: [0, 1, 400])
    func notOver(_ ahead: Int) throws {
        let day = Wire.now().day.adding(ahead)
        let said = try pickUp([
            "stripe", "--key-file", "none", "--from", "2026-04-01", "--through", "\(day)",
            "--to", folder.path(), "--url", "http://127.0.0.1:9", "--lang", "en",
        ])
        #expect(said.status == 1)
        let sentence = "\(day) is not over yet; reports are made of days that are past."
        #expect(said.text == "day-not-over: \(sentence)\n")
    }

    @Test("Where nobody serves files, that is said")
    func nobody() throws {
        let said = try pickUp([
            "sftp", "--host", "127.0.0.1", "--port", "1", "--user", "city", "--identity", "none",
            "--known-hosts", "none", "--folder", "/out", "--to", folder.path(),
        ])
        #expect(said.status == 5, "\(said.text)")
        #expect(said.text.hasPrefix("127.0.0.1: "))
    }
}
