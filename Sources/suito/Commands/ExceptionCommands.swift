import ArgumentParser
import Money
import Office
import Reconciliation
import Reports
import Settlement
import Store

/// `suito exceptions [--all]`.
struct ExceptionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exceptions", abstract: "残っている不突合 / the open exceptions",
        discussion: """
            解消するには suito resolve ID --as 解消方法 --reason 理由 --by 職員。お金が動くものは提案となり、
            別の職員の suito approve ID --by 職員 で記帳されます。
            """)

    @Flag(help: "解消済みも / closed ones too") var all = false
    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let items = try ListExceptions(global.books()).run(all: all)
        let view = ExceptionsView(items: items, language: global.language, today: Clock.now().day)
        print(json ? view.json() : view.page(), terminator: "")
    }
}

/// `suito resolve ID --as RESOLUTION --reason TEXT --by USER`.
struct ResolveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "不突合を解消する、または提案する / resolve an exception, or propose",
        discussion: """
            解消方法 / resolutions: \(Resolution.allCases.map(\.rawValue).joined(separator: " "))
            book, appropriate, link には --to で相手（調定・手数料・精算・銀行明細・明細番号）を、transit には
            区分（other-business, sweep, bank-fee, return。会計は bank-fee/water のように）を指定します。
            book, appropriate and link need their counterpart with --to; transit needs its class,
            with a fund where it is not the general one (bank-fee/water).
            """)

    @Argument(help: "不突合の番号 / the exception's id") var id: String
    @Option(name: .customLong("as"), help: "解消方法 / resolution") var resolution: String
    @Option(help: "理由 / reason") var reason: String
    @Option(help: "職員 / user") var by: String
    @Option(help: "相手 / counterpart") var to: String?
    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if Resolution(rawValue: resolution) == nil {
            throw ValidationError(
                "--as は次のいずれか / --as takes: "
                    + Resolution.allCases.map(\.rawValue).joined(separator: " "))
        }
        if reason.isEmpty || by.isEmpty {
            throw ValidationError("--reason と --by は空にできません / must not be empty")
        }
    }

    func run() throws {
        guard let exit = Resolution(rawValue: resolution) else { throw Exit.usage }
        let books = try global.books()
        let proposal = try ResolveException(books).run(
            id, as: exit, target: to, reason: reason, by: by, at: Clock.now())
        try finish(proposal, books, global, json: json)
    }
}

/// `suito approve ID --by USER`.
struct ApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "提案を承認して記帳する / approve a proposal, and post it")

    @Argument(help: "不突合の番号 / the exception's id") var id: String
    @Option(help: "承認する職員 / user") var by: String
    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let books = try global.books()
        let proposal = try ApproveProposal(books).run(id, by: by, at: Clock.now())
        try finish(proposal, books, global, json: json)
    }
}

/// Brings the books to a decision that holds, and says what became of it.
private func finish(
    _ proposal: DecisionLog.Proposal, _ books: Books, _ global: GlobalOptions, json: Bool
) throws {
    let holds = !proposal.movesMoney || proposal.approvedBy != nil
    var posted = 0
    if holds {
        posted = try reconcile(
            books, through: try ListExceptions(books).lastRun(), language: global.language
        ).posted
    }
    if json {
        print(
            JSONText.document { json in
                json.object { json in
                    json.member("exception", proposal.exception)
                    json.member("resolution", proposal.resolution.rawValue)
                    json.member("target", proposal.target)
                    json.member("amount", proposal.amount.value)
                    json.member(
                        "status",
                        proposal.resolution == .wait ? "waiting" : holds ? "resolved" : "proposed")
                    json.member("proposed_by", proposal.proposedBy)
                    json.member("approved_by", proposal.approvedBy)
                    json.member("vouchers", posted)
                }
            })
        return
    }
    if proposal.resolution == .wait {
        print(
            global.language(
                "\(proposal.exception) は待ちとして残します。", "\(proposal.exception) stays open and waits."))
        return
    }
    let text =
        holds
        ? global.language(
            "\(proposal.exception) を \(proposal.resolution.rawValue) で解消しました（伝票 \(posted)）。",
            "\(proposal.exception) is resolved: \(proposal.resolution.rawValue) "
                + "(\(posted) vouchers).")
        : global.language(
            "\(proposal.exception): \(proposal.resolution.rawValue) を提案しました。"
                + "別の職員の承認が必要です: suito approve \(proposal.exception) --by 職員",
            "\(proposal.exception): \(proposal.resolution.rawValue) is proposed; another user "
                + "must approve: suito approve \(proposal.exception) --by USER")
    print(text)
}

/// The exceptions, as JSON and as a page that says which exits there are.
struct ExceptionsView {
    let items: [ListExceptions.Item]
    let language: Language
    let today: BookDay

    func json() -> String {
        JSONText.document { json in
            json.object { json in
                json.key("exceptions")
                json.array(items) { json, item in
                    let exception = item.row.exception
                    json.object { json in
                        json.member("id", item.row.id)
                        json.member("code", exception.code.rawValue)
                        json.member("provider", exception.provider)
                        json.member("reference", exception.reference)
                        json.member("amount", exception.amount.value)
                        json.member("day", exception.day.description)
                        json.member("text", language(exception.code.sentence))
                        json.member("suggestion", exception.suggestion)
                        json.member("opened", item.row.opened.description)
                        json.member("closed", item.row.closed?.description)
                        json.member("closed_by", item.row.closedBy)
                        json.key("resolutions")
                        json.array(exception.resolutions) { json, exit in
                            json.value(exit.rawValue)
                        }
                        json.key("proposal")
                        guard let proposal = item.proposal else { return json.value(nil) }
                        json.object { json in
                            json.member("resolution", proposal.resolution.rawValue)
                            json.member("target", proposal.target)
                            json.member("reason", proposal.reason)
                            json.member("proposed_by", proposal.proposedBy)
                            json.member("approved_by", proposal.approvedBy)
                        }
                    }
                }
            }
        } + "\n"
    }

    func page() -> String {
        guard !items.isEmpty else {
            return language("不突合はありません。\n", "No exceptions.\n")
        }
        var text = ""
        var last = ""
        for item in items {
            let exception = item.row.exception
            let exits = exception.resolutions.map(\.rawValue).joined(separator: " | ")
            if last != exception.code.rawValue + exits {
                last = exception.code.rawValue + exits
                text += "\n\(exception.code.rawValue)  \(language(exception.code.sentence))\n"
                text += language("  解消方法: ", "  exits: ") + exits + "\n"
            }
            text +=
                "  \(item.row.id)  \(exception.day)  \(exception.provider ?? "-")  "
                + "\(exception.reference)  \(grouped(exception.amount.value))"
                + language("円", " yen")
            if let closed = item.row.closed {
                text += language(
                    "  解消 \(closed)（\(item.row.closedBy ?? "")）",
                    "  closed \(closed) by \(item.row.closedBy ?? "")")
            }
            if let proposal = item.proposal, item.row.closed == nil, proposal.approvedBy == nil,
                proposal.movesMoney
            {
                text += language(
                    "  承認待ち: \(proposal.resolution.rawValue)（\(proposal.proposedBy)）",
                    "  waits for approval: \(proposal.resolution.rawValue) "
                        + "(\(proposal.proposedBy))")
            }
            if let suggestion = exception.suggestion {
                text += language("  候補: ", "  perhaps: ") + suggestion
            }
            text += "\n"
        }
        return text + language("\n計 \(items.count) 件\n", "\n\(items.count) in all\n")
    }
}
