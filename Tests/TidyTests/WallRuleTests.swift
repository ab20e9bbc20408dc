import Foundation
import Testing

@Suite("The rules on imports can fail")
struct WallRuleTests {
    private static func file(_ path: String, _ text: String) -> SourceText {
        SourceText(path: path, text: text)
    }

    private static func target(_ name: String, _ path: String, _ names: Set<String>) -> Manifest {
        Manifest(targets: [
            Manifest.Target(name: name, path: path, isTest: false, dependencies: names)
        ])
    }

    @Test(
        "Import lines are found in all their forms",
        arguments: [
            "import Money", "public import Money", "package import Money",
            "@preconcurrency import Money", "@_spi(Test) public import Money",
            "    import Money", "import struct Money.Yen", "internal import func Money.share",
            "import Money // why", "#if os(Linux)\nimport Money\n#endif",
        ])
    func forms(_ text: String) {
        #expect(
            WallRules.imports(of: WallRuleTests.file("a.swift", text)).map(\.module) == ["Money"])
    }

    @Test(
        "What only looks like an import is none",
        arguments: [
            "// import Money", "/* import Money */", "let text = \"import Money\"",
            "let text = \"\"\"\n    import Money\n    \"\"\"", "func importMoney() {}",
            "#if canImport(Money)", "let imported = Money()",
        ])
    func lookalikes(_ text: String) {
        #expect(WallRules.imports(of: WallRuleTests.file("a.swift", text)).isEmpty)
    }

    struct Line: Sendable, CustomTestStringConvertible {
        var path: String
        var module: String
        var declared: Set<String>
        var allowed: Bool
        var testDescription: String { "\(path) imports \(module)" }
    }

    static let lines = [
        Line(path: "Sources/Slips/A.swift", module: "Money", declared: ["Money"], allowed: true),
        Line(path: "Sources/Slips/A.swift", module: "Money", declared: [], allowed: false),
        Line(path: "Sources/Slips/A.swift", module: "City", declared: ["City"], allowed: false),
        Line(path: "Sources/Slips/A.swift", module: "Foundation", declared: [], allowed: false),
        Line(path: "Sources/Slips/A.swift", module: "Glibc", declared: [], allowed: false),
        Line(path: "Sources/Slips/A.swift", module: "GRDB", declared: ["GRDB"], allowed: false),
        Line(path: "Sources/Posting/A.swift", module: "Dispatch", declared: [], allowed: false),
        Line(
            path: "adapters/PayPay/A.swift", module: "Ledger", declared: ["Ledger"],
            allowed: false),
        Line(path: "adapters/PayPay/A.swift", module: "Foundation", declared: [], allowed: false),
        Line(
            path: "adapters/Provider/Files/TextEncoding.swift", module: "Glibc", declared: [],
            allowed: true),
        Line(
            path: "adapters/Provider/Files/CSVReader.swift", module: "Glibc", declared: [],
            allowed: false),
        Line(
            path: "adapters/Provider/Files/TextEncoding.swift", module: "Foundation",
            declared: [], allowed: false),
        Line(
            path: "adapters/ProviderContract/A.swift", module: "Testing", declared: [],
            allowed: true),
        Line(
            path: "adapters/ProviderContract/A.swift", module: "Foundation", declared: [],
            allowed: false),
        Line(path: "adapters/PayPay/A.swift", module: "Testing", declared: [], allowed: false),
        Line(path: "Sources/Office/A.swift", module: "Testing", declared: [], allowed: false),
        Line(
            path: "Sources/Office/A.swift", module: "PayPay", declared: ["PayPay"],
            allowed: false),
        Line(path: "Sources/Office/A.swift", module: "Foundation", declared: [], allowed: true),
        Line(path: "Sources/Office/A.swift", module: "Slips", declared: ["Slips"], allowed: true),
        Line(path: "Sources/Service/A.swift", module: "Store", declared: ["Store"], allowed: false),
        Line(
            path: "ledger/Database/A.swift", module: "GRDBSQLite", declared: ["GRDB"], allowed: true
        ),
        Line(path: "Sources/Nowhere/A.swift", module: "Money", declared: ["Money"], allowed: false),
    ]

    @Test("Each wall holds", arguments: lines)
    func walls(_ line: Line) throws {
        let parts = line.path.split(separator: "/")
        let manifest = WallRuleTests.target(
            String(parts[1]), parts[..<2].joined(separator: "/"), line.declared)
        let file = WallRuleTests.file(line.path, "// first\nimport \(line.module)\n")
        let violations = WallRules.sources([file], manifest)
        #expect(violations.isEmpty == line.allowed)
        if !line.allowed, House.row(of: line.path) != nil {
            #expect(violations.map(\.line) == [2])
        }
    }

    @Test("A manifest that asks for too much, elsewhere, or for a stranger is refused")
    func manifests() {
        let text = WallRuleTests.file(
            "Package.swift", "let package = 1\n.target(name: \"Slips\"),\n")
        let good = WallRuleTests.target("Slips", "Sources/Slips", ["Money"])
        #expect(WallRules.manifest(good, text: text).isEmpty)
        let greedy = WallRuleTests.target("Slips", "Sources/Slips", ["Money", "City"])
        #expect(
            WallRules.manifest(greedy, text: text) == [
                Violation(
                    file: "Package.swift", line: 2, text: "Slips may not depend on City")
            ])
        let moved = WallRuleTests.target("Slips", "ledger/Slips", ["Money"])
        #expect(WallRules.manifest(moved, text: text).count == 1)
        let stranger = WallRuleTests.target("Stranger", "Sources/Stranger", [])
        #expect(WallRules.manifest(stranger, text: text).count == 1)
    }

    @Test("A test that imports what is not declared for it is refused")
    func tests() {
        let manifest = Manifest(targets: [
            Manifest.Target(
                name: "SlipsTests", path: "Tests/SlipsTests", isTest: true,
                dependencies: ["Slips"])
        ])
        let path = "Tests/SlipsTests/A.swift"
        let good = WallRuleTests.file(path, "import Foundation\nimport Slips\nimport Testing\n")
        #expect(WallRules.tests([good], manifest).isEmpty)
        let bad = WallRuleTests.file(path, "import Slips\nimport Money\n")
        #expect(WallRules.tests([bad], manifest).map(\.line) == [2])
    }

    @Test("A folder that is no target is refused")
    func folders() {
        let manifest = WallRuleTests.target("Slips", "Sources/Slips", [])
        #expect(WallRules.folders(["Sources/Slips"], manifest).isEmpty)
        #expect(WallRules.folders(["Sources/Slips", "Sources/Dead"], manifest).count == 1)
    }

    @Test("The table itself keeps the promises of the architecture")
    func table() {
        #expect(Set(House.rows.map(\.name)).count == House.rows.count)
        let adapters = Set(House.adapters.map(\.name))
        for row in House.rows {
            #expect(row.ours.isSubset(of: Set(House.rows.map(\.name))), "\(row.name)")
            #expect(!row.ours.contains(row.name), "\(row.name)")
            if row.pure { #expect(row.ours.isSubset(of: House.pure), "\(row.name) is pure") }
            if row.root == "adapters" { #expect(!row.ours.contains("Ledger"), "\(row.name)") }
        }
        let office = House.row(named: "Office")?.ours ?? []
        #expect(office.contains("Store"))
        #expect(office.intersection(adapters) == ["Provider"])
        #expect(House.row(named: "Service")?.ours.contains("Store") == false)
    }

    @Test("The package manager's own description of a manifest is understood")
    func decoding() throws {
        let json = """
            {"name": "suito", "targets": [
              {"name": "Money", "path": "ledger/Money", "type": "regular", "dependencies": []},
              {"name": "Slips", "type": "regular", "dependencies": [
                {"byName": ["Money", null]},
                {"product": ["GRDB", "GRDB.swift", null, {"platformNames": ["linux"]}]}]},
              {"name": "SlipsTests", "type": "test", "dependencies": [{"target": ["Slips", null]}]}
            ]}
            """
        let manifest = try Manifest(decoding: Data(json.utf8))
        #expect(
            manifest.targets.map(\.path) == ["ledger/Money", "Sources/Slips", "Tests/SlipsTests"])
        #expect(manifest.targets.map(\.dependencies) == [[], ["Money", "GRDB"], ["Slips"]])
        #expect(manifest.targets.map(\.isTest) == [false, false, true])
    }
}
