import Office
import Provider
import Service
import Testing

@Suite("Errors of the API")
struct ErrorCodeTests {
    @Test("Every code has a status of its kind and says itself in both languages")
    func table() {
        for code in ErrorCode.allCases {
            #expect((400..<600).contains(code.status), "\(code)")
            #expect(!code.sentence.ja.isEmpty && !code.sentence.en.isEmpty, "\(code)")
        }
    }

    @Test("A code of ours has its status in its name")
    func ownCodes() {
        for code in ErrorCode.allCases where code.rawValue.hasPrefix("S") {
            // `S`, a digit for the part of the API, and the status.
            #expect(code.rawValue.count == 5 && code.rawValue.hasSuffix("\(code.status)"))
        }
    }

    @Test("An error is told as code, field and description, and nothing that was sent")
    func body() {
        let error = ServiceError(.attributeInvalid, field: "amount", reason: "it is too large")
        #expect(error.body["code"]?.text == "P0102")
        #expect(error.body["field"]?.text == "amount")
        #expect(
            error.body["description"]?.text
                == "Invalid attribute value: amount. it is too large")
    }

    @Test(
        "What GOV.UK Pay has a code for has that code",
        arguments: [
            (ErrorCode.attributeMissing, "P0101", 400), (.attributeInvalid, "P0102", 422),
            (.jsonInvalid, "P0197", 400), (.paymentUnknown, "P0200", 404),
            (.searchInvalid, "P0401", 422), (.searchPageUnknown, "P0402", 404),
            (.cancelImpossible, "P0501", 400), (.cancelConflict, "P0502", 409),
            (.refundImpossible, "P0603", 400), (.refundAvailableDiffers, "P0604", 412),
            (.tooManyRequests, "P0900", 429), (.captureConflict, "P1003", 409),
        ])
    func codes(_ code: ErrorCode, _ text: String, _ status: Int) {
        #expect(code.rawValue == text && code.status == status)
    }
}
