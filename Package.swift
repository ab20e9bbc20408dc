// swift-tools-version: 6.2
import PackageDescription

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let arguments: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")

let hummingbird: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "HummingbirdHTTP2", package: "hummingbird"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "Metrics", package: "swift-metrics"),
    .product(name: "Tracing", package: "swift-distributed-tracing"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "Mustache", package: "swift-mustache"),
]

let package = Package(
    name: "suito",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "suito", targets: ["suito"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // MARK: - Ledger
        .target(name: "Money", path: "ledger/Money"),
        .target(name: "Ledger", dependencies: ["Money", crypto], path: "ledger/Ledger"),
        .target(name: "Transparency", dependencies: [crypto], path: "ledger/Transparency"),
        .systemLibrary(
            name: "CPostgreSQL", path: "Sources/CPostgreSQL", pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"])]),
        .target(
            name: "Database", dependencies: [grdb, sqlite, "CPostgreSQL"], path: "ledger/Database"),
        .target(
            name: "LedgerStore",
            dependencies: ["Money", "Ledger", "Transparency", "Database", crypto],
            path: "ledger/LedgerStore"),

        // MARK: - Adapters
        .target(name: "Provider", dependencies: ["Money"], path: "adapters/Provider"),
        .target(
            name: "ProviderContract", dependencies: ["Money", "Provider"],
            path: "adapters/ProviderContract"),
        .systemLibrary(
            name: "CCurl", path: "Sources/CCurl", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "Transport", dependencies: ["CCurl"], path: "adapters/Transport"),
        .target(
            name: "PayPay", dependencies: ["Money", "Provider", crypto], path: "adapters/PayPay"),
        .target(
            name: "Stripe", dependencies: ["Money", "Provider", crypto], path: "adapters/Stripe"),
        .target(
            name: "Simulators", dependencies: ["Money", "Provider", crypto],
            path: "adapters/Simulators"),
        .target(
            name: "TerminalLogs", dependencies: ["Money", "Provider"],
            path: "adapters/TerminalLogs"),
        .target(
            name: "CollectionAgents", dependencies: ["Money", "Provider", "Slips"],
            path: "adapters/CollectionAgents"),
        .target(name: "ElTax", dependencies: ["Money", "Provider"], path: "adapters/ElTax"),
        .target(
            name: "PaymentAgents", dependencies: ["Money", "Provider"],
            path: "adapters/PaymentAgents"),
        .target(
            name: "BankFiles", dependencies: ["Money", "Provider"], path: "adapters/BankFiles"),
        .target(
            name: "CityRecords", dependencies: ["Money", "Provider", "Slips"],
            path: "adapters/CityRecords"),

        // MARK: - Stages
        .target(name: "Slips", dependencies: ["Money"]),
        .target(name: "City", dependencies: ["Money", "Ledger", yams]),
        .target(name: "Billing", dependencies: ["Money"]),
        .target(name: "Till", dependencies: ["Money", "Provider"]),
        .target(name: "Posting", dependencies: ["Money", "Ledger", "City", "Billing"]),
        .target(
            name: "Reconciliation",
            dependencies: ["Money", "Ledger", "Provider", "City", "Billing", "Posting"]),
        .target(
            name: "Settlement",
            dependencies: ["Money", "Ledger", "Transparency", "City", "Reconciliation"]),

        // MARK: - Rim
        .systemLibrary(
            name: "COpenSSL", path: "Sources/COpenSSL", pkgConfig: "openssl",
            providers: [.apt(["libssl-dev"])]),
        .target(name: "Sealing", dependencies: ["COpenSSL"]),
        .systemLibrary(
            name: "CPango", path: "Sources/CPango", pkgConfig: "pangocairo",
            providers: [.apt(["libpango1.0-dev", "libcairo2-dev"])]),
        .target(name: "Typesetting", dependencies: ["CPango"]),
        .target(
            name: "Store",
            dependencies: [
                "Money", "Ledger", "Provider", "City", "Billing", "Till", "Reconciliation",
                "Settlement", "Database", crypto,
            ]),
        .target(
            name: "Office",
            dependencies: [
                "Money", "Ledger", "Transparency", "Provider", "City", "Billing", "Till", "Posting",
                "Reconciliation", "Settlement", "Sealing", "Database", "LedgerStore", "Store",
                crypto,
            ]),
        .target(
            name: "Reports",
            dependencies: ["Money", "Ledger", "City", "Reconciliation", "Settlement"]),
        .systemLibrary(
            name: "CZint", path: "Sources/CZint", providers: [.apt(["libzint-dev"])]),
        .systemLibrary(
            name: "CJemalloc", path: "Sources/CJemalloc", providers: [.apt(["libjemalloc-dev"])]),
        .target(
            name: "Service",
            dependencies: [
                "Money", "Ledger", "Provider", "City", "Till", "Office", "Reports", "CZint", yams,
                crypto,
            ] + hummingbird),
        .executableTarget(
            name: "suito",
            dependencies: [
                "Money", "Ledger", "Database", "LedgerStore", "Provider", "PayPay", "Stripe",
                "TerminalLogs", "CollectionAgents", "ElTax", "PaymentAgents", "BankFiles",
                "CityRecords", "City", "Till", "Reconciliation", "Settlement", "Transparency",
                "Sealing", "Typesetting",
                "Store", "Office", "Reports", "Service", "Simulators", "Transport", "CJemalloc",
                arguments,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),

        // MARK: - Tests
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(name: "MoneyTests", dependencies: ["Money", "TestSupport"]),
        .testTarget(
            name: "LedgerTests", dependencies: ["Money", "Ledger", "TestSupport"],
            exclude: ["Scripts"]),
        .testTarget(
            name: "TransparencyTests", dependencies: ["Transparency", crypto, "TestSupport"],
            exclude: ["Vectors", "check_inclusion.py"]),
        .testTarget(
            name: "SealingTests", dependencies: ["Sealing", "TestSupport"], exclude: ["Scripts"]),
        .testTarget(name: "TypesettingTests", dependencies: ["Typesetting"]),
        .testTarget(name: "DatabaseTests", dependencies: ["Database", "TestSupport"]),
        .testTarget(
            name: "LedgerStoreTests",
            dependencies: [
                "Money", "Ledger", "Transparency", "Database", "LedgerStore", crypto, "TestSupport",
            ],
            exclude: ["Scripts"]),
        .executableTarget(
            name: "DurabilityPoster", dependencies: ["Money", "Ledger", "Database", "LedgerStore"],
            path: "Tests/DurabilityPoster"),
        .testTarget(
            name: "DurabilityTests",
            dependencies: [
                "Money", "Ledger", "Database", "LedgerStore", "DurabilityPoster", grdb,
                sqlite, "TestSupport",
            ]),
        .testTarget(
            name: "ProviderTests", dependencies: ["Money", "Provider", "ProviderContract"]),
        .testTarget(
            name: "TransportTests", dependencies: ["Transport", "TestSupport"],
            exclude: ["Scripts"]),
        .testTarget(
            name: "PayPayTests", dependencies: ["Money", "Provider", "ProviderContract", "PayPay"]),
        .testTarget(
            name: "StripeTests", dependencies: ["Money", "Provider", "ProviderContract", "Stripe"]),
        .testTarget(
            name: "SimulatorTests",
            dependencies: [
                "Money", "Provider", "ProviderContract", "Transport", "PayPay", "Stripe",
                "PaymentAgents",
                "CityRecords", "Reconciliation", "Database", "Store", "Simulators", "Office",
                "TestSupport",
            ],
            exclude: ["Scripts"]),
        .testTarget(
            name: "TerminalLogsTests",
            dependencies: ["Money", "Provider", "ProviderContract", "TerminalLogs"]),
        .testTarget(
            name: "CollectionAgentsTests",
            dependencies: ["Money", "Provider", "ProviderContract", "Slips", "CollectionAgents"]),
        .testTarget(
            name: "ElTaxTests", dependencies: ["Money", "Provider", "ProviderContract", "ElTax"]),
        .testTarget(
            name: "PaymentAgentsTests",
            dependencies: ["Money", "Provider", "ProviderContract", "PaymentAgents"]),
        .testTarget(
            name: "BankFilesTests",
            dependencies: ["Money", "Provider", "ProviderContract", "BankFiles"]),
        .testTarget(
            name: "CityRecordsTests",
            dependencies: ["Money", "Provider", "ProviderContract", "Slips", "CityRecords"]),
        .testTarget(name: "SlipsTests", dependencies: ["Money", "Slips", "TestSupport"]),
        .testTarget(name: "CityTests", dependencies: ["Money", "Ledger", "City", "TestSupport"]),
        .testTarget(
            name: "TillTests", dependencies: ["Money", "Provider", "Till", "TestSupport"]),
        .testTarget(name: "BillingTests", dependencies: ["Money", "Billing"]),
        .testTarget(
            name: "PostingTests",
            dependencies: ["Money", "Ledger", "City", "Billing", "Posting", "TestSupport"]),
        .testTarget(
            name: "ReconciliationTests",
            dependencies: [
                "Money", "Ledger", "Provider", "City", "Billing", "Posting", "Reconciliation",
                "TestSupport",
            ], exclude: ["Scripts"]),
        .testTarget(
            name: "SettlementTests",
            dependencies: [
                "Money", "Ledger", "Provider", "City", "Reconciliation", "Settlement",
                "TestSupport",
            ]),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Money", "Ledger", "Provider", "City", "Reconciliation", "Settlement", "Database",
                "Store", "TestSupport",
            ]),
        .testTarget(
            name: "OfficeTests",
            dependencies: [
                "Money", "Ledger", "Provider", "City", "Till", "Reconciliation", "Settlement",
                "Database", "LedgerStore", "Store", "Sealing", "Transparency", "Office", "PayPay",
                "Stripe",
                "TerminalLogs", "CollectionAgents", "ElTax", "PaymentAgents", "BankFiles",
                "CityRecords", crypto, grdb, sqlite, "TestSupport",
            ]),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Money", "Ledger", "Provider", "City", "Reconciliation", "Settlement", "Reports",
                "TestSupport",
            ]),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "Provider", "Office", "Service",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ]),
        .testTarget(
            name: "JourneyTests",
            dependencies: [
                "Money", "Ledger", "City", "Database", "LedgerStore", "Office", "TestSupport",
            ],
            exclude: ["Reports", "Scripts"]),
        .testTarget(name: "TidyTests"),
    ],
    swiftLanguageModes: [.v6]
)

// The same house rules for every target: https://github.com/swiftlang/swift-evolution
for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .treatAllWarnings(as: .error),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        ]
}
