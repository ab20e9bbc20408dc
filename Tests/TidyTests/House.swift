/// The walls of the house as data: which target may import which, and which are pure.
///
/// A target may import less than stands here, never more. Rows of targets that are not built yet
/// stand ready. To move a wall, record the decision first, then change the row.
enum House {
    static let sourceRoots = ["ledger", "adapters", "Sources"]

    struct Row: Sendable {
        var root: String
        var name: String
        /// Our own targets.
        var ours: Set<String>
        /// Modules of packages and of system libraries.
        var others: Set<String> = []
        /// No clock, no waiting, no database, no Foundation.
        var pure = false
        /// Modules of the platform that a target outside of the rim may have all the same.
        var door: Set<String> = []

        /// Modules of the platform it may import: the rim any but the test library, a pure target
        /// or an adapter only those of its door.
        var platform: Set<String> {
            pure || root == "adapters" ? door : House.platform.subtracting(["Testing"])
        }

        var path: String { "\(root)/\(name)" }
    }

    static let rows: [Row] = ledger + adapters + stages + rim + tests

    static let ledger = [
        Row(root: "ledger", name: "Money", ours: [], pure: true),
        Row(root: "ledger", name: "Ledger", ours: ["Money"], others: ["Crypto"], pure: true),
        Row(root: "ledger", name: "Transparency", ours: [], others: ["Crypto"], pure: true),
        Row(
            root: "ledger", name: "Database", ours: [],
            others: ["GRDB", "GRDBSQLite", "CPostgreSQL"]),
        Row(
            root: "ledger", name: "LedgerStore",
            ours: ["Money", "Ledger", "Transparency", "Database"], others: ["Crypto"]),
    ]

    static let adapters =
        [
            Row(root: "adapters", name: "Provider", ours: ["Money"], pure: true),
            // A library of tests: it records issues and reads its samples from files.
            Row(
                root: "adapters", name: "ProviderContract", ours: ["Money", "Provider"],
                door: ["Testing", "Glibc"]),
            Row(
                root: "adapters", name: "Transport", ours: [], others: ["CCurl"],
                door: ["Glibc", "Synchronization"]),
            // Sign as the providers do, and write their files in CP932.
            Row(
                root: "adapters", name: "Simulators", ours: ["Money", "Provider"],
                others: ["Crypto"], door: ["Glibc"]),
        ]
        // Live providers only make requests and read replies: others carry them. They sign.
        + ["PayPay", "Stripe"].map {
            Row(root: "adapters", name: $0, ours: ["Money", "Provider"], others: ["Crypto"])
        }
        + ["Square", "NexoTerminal"].map {
            Row(root: "adapters", name: $0, ours: ["Money", "Provider", "Transport"])
        }
        + ["ManualTerminal", "TerminalLogs", "PaymentAgents", "BankFiles"].map {
            Row(root: "adapters", name: $0, ours: ["Money", "Provider"])
        }
        // Where slips are carried.
        + ["CollectionAgents", "ElTax", "CityRecords"].map {
            Row(root: "adapters", name: $0, ours: ["Money", "Provider", "Slips"])
        }

    static let stages = [
        Row(root: "Sources", name: "Slips", ours: ["Money"], pure: true),
        Row(
            root: "Sources", name: "City", ours: ["Money", "Ledger"], others: ["Yams"],
            pure: true),
        Row(root: "Sources", name: "Billing", ours: ["Money", "Slips", "City"], pure: true),
        Row(root: "Sources", name: "Till", ours: ["Money", "Provider"], pure: true),
        Row(
            root: "Sources", name: "Posting",
            ours: ["Money", "Ledger", "Provider", "City", "Billing"], pure: true),
        Row(
            root: "Sources", name: "Reconciliation",
            ours: ["Money", "Ledger", "Provider", "City", "Billing", "Posting"], pure: true),
        Row(
            root: "Sources", name: "Settlement",
            ours: ["Money", "Ledger", "Transparency", "City", "Reconciliation"], pure: true),
    ]

    /// The pure targets by name, for the rim, which may see all of them.
    static let pure = Set((ledger + adapters + stages).filter(\.pure).map(\.name))

    static let rim = [
        Row(root: "Sources", name: "Sealing", ours: [], others: ["COpenSSL"]),
        Row(root: "Sources", name: "Typesetting", ours: [], others: ["CPango"]),
        Row(
            root: "Sources", name: "Store", ours: pure.union(["Database", "LedgerStore"]),
            others: ["Crypto"]),
        Row(
            root: "Sources", name: "Office",
            ours: pure.union([
                "Database", "LedgerStore", "Store", "Settlement", "Sealing", "Typesetting",
            ]),
            others: ["Crypto"]),
        Row(root: "Sources", name: "Reports", ours: pure),
        Row(
            root: "Sources", name: "Service", ours: pure.union(["Office", "Reports"]),
            others: [
                "Hummingbird", "HummingbirdCore", "HummingbirdHTTP2", "ServiceLifecycle", "Logging",
                "Metrics", "Tracing", "HTTPTypes", "NIOCore", "NIOHTTP1", "NIOHTTPTypes",
                "NIOPosix", "NIOSSL", "Mustache", "CZint", "Yams", "Crypto",
            ]),
        Row(
            root: "Sources", name: "suito",
            ours: Set((ledger + adapters + stages).map(\.name))
                .union(["Sealing", "Typesetting", "Store", "Office", "Reports", "Service"]),
            others: [
                "ArgumentParser", "CJemalloc", "Hummingbird", "HTTPTypes", "Logging", "Metrics",
                "NIOCore", "NIOPosix", "ServiceLifecycle", "UnixSignals",
            ]),
    ]

    /// What tests share, and programs that they start; no product may import them.
    static let tests = [
        Row(root: "Tests", name: "TestSupport", ours: []),
        Row(
            root: "Tests", name: "DurabilityPoster",
            ours: ["Money", "Ledger", "Database", "LedgerStore"]),
    ]

    /// Modules of the toolchain and the platform that need no row.
    static let platform: Set<String> = [
        "Foundation", "FoundationEssentials", "FoundationNetworking", "Glibc", "Musl", "Darwin",
        "Dispatch", "Synchronization", "Testing",
    ]

    /// Modules that come with a product of another name.
    static let brought = ["GRDBSQLite": "GRDB"]

    /// Files of a pure target that may know the platform: its iconv turns CP932 into Unicode, its
    /// memchr finds line ends.
    static let doors: [String: Set<String>] = [
        "adapters/Provider/Files/ByteSource.swift": ["Glibc", "Musl", "Darwin"],
        "adapters/Provider/Files/TextEncoding.swift": ["Glibc", "Musl", "Darwin"],
    ]

    /// Where a fraction may stand for something that is no money: measured seconds, TLS, SQL,
    /// places on paper.
    static let awayFromMoney: Set<String> = [
        "Database", "Transport", "Sealing", "Typesetting", "Service", "suito",
    ]

    static func row(named name: String) -> Row? { rows.first { $0.name == name } }

    /// The row in whose folder a file lies.
    static func row(of path: String) -> Row? { rows.first { path.hasPrefix($0.path + "/") } }
}
