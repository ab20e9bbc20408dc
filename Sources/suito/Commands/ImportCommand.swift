import ArgumentParser
import Foundation
import Office
import Provider
import Reports
import Settlement
import Store

/// `suito import FILE…`.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "入力ファイルを取り込む / take input files in",
        discussion: """
            形式は内容から判別します。同じファイルを二度取り込んでも何も起きません。
            The format is told from the content; the same file again is harmless.
            終了コード / exit code: 3 一つでも全体が拒否されたとき / if any file was rejected whole
            """)

    @Argument(help: "ファイルまたはフォルダ / files or folders") var files: [String]
    @Option(
        name: .customLong("as"),
        help: "形式 / kind: \(FileKind.allCases.map(\.rawValue).joined(separator: " "))")
    var kind: String?
    @Flag(help: "取り込まずに確かめる / only check") var dryRun = false
    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if files.isEmpty { throw ValidationError("ファイルを指定してください / name a file") }
        if let kind, FileKind(rawValue: kind) == nil {
            throw ValidationError("形式 \(kind) はありません / there is no kind \(kind)")
        }
    }

    func run() throws {
        let paths = try InputPaths.expand(files)
        let books = try global.books()
        var line = ProgressLine()
        var done = 0
        let reports = try ImportFiles(books, adapters: Adapters.all).run(
            paths, as: kind.flatMap(FileKind.init(rawValue:)), dryRun: dryRun, at: Clock.now()
        ) { report in
            done += 1
            line.show("\(done)/\(paths.count) \(report.path)")
        }
        line.clear()
        let view = ImportView(reports: reports, language: global.language, dryRun: dryRun)
        print(json ? view.json() : view.page(), terminator: "")
        if json { sayRaw(view.complaints()) }
        if reports.contains(where: { $0.status == .rejected }) { throw Exit.rejected }
    }
}

/// Files named on the command line; a folder stands for what is in it.
enum InputPaths {
    static func expand(_ names: [String]) throws -> [String] {
        var paths: [String] = []
        for name in names {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) else {
                throw ValidationError("\(name) がありません / there is no \(name)")
            }
            if !isFolder.boolValue {
                paths.append(name)
                continue
            }
            let folder = URL(fileURLWithPath: name).resolvingSymlinksInPath().path
            let inside = FileManager.default.enumerator(atPath: folder)
            var found: [String] = []
            while let entry = inside?.nextObject() as? String {
                let path = name + "/" + entry
                let isHidden = entry.split(separator: "/").contains { $0.hasPrefix(".") }
                var isNested: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: path, isDirectory: &isNested)
                if !isHidden, !isNested.boolValue { found.append(path) }
            }
            if found.isEmpty {
                throw ValidationError("\(name) は空です / there is nothing in \(name)")
            }
            paths += found.sorted()
        }
        return paths
    }
}

/// What an import says, as JSON (INTERFACES 9) and in words.
struct ImportView {
    let reports: [ImportFiles.Report]
    let language: Language
    let dryRun: Bool

    func json() -> String {
        JSONText.document { json in
            json.object { json in
                json.key("files")
                json.array(reports) { json, report in
                    json.object { json in
                        json.member("path", report.path)
                        json.member("kind", report.kind?.rawValue)
                        json.member("digest", report.digest)
                        json.member("rows", report.rows)
                        json.member("accepted", report.accepted)
                        json.member("duplicates", report.duplicates)
                        json.key("findings")
                        json.array(report.findings) { json, finding in
                            json.object { json in
                                json.member("line", finding.line)
                                json.member("column", finding.column)
                                json.member("code", finding.code.rawValue)
                                json.member("text", language(finding.text.ja, finding.text.en))
                            }
                        }
                        json.member("finding_count", report.findingCount)
                        json.member("status", report.status.rawValue)
                    }
                }
            }
        } + "\n"
    }

    /// Every finding with its file, line, column and code.
    func complaints() -> String {
        reports.map { report in
            report.findings.map { finding in
                let column = finding.column.map { " [\($0)]" } ?? ""
                return "\(report.path):\(finding.line):\(column) "
                    + "\(language(finding.text.ja, finding.text.en)) (\(finding.code.rawValue))\n"
            }.joined()
        }.joined()
    }

    func page() -> String {
        var text = complaints()
        for report in reports where report.status != .accepted || reports.count <= 20 {
            text += "\(report.path): \(word(report.status))"
            if let kind = report.kind { text += " \(kind.rawValue)" }
            text += language(
                " \(report.rows) 行、取込 \(report.accepted)、重複 \(report.duplicates)、"
                    + "指摘 \(report.findingCount)\n",
                " \(report.rows) rows, \(report.accepted) accepted, \(report.duplicates) "
                    + "duplicates, \(report.findingCount) findings\n")
        }
        let accepted = reports.reduce(0) { $0 + $1.accepted }
        let counts = [
            FileRegistry.Status.accepted, .duplicate, .held, .rejected,
        ].map { status in
            (status, reports.count { $0.status == status })
        }.filter { $0.1 > 0 }.map { "\(word($0.0)) \($0.1)" }.joined(separator: language("、", ", "))
        text += language(
            "ファイル \(reports.count)（\(counts)）、取り込んだ行 \(accepted)\n",
            "\(reports.count) files (\(counts)), \(accepted) rows accepted\n")
        if dryRun {
            text += language(
                "確認のみ: 何も取り込んでいません。\n", "Dry run: nothing was taken in.\n")
        }
        return text
    }

    private func word(_ status: FileRegistry.Status) -> String {
        switch status {
        case .accepted: language("受入", "accepted")
        case .duplicate: language("取込済", "known already")
        case .held: language("保留", "held")
        case .rejected: language("拒否", "rejected")
        }
    }
}
