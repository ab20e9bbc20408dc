import Foundation
import Testing
import Typesetting

@Suite("Memory")
struct MemoryTests {
    @Test("Two hundred printings, and as many that fail, leave nothing behind")
    func many() async {
        await #expect(processExitsWith: .success) {
            let document = Samples.exceptions()
            var wrong = document
            wrong.metadata.creationDate = "gestern"
            func print(_ times: Int) throws {
                for _ in 0..<times {
                    _ = try PDFWriter().render(document)
                    #expect(throws: TypesettingTrouble.self) { try PDFWriter().render(wrong) }
                }
            }
            try print(40)
            let before = try Resident.kibibytes("VmRSS")
            try print(200)
            let after = try Resident.kibibytes("VmRSS")
            // One document that stays is 100 KiB and its surface more.
            #expect(after - before < 4_000, "\(before) KiB, then \(after) KiB")
        }
    }

    @Test("Five thousand rows pass through page by page")
    func long() async {
        await #expect(processExitsWith: .success) {
            let document = Samples.exceptions(count: 5_000)
            let folder = try Folder()
            let before = try Resident.kibibytes("VmRSS")
            let printout = try PDFWriter().render(document, to: folder.path("long.pdf"))
            #expect(printout.pages > 150)
            let peak = try Resident.kibibytes("VmHWM")
            #expect(peak - before < 64_000, "\(before) KiB, at most \(peak) KiB")
        }
    }
}

/// What the kernel says of this process's memory.
enum Resident {
    static func kibibytes(_ name: String) throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("\(name):") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first
            .flatMap { Int($0) } ?? 0
    }
}
