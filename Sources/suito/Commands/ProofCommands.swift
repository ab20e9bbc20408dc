import ArgumentParser
import Foundation
import Money
import Office
import Reports
import Settlement

/// `suito proof PAYMENT`, `suito proof days FROM TO`, `suito proof verify FILE`.
struct ProofCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof", abstract: "収納が封緘された日にあることの証明 / proofs for outsiders",
        subcommands: [ProvePaymentCommand.self, ProveDaysCommand.self, VerifyProofCommand.self],
        defaultSubcommand: ProvePaymentCommand.self)
}

/// `suito proof PAYMENT`.
struct ProvePaymentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payment",
        abstract: "一件の収納の証明を作る / the proof of one payment",
        discussion: """
            証明には、その収納の伝票と、ほかの収納のハッシュだけが入ります。payments.csv の payment 欄の番号で指定します。
            The proof holds that payment's vouchers and nothing of others but hashes.
            """)

    @Argument(help: "支払番号 / payment id") var payment: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        print(try ProvePayment(global.books()).run(payment).json(), terminator: "")
    }
}

/// `suito proof days FROM TO`.
struct ProveDaysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "days",
        abstract: "日から日へ木が続いていることの証明 / that one day's tree continues another's")

    @Argument(help: "前の日 / earlier day") var from: DayArgument
    @Argument(help: "後の日 / later day") var to: DayArgument
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if from.day > to.day {
            throw ValidationError("日付の順が逆です / the first day is the earlier one")
        }
    }

    func run() throws {
        print(
            try ProvePayment(global.books()).run(from: from.day, to: to.day).json(), terminator: "")
    }
}

/// `suito proof verify FILE [--package DIR --ca CA.pem]`.
struct VerifyProofCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "証明を確かめる（帳簿は不要） / check a proof, without the books",
        discussion: """
            --package と --ca を付けると、証明のチェックポイントが封緘されたパッケージのものであることも確かめます。
            With --package and --ca, also that the proof's checkpoint is that of a sealed package.
            """)

    @Argument(help: "証明のファイル / file of the proof") var file: String
    @Option(help: "パッケージ / sealed packages") var package: [String] = []
    @Option(help: "認証局 / roots of the seals (PEM)") var ca: String?
    @Flag(help: "JSON") var json = false
    @Option(name: .long, help: "言語 / language: ja | en (default: $LANG)") var lang: String?

    func validate() throws {
        if package.isEmpty != (ca == nil) {
            throw ValidationError("--package には --ca が要ります / --package needs --ca")
        }
    }

    func run() throws {
        let language = Language.chosen(lang)
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ValidationError("\(file) を読めません / cannot be read")
        }
        var findings: [PackageFinding] = []
        if let ca {
            // Each by itself: what lies between two of them is what the proof is for.
            let verify = VerifyPackages(trust: try TrustFile.read(ca), timestampTrust: nil)
            for path in VerifyPackages.packages(in: package) {
                findings += verify.run([path]) { _ in }.packages.flatMap(\.findings)
            }
        }
        var report = VerifyProof(packages: package).run([UInt8](data))
        report.findings = findings + report.findings
        if json {
            print(VerifyProofCommand.json(report, language), terminator: "")
        } else {
            for sentence in report.holds { print("✔ " + language(sentence)) }
            for finding in report.findings {
                print("✘ \(language(finding.ja, finding.en)) [\(finding.code)]")
            }
            if report.isSound, package.isEmpty {
                print(
                    language(
                        "チェックポイントが公表されたものと同じであることを、別に確かめてください。",
                        "See for yourself that the checkpoint is the one that was published."))
            }
        }
        if !report.isSound { throw Exit.refused }
    }

    private static func json(_ report: VerifyProof.Report, _ language: Language) -> String {
        JSONText.document { json in
            json.object { json in
                json.member("holds", report.isSound)
                json.key("proven")
                json.array(report.holds) { $0.value(language($1)) }
                json.key("findings")
                json.array(report.findings) { json, finding in
                    json.object { json in
                        json.member("code", finding.code)
                        json.member("text", language(finding.ja, finding.en))
                    }
                }
            }
        } + "\n"
    }
}
