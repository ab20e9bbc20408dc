import City
import Foundation
import Money
import Testing

/// The sample city's file.
enum SampleCity {
    static var city: City {
        get throws {
            let folder =
                ProcessInfo.processInfo.environment["SUITO_FIXTURES"]
                ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "Fixtures/shiomi").path()
            return try City.read(
                String(contentsOfFile: folder + "/city.yaml", encoding: .utf8))
        }
    }
}

func day(_ text: String) throws -> BookDay { try #require(BookDay(text)) }
