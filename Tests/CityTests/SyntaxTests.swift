import City
import Money
import TestSupport
import Testing

@Suite struct SyntaxTests {
    struct Broken: Sendable {
        let fact: String
        let text: String
        let code: CityFileProblem.Code
        let line: Int
        let column: Int
    }

    @Test(
        "Text that is no YAML is one problem, with its place",
        arguments: [
            Broken(
                fact: "an open bracket", text: "funds:\n  - { id: a\nbills: [",
                code: .yaml, line: 3, column: 6),
            Broken(
                fact: "a tab for indentation", text: "funds:\n\t- a", code: .yaml, line: 2,
                column: 1),
            Broken(
                fact: "an undefined alias", text: "funds: *nobody",
                code: .yaml, line: 1, column: 8),
            Broken(
                fact: "a second document", text: "a: 1\n---\nb: 2",
                code: .yaml, line: 2, column: 1),
            Broken(
                fact: "a control character", text: "a: 1\nb: \u{7}",
                code: .yaml, line: 2, column: 4
            ),
            Broken(
                fact: "a key twice", text: "a: 1\nfunds: []\nbills: []\nfunds: []",
                code: .duplicateKey, line: 2, column: 1),
            Broken(fact: "nothing", text: "", code: .wrongType, line: 1, column: 1),
            Broken(fact: "a comment", text: "# city\n", code: .wrongType, line: 1, column: 1),
            Broken(fact: "a list", text: "- a", code: .wrongType, line: 1, column: 1),
        ])
    func syntax(broken: Broken) {
        let found = problems(broken.text)
        #expect(found.count == 1, "\(broken.fact): \(found)")
        #expect(found.first?.code == broken.code, "\(broken.fact): \(found)")
        #expect(found.first?.line == broken.line, "\(broken.fact): \(found)")
        #expect(found.first?.column == broken.column, "\(broken.fact): \(found)")
    }

    @Test("All problems come at once, in the order of their places")
    func allAtOnce() {
        let text = Sample.city(replacing: "price: 300", with: "price: 1.5")
            .replacing("code: \"999016\"", with: "code: \"999018\"")
            .replacing("pays: end", with: "pays: never")
            .replacing("kind: enterprise", with: "sort: enterprise")
        let found = problems(text)
        #expect(
            found.map(\.path) == [
                "municipality.code", "funds[1].kind", "funds[1].sort", "fees[0].price",
            ])
        #expect(
            found.map(\.code) == [.valueInvalid, .missingKey, .unknownKey, .wrongType])
        let places = found.map { $0.line * 1000 + $0.column }
        #expect(places == places.sorted())
    }

    @Test("A missing section is refused at the beginning of the file", arguments: 0..<4)
    func missingSections(index: Int) {
        let key = Sample.sections[index].key
        let text = Sample.sections.prefix(4).filter { $0.key != key }.map(\.text)
        let found = problems(text.joined(separator: "\n"))
        let missing = found.filter { $0.code == .missingKey }
        #expect(missing.map(\.path) == [key])
        #expect(missing.map(\.line) == [1] && missing.map(\.column) == [1])
    }

    @Test("A city needs no more than its municipality, calendar, funds and bank accounts")
    func smallest() throws {
        let text = Sample.sections.prefix(4).map(\.text).joined(separator: "\n")
        let city = try City.read(text)
        #expect(city.bankRules.isEmpty && city.offices.isEmpty && city.fees.isEmpty)
        #expect(city.billKinds.isEmpty && city.slips == nil && city.providers.isEmpty)
    }

    @Test("Carriage returns and a byte order mark change nothing")
    func lineEnds() throws {
        let text = "\u{FEFF}" + Sample.whole.replacing("\n", with: "\r\n")
        #expect(try City.read(text) == City.read(Sample.whole))
    }

    @Test("Anchors and merged keys read like what they stand for, own keys first")
    func mergedKeys() throws {
        let text = Sample.city(
            """
            fees:
              - &first { id: a, name: 写し, price: 300, fund: general, subject: "14", \
              tax: exempt, from: 2025-04-01 }
              - { <<: *first, from: 2026-07-01, price: 400 }
              - { <<: [{ id: b }, *first] }
            """)
        let city = try City.read(text)
        #expect(city.fees.map(\.id) == ["a", "a", "b"])
        #expect(city.fees.map(\.price.value) == [300, 400, 300])
        #expect(city.fees[1].name == "写し" && city.fees[1].from == day("2026-07-01"))
    }

    @Test("Merging what is no mapping is refused at its place")
    func wrongMerge() {
        let found = problems(Sample.city("slips: { <<: [x] }"))
        #expect(found.map(\.code) == [.wrongType])
        #expect(found.map { [$0.line, $0.column] } == [[1, 15]])
        #expect(found.map(\.path) == ["slips.<<"])
    }

    @Test("Brackets without end are refused like any other broken text", arguments: ["[", "{a: "])
    func deep(bracket: String) {
        let found = problems("funds: " + String(repeating: bracket, count: 20_000))
        #expect(found.map(\.code) == [.yaml])
    }

    @Test("A description names place, code and path in one line")
    func description() {
        let found = problems(Sample.city("slips: { x: 1 }"))
        #expect(
            found.map(\.description)
                == ["1:10 unknown-key slips.x: there is no key \"x\" here"])
        #expect(
            CityFileError(problems: found + found).description.split(separator: "\n").count == 2)
    }

    @Test("Whatever is done to the reference file, it reads or names a place inside it")
    func fuzz() throws {
        var random = SplitMix64()
        let reference = try Sample.reference()
        let lines = reference.split(separator: "\n", omittingEmptySubsequences: false)
        let alphabet = Array("{}[]:,-&*!|>'\"#%@ \n\t0aア~?<")
        for _ in 0..<300 {
            var changed = lines.map(String.init)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<changed.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: changed.remove(at: index)
                case 1: changed.insert(changed.randomElement(using: &random) ?? "", at: index)
                case 2: changed[index] = String(changed[index].dropLast(3))
                default:
                    var characters = Array(changed[index])
                    let place = Int.random(in: 0...characters.count, using: &random)
                    characters.insert(alphabet.randomElement(using: &random) ?? " ", at: place)
                    changed[index] = String(characters)
                }
            }
            let text = changed.joined(separator: "\n")
            let last = text.split(separator: "\n", omittingEmptySubsequences: false).count
            for problem in problems(text) {
                #expect((1...last + 1).contains(problem.line) && problem.column >= 1)
            }
        }
    }
}
