import Foundation
import Reports
import Settlement
import TestSupport
import Testing

@Suite("JSON as text")
struct JSONTextTests {
    @Test("Any string comes back as it was told")
    func strings() throws {
        var random = SplitMix64()
        for _ in 0..<2_000 {
            let scalars = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                scalar(&random)
            }
            var string = ""
            string.unicodeScalars.append(contentsOf: scalars)
            let text = JSONText.document { json in
                json.object { $0.member(string, string) }
            }
            let read = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
            #expect(read.count == 1)
            let (key, value) = try #require(read.first)
            #expect(Array(key.unicodeScalars) == scalars)
            #expect(Array(value.unicodeScalars) == scalars)
        }
    }

    /// Control characters, quotes, kana, kanji and what lies beyond the basic plane.
    private func scalar(_ random: inout SplitMix64) -> Unicode.Scalar {
        let ranges: [ClosedRange<UInt32>] = [
            0x00...0x1F, 0x20...0x7F, 0x22...0x22, 0x5C...0x5C, 0xFF61...0xFF9F, 0x3041...0x30FF,
            0x4E00...0x9FFF, 0x2028...0x2029, 0x1F600...0x1F64F, 0xE000...0xE010,
        ]
        while true {
            let range = ranges[Int.random(in: 0..<ranges.count, using: &random)]
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
                return scalar
            }
        }
    }

    @Test("Members stand in the order in which they were told, with commas where they belong")
    func order() {
        let text = JSONText.document { json in
            json.object { json in
                json.member("z", 1)
                json.key("list")
                json.array([1, 2]) { json, number in
                    json.object { $0.member("n", number) }
                }
                json.key("empty")
                json.array([Int]()) { json, number in json.value(Int64(number)) }
                json.key("object")
                json.object { _ in }
                json.member("a", true)
                json.member("none", nil)
            }
        }
        #expect(
            text == #"{"z":1,"list":[{"n":1},{"n":2}],"empty":[],"object":{},"a":true,"none":null}"#
        )
    }

    @Test(
        "Numbers are whole and exact",
        arguments: [Int64.min, -1, 0, 1, 999_999_999_999_999, Int64.max])
    func numbers(_ number: Int64) throws {
        let text = JSONText.document { json in json.object { $0.member("n", number) } }
        #expect(
            try JSONDecoder().decode([String: Int64].self, from: Data(text.utf8))["n"] == number)
    }
}
