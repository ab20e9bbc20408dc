import HTTPTypes

/// Which methods an address knows, to tell who took a wrong one.
struct PathTable: Sendable {
    private var methods: [[Substring]: Set<String>] = [:]

    /// - Parameter template: `/v1/payments/{id}`.
    mutating func add(_ method: HTTPRequest.Method, _ template: String) {
        methods[template.split(separator: "/"), default: []].insert(method.rawValue)
    }

    /// What to say where no route was found.
    func missing(_ method: HTTPRequest.Method, _ path: String) -> ServiceError {
        let parts = path.split(separator: "/")
        let found = methods.filter { template, _ in
            template.count == parts.count
                && zip(template, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        let allowed = found.values.reduce(into: Set<String>()) { $0.formUnion($1) }
        guard !allowed.isEmpty else { return ServiceError(.pathUnknown) }
        return ServiceError(
            .methodNotAllowed, headers: ["Allow": allowed.sorted().joined(separator: ", ")])
    }
}
