import City
import HTTPTypes
import Hummingbird
import Provider

/// `/openapi.json`: the API describes itself.
struct DocumentRoutes: Sendable {
    private let document: [UInt8]

    init(city: City, publicURL: String, isSandbox: Bool) {
        document =
            OpenAPIDocument(city: city, publicURL: publicURL, isSandbox: isSandbox).json.bytes
    }

    func add(to table: inout RouteTable) {
        let document = document
        table.on(.get, "/openapi.json") { _, _ in .json(bytes: document) }
    }
}
