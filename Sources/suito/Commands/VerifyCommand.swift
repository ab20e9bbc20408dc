import ArgumentParser
import Foundation
import Money
import Office
import Reports
import Sealing
import Settlement

/// `suito verify DIR... --ca CA.pem [--tsa-ca TSA.pem]`.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "決済パッケージを検証する（帳簿は不要） / verify packages, without the books",
        discussion: """
            パッケージ、またはパッケージの入ったフォルダを指定します。ファイル、封緘、タイムスタンプ、表の合計、\
            木の根、日から日への連なりを確かめ、成り立たないものをすべて挙げます（終了コード 1）。
            Names packages or folders that hold some. Files, seals, timestamps, totals, the tree \
            and the chain from day to day are checked; everything that does not hold is told \
            (exit code 1).

            --signer は、市のものと知っている封緘の証明書です。最初のパッケージはそれで（またはその引き継ぎで）\
            封緘されていなければならず、引き継ぎのない鍵の交替も、それへのものなら認めます。何度でも指定できます。
            --signer names a certificate that you know for the seal's: it, or one that it handed \
            on to, must seal the first package, and a change to it needs no handover. Repeatable.
            """)

    @Argument(help: "パッケージのフォルダ / folders of packages") var folders: [String]
    @Option(help: "封緘を信頼する認証局 / roots of the seals (PEM)") var ca: String
    @Option(help: "時刻認証局 / roots of the timestamps (PEM)") var tsaCa: String?
    @Option(help: "封緘の証明書 / certificate that seals (PEM)") var signer: [String] = []
    @Flag(help: "JSON") var json = false
    @Option(name: .long, help: "言語 / language: ja | en (default: $LANG)") var lang: String?

    func validate() throws {
        if folders.isEmpty { throw ValidationError("フォルダを指定してください / name a folder") }
        if let lang, Language(rawValue: lang) == nil {
            throw ValidationError("--lang は ja か en / --lang takes ja or en")
        }
    }

    func run() throws {
        let language = Language.chosen(lang)
        let verifier = VerifyPackages(
            trust: try TrustFile.read(ca), timestampTrust: try tsaCa.map(TrustFile.read),
            signers: try signer.map(TrustFile.signer))
        var line = ProgressLine()
        let report = verifier.run(folders) { line.show("    \($0.path)") }
        line.clear()
        let view = VerifyView(report: report, language: language)
        print(json ? view.json() : view.page(), terminator: "")
        if !report.holds { throw Exit.refused }
    }
}

/// Roots named on the command line.
enum TrustFile {
    static func read(_ path: String) throws -> TrustAnchors {
        do {
            return try TrustAnchors(file: path)
        } catch {
            throw ClosingDenial.seal(error)
        }
    }

    /// The first certificate of a file.
    static func signer(_ path: String) throws -> CertificateFacts {
        do {
            return try SealCertificate(file: path).facts
        } catch {
            throw ClosingDenial.seal(error)
        }
    }
}

/// What `verify` says.
struct VerifyView {
    let report: VerifyPackages.Report
    let language: Language

    func page() -> String {
        var lines: [String] = []
        for package in report.packages {
            let day = package.day?.description ?? package.path
            guard package.holds else {
                lines.append(language("\(day)  ✘ 成り立ちません", "\(day)  ✘ does not hold"))
                for finding in package.findings {
                    let file = finding.file.map { "\($0): " } ?? ""
                    lines.append(
                        "    \(file)\(language(finding.ja, finding.en)) [\(finding.code)]")
                }
                continue
            }
            lines.append(
                language(
                    "\(day)  ✔ ファイル \(package.files)、伝票 \(grouped(Int64(package.vouchers)))、"
                        + "収納 \(grouped(Int64(package.payments)))",
                    "\(day)  ✔ \(package.files) files, \(grouped(Int64(package.vouchers))) "
                        + "vouchers, \(grouped(Int64(package.payments))) payments")
                    + sealed(package))
        }
        if report.beginsInTheMiddle {
            lines.append(
                language(
                    "最初のパッケージの前日は指定されていないため、前日との連なりは確かめていません。",
                    "The day before the first package was not given: the chain before it was not "
                        + "checked."))
        }
        let broken = report.packages.count { !$0.holds }
        lines.append(
            broken == 0
                ? language(
                    "\(report.packages.count) 日分のパッケージはすべて成り立ちます。",
                    "\(report.packages.count) packages hold.")
                : language(
                    "\(report.packages.count) 日分のうち \(broken) 日分が成り立ちません。",
                    "\(broken) of \(report.packages.count) packages do not hold."))
        return lines.map { $0 + "\n" }.joined()
    }

    private func sealed(_ package: VerifyPackages.Package) -> String {
        var text = ""
        if let signer = package.signer {
            text += language("、封緘 ", ", sealed by ") + signer.subject
        }
        if package.isHandedOn {
            text +=
                package.handover != nil
                ? language("（前の鍵から引き継ぎ）", " (handed on by the former key)")
                : language("（--signer で指定された鍵への交替）", " (a change that --signer names)")
        }
        if let stamp = package.timestamp {
            text += language("、タイムスタンプ ", ", stamped ") + Moment(seconds: stamp).description
        } else if package.timestampUnchecked {
            text += language(
                "（タイムスタンプは --tsa-ca がないため未確認）", " (timestamp not checked without --tsa-ca)")
        }
        for cosigner in package.cosigners {
            text += language("、連署 ", ", co-signed by ") + cosigner.subject
        }
        return text
    }

    func json() -> String {
        JSONText.document { json in
            json.object { json in
                json.member("holds", report.holds)
                json.member("begins_in_the_middle", report.beginsInTheMiddle)
                json.key("packages")
                json.array(report.packages) { json, package in
                    json.object { json in
                        json.member("path", package.path)
                        json.member("day", package.day?.description)
                        json.member("holds", package.holds)
                        json.member("files", package.files)
                        json.member("vouchers", package.vouchers)
                        json.member("payments", package.payments)
                        json.member("signer", package.signer?.subject)
                        json.member("signer_sha256", package.signer?.fingerprint)
                        json.member("handed_on", package.isHandedOn)
                        json.member("handed_on_from_sha256", package.handover)
                        json.member(
                            "timestamp",
                            package.timestamp.map { Moment(seconds: $0).description })
                        json.key("cosigners")
                        json.array(package.cosigners) { $0.value($1.subject) }
                        json.key("findings")
                        json.array(package.findings) { json, finding in
                            json.object { json in
                                json.member("code", finding.code)
                                json.member("file", finding.file)
                                json.member("text", language(finding.ja, finding.en))
                            }
                        }
                    }
                }
            }
        } + "\n"
    }
}
