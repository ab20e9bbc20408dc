import Provider
import Testing

@Suite("JSON of providers, and text for the wire")
struct JSONValueTests {
    @Test("A text is read as it stands, and written so that it reads the same")
    func roundTrip() throws {
        let text =
            #" {"a":[1,-2,3.50,1e3,"x\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"],"#
            + #""b":{},"c":null,"d":true} "#
        let value = try #require(JSONValue(Array(text.utf8)))
        #expect(value["a"]?.list?.prefix(3) == [.integer(1), .integer(-2), .number("3.50")])
        #expect(value["a"]?.list?.last?.text == "x\"\\/\u{8}\u{c}\n\r\té😀")
        #expect(value["c"]?.isNull == true && value["d"] == .boolean(true))
        #expect(JSONValue(value.bytes) == value)
        #expect(JSONValue(Array("9223372036854775808".utf8)) == .number("9223372036854775808"))
    }

    @Test(
        "Whole numbers are written as they are read",
        arguments: [0, 1, -1, 9, 10, -10, 99, 100, 12_345, .max, .min])
    func numbers(_ number: Int64) {
        let bytes = JSONValue.list([.integer(number), .integer(number)]).bytes
        #expect(String(decoding: bytes, as: UTF8.self) == "[\(number),\(number)]")
        #expect(JSONValue(bytes)?.list == [.integer(number), .integer(number)])
    }

    @Test(
        "Every text is written so that it reads the same",
        arguments: ["", "\"", "\\", "a\"", "\"a", "\u{0}\u{1F} \u{7F}", "\\\\\"\"", "出\n納", "a/b"])
    func texts(_ text: String) {
        let bytes = JSONValue.object([.init(text, .text(text))]).bytes
        #expect(bytes.allSatisfy { $0 >= 0x20 })
        #expect(JSONValue(bytes) == .object([.init(text, .text(text))]))
    }

    @Test(
        "What is no JSON is none",
        arguments: [
            "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{\"a\"}", "{a:1}", "01", "1.", ".5", "-",
            "1e",
            "+1", "nul", "tru", "\"", "\"\\x\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"",
            "\"\n\"", "1 2", "[1 2]", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":2}", "'a'", "NaN",
        ])
    func broken(_ text: String) {
        #expect(JSONValue(Array(text.utf8)) == nil)
    }

    @Test("Bytes that are no UTF-8 and texts that are too deep are none")
    func limits() {
        #expect(JSONValue([0x22, 0xFF, 0x22]) == nil)
        let deep = String(repeating: "[", count: 63) + String(repeating: "]", count: 63)
        #expect(JSONValue(Array(deep.utf8)) != nil)
        let deeper = String(repeating: "[", count: 100_000)
        #expect(JSONValue(Array(deeper.utf8)) == nil)
    }

    @Test("Base 64 by the vectors of RFC 4648")
    func base64() {
        let vectors = [
            "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==",
            "fooba": "Zm9vYmE=", "foobar": "Zm9vYmFy",
        ]
        for (plain, text) in vectors { #expect(Base64.text(plain.utf8) == text) }
        #expect(Base64.text([0xFB, 0xFF, 0xFE]) == "+//+")
    }

    @Test("Digits and forms")
    func wire() {
        #expect(Hexadecimal.text([0, 0x1F, 0xFF]) == "001fff")
        #expect(Hexadecimal.bytes("001fFF") == [0, 0x1F, 0xFF])
        #expect(Hexadecimal.bytes("0") == nil && Hexadecimal.bytes("0g") == nil)
        #expect(
            PercentEncoding.form([("a[b]", "1 +"), ("ü", "~-._")]) == "a%5Bb%5D=1%20%2B&%C3%BC=~-._"
        )
    }
}
