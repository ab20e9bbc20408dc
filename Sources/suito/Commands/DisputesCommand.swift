import ArgumentParser
import Money
import Office
import Provider
import Reports
import Settlement
import Till

/// `suito disputes`.
struct DisputesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disputes",
        abstract: "異議申立て（チャージバック） / payments that their payers dispute",
        discussion: """
            回答を待つものが先に並びます。回答は決済事業者の画面から期限までに行います。
            Those that wait for an answer come first; they are answered at the provider's, in time.
            """)

    @Flag(name: .long, help: "決着したものも / decided ones too") var all = false
    @Option(help: "サービスの名前 / service account (default: all)") var service: String?
    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let standings = all ? nil : DisputeWord.Standing.allCases.filter { !$0.isDecided }
        let table = try ReadDisputes(global.books()).run(
            service: service, standings: standings)
        let disputes = table.sorted {
            ($0.standing == .open ? 0 : 1, $0.due ?? $0.opened, $0.number)
                < ($1.standing == .open ? 0 : 1, $1.due ?? $1.opened, $1.number)
        }
        guard json else {
            for dispute in disputes { print(line(dispute)) }
            return
        }
        JSONList.print("disputes", disputes) { DisputesCommand.write($0, to: &$1) }
    }

    private func line(_ dispute: DisputeSummary) -> String {
        let word =
            switch dispute.standing {
            case .inquiry: global.language("照会", "inquiry")
            case .open: global.language("要回答", "needs response")
            case .underReview: global.language("審査中", "under review")
            case .won: global.language("認められた", "won")
            case .lost: global.language("認められなかった", "lost")
            }
        let due = dispute.due.map { " \(global.language("期限", "due")) \($0.day)" } ?? ""
        return "\(dispute.number)  \(dispute.payment)  \(word)\(due)  \(dispute.amount)  "
            + "\(dispute.reason)"
    }

    private static func write(_ dispute: DisputeSummary, to json: inout JSONText) {
        json.member("dispute", dispute.number)
        json.member("payment", dispute.payment.description)
        json.member("service", dispute.service)
        json.member("provider", dispute.provider)
        json.member("standing", dispute.standing.rawValue)
        json.member("reason", dispute.reason)
        json.member("amount", dispute.amount.value)
        json.member("fee", dispute.fee.value)
        json.member("withdrawn", dispute.withdrawn.value)
        json.member("reinstated", dispute.reinstated.value)
        json.member("opened", "\(dispute.opened)")
        json.member("due", dispute.due.map { "\($0)" })
    }
}
