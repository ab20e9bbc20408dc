import Foundation
import TestSupport
import Testing

@Suite("The providers' own clients")
struct ClientTests {
    @Test("PayPay's own client is content with its simulator")
    func payPay() throws {
        let server = try RunningServer.simulator(
            "paypay", "--key", "k", "--secret", "s", "--merchant", "M1", "--code-seconds", "86400")
        let said = try StockTool.python(
            RunningServer.path("paypay_client.py"), server.address, "k", "s", "M1")
        #expect(said.status == 0 && said.text.hasSuffix("content\n"), "\(said.text)")
    }

    @Test("Stripe's own client is content with its simulator, and with what it signs")
    func stripe() throws {
        let box = try NoticeBox()
        let server = try RunningServer.simulator(
            "stripe", "--key", "sk_test_1", "--webhook-secret", "whsec_1", "--notify",
            box.server.address)
        let said = try StockTool.python(
            RunningServer.path("stripe_client.py"), server.address, "sk_test_1", "whsec_1",
            box.server.address)
        #expect(said.status == 0 && said.text.hasSuffix("content\n"), "\(said.text)")
    }

    @Test("A simulator ends well when it is told to", arguments: [SIGTERM, SIGINT])
    func ending(_ signal: Int32) throws {
        let server = try RunningServer.simulator("paypay", "--seed", "1")
        #expect(server.terminate(signal) == 0)
    }

    @Test("A simulator refuses what it does not know")
    func refusals() {
        for words in [["--fault", "answer-eaten"], ["--port", "70000"], ["--late-ms", "-1"]] {
            #expect(throws: RunningServer.NotStarted.self) {
                try RunningServer.simulator("stripe", words[0], words[1])
            }
        }
    }
}
