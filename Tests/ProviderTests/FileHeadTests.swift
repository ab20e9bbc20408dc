import Provider
import Testing

@Suite("The head of a file")
struct FileHeadTests {
    static func utf16(_ text: String, isBig: Bool) -> [UInt8] {
        text.utf16.flatMap { unit in
            let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return isBig ? bytes : bytes.reversed()
        }
    }

    @Test(
        "UTF-16 is known without its mark, also where most of it is Japanese",
        arguments: [
            "a,b\r\n", "取引番号,加盟店ID,屋号,店舗ID,店舗名,取引日時,取引金額\r\n",
            "種別,収納日,収納時刻,ユーザー使用欄１,一丁目　一番\r\n1,20260401,0930,,x\r\n",
        ], [true, false])
    func knowsUTF16(text: String, isBig: Bool) {
        let bytes = Self.utf16(text, isBig: isBig)
        #expect(FileHead(bytes: bytes).isUTF16)
        #expect(FileHead(bytes: (isBig ? [0xFE, 0xFF] : [0xFF, 0xFE]) + bytes).isUTF16)
        #expect(!FileHead(bytes: Array(text.utf8)).isUTF16)
    }

    @Test("Bytes that are no text are not taken for UTF-16")
    func otherZeros() {
        let text = Array("2026-04-01,600,shimin\r\n".utf8)
        #expect(!FileHead(bytes: text + [0] + text).isUTF16)
        #expect(!FileHead(bytes: text + [UInt8](repeating: 0, count: 64)).isUTF16)
        #expect(!FileHead(bytes: []).isUTF16)
    }
}
