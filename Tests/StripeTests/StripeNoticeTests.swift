import Money
import Provider
import Stripe
import Testing

@Suite("Stripe's notices and their signatures")
struct StripeNoticeTests {
    /// Signed by the official client: secret `whsec_test`, this time, this body.
    static let body = #"{"id":"evt_1"}"#
    static let code = "c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925"
    static let time: Int64 = 1_700_000_000

    func read(
        _ header: String?, secrets: [String] = ["whsec_test"], body: String = body,
        after seconds: Int64 = 0
    ) throws(NoticeRefusal) -> ProviderNotice {
        let adapter = StripePayments(.init(key: "sk", webhookSecrets: secrets))
        let headers = header.map { [ProviderRequest.Header("stripe-signature", $0)] } ?? []
        return try adapter.readNotice(
            headers: headers, body: Array(body.utf8), at: Moment(seconds: Self.time + seconds))
    }

    @Test("The published way of signing is read, with two live secrets and several codes")
    func signed() throws {
        let header = "t=\(Self.time),v1=\(Self.code)"
        #expect(try read(header).id == "evt_1")
        #expect(try read(header).isProven)
        #expect(try read(header, secrets: ["whsec_new", "whsec_test"]).isProven)
        let old = String(repeating: "0", count: 64)
        #expect(try read("t=\(Self.time),v1=\(old),v1=\(Self.code),v0=abc").isProven)
        #expect(try read(header, after: 300).isProven)
        #expect(try read(header, after: -300).isProven)
    }

    @Test(
        "What is not signed, wrongly signed or stale is thrown away",
        arguments: [
            (nil, 0, NoticeRefusal.signatureMissing), ("", 0, .signatureMalformed),
            ("t=1700000000", 0, .signatureMalformed), ("v1=\(code)", 0, .signatureMalformed),
            ("t=x,v1=\(code)", 0, .signatureMalformed), ("t=-1,v1=\(code)", 0, .signatureMalformed),
            ("t=1700000000,v1=zz", 0, .signatureMalformed),
            ("t=1700000001,v1=\(code)", 0, .signatureWrong),
            ("t=1700000000,v1=00", 0, .signatureWrong),
            ("t=1700000000,v1=\(code)", 301, .signatureStale),
            ("t=1700000000,v1=\(code)", -301, .signatureStale),
        ] as [(String?, Int64, NoticeRefusal)])
    func refused(_ header: String?, _ seconds: Int64, _ refusal: NoticeRefusal) {
        #expect(throws: refusal) { try read(header, after: seconds) }
    }

    @Test("A changed body, another secret and none at all do not hold")
    func wrong() {
        let header = "t=\(Self.time),v1=\(Self.code)"
        #expect(throws: NoticeRefusal.signatureWrong) { try read(header, body: #"{"id":"evt_2"}"#) }
        #expect(throws: NoticeRefusal.signatureWrong) { try read(header, secrets: ["whsec_new"]) }
        #expect(throws: NoticeRefusal.signatureWrong) { try read(header, secrets: []) }
        #expect(throws: NoticeRefusal.signatureWrong) { try read(header, secrets: [""]) }
    }
}
