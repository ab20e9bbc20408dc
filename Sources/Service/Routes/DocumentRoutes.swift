import City
import HTTPTypes
import Hummingbird
import Provider

/// `/openapi.json`: the API describes itself.
struct DocumentRoutes: Sendable {
    private let document: [UInt8]

    init(city: City, publicURL: String) {
        document = OpenAPIDocument(city: city, publicURL: publicURL).json.bytes
    }

    func add(to table: inout RouteTable) {
        let document = document
        table.on(.get, "/openapi.json") { _, _ in .json(bytes: document) }
    }
}
