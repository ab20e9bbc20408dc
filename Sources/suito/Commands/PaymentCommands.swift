import ArgumentParser
import City
import LedgerStore
import Money
import Office
import PayPay
import Provider
import Reports
import Settlement
import Stripe
import Till

/// `suito payments …`: what a person decides on payments of the service.
struct PaymentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payments",
        abstract: "人の判断を待つオンライン決済 / payments of the service that wait for a person",
        discussion: """
            決めたことはすぐに帳簿に残り、事業者への連絡は動いているサービス（suito serve）が行います。
            What is decided stands in the books at once; the running service tells the provider.
            """,
        subcommands: [
            PaymentsListCommand.self, PaymentsApproveCommand.self, PaymentsRejectCommand.self,
            PaymentsAcceptCommand.self, PaymentsVoidCommand.self,
        ], defaultSubcommand: PaymentsListCommand.self)
}

/// `suito payments list`.
struct PaymentsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "承認や確認を待つ決済 / those that wait")

    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let waiting = try PaymentDesk.run(global) { try await $0.waiting() }
        guard json else {
            for payment in waiting { print(line(payment)) }
            return
        }
        let text = JSONText.document { json in
            json.object { json in
                json.key("payments")
                json.array(waiting) { json, payment in
                    json.object { json in PaymentsListCommand.write(payment, to: &json) }
                }
            }
        }
        print(text)
    }

    private func line(_ payment: WaitingPayment) -> String {
        let what =
            payment.refund.map {
                global.language(
                    "返金 \($0.amount) の承認待ち（\($0.person): \($0.reason)）",
                    "a refund of \($0.amount) waits for approval (\($0.person): \($0.reason))")
            }
            ?? global.language(
                "請求 \(payment.amount)、入金 \(payment.captured)",
                "\(payment.amount) were asked for, \(payment.captured) came")
        return "\(payment.id)  \(payment.since.day)  \(payment.service)  \(payment.provider)  "
            + "\(payment.reference)  \(what)"
    }

    private static func write(_ payment: WaitingPayment, to json: inout JSONText) {
        json.member("payment", payment.id.description)
        json.member("service", payment.service)
        json.member("provider", payment.provider)
        json.member("reference", payment.reference)
        json.member("waits_for", payment.refund == nil ? "amount" : "refund-approval")
        json.member("amount", payment.amount.value)
        json.member("captured", payment.captured.value)
        json.member("since", "\(payment.since)")
        guard let refund = payment.refund else { return }
        json.member("refund_amount", refund.amount.value)
        json.member("refund_reason", refund.reason)
        json.member("asked_by", refund.person)
    }
}

/// `suito payments approve PAYMENT --by USER`.
struct PaymentsApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "待っている返金を承認する / approve the refund that waits")

    @OptionGroup var decision: PaymentDecision

    func run() throws {
        try decision.run { try await $0.decideRefund(of: $1, approve: true, by: $2) }
    }
}

/// `suito payments reject PAYMENT --by USER`.
struct PaymentsRejectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "待っている返金を認めない / reject the refund that waits")

    @OptionGroup var decision: PaymentDecision

    func run() throws {
        try decision.run { try await $0.decideRefund(of: $1, approve: false, by: $2) }
    }
}

/// `suito payments accept PAYMENT --by USER`.
struct PaymentsAcceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "請求と違う入金額を受け入れる（その後は返金もできる） / take the amount that came",
        discussion: """
            事業者が請求と違う金額を受け取ったとき、その金額をこの決済の入金とします。返すときは、その後に返金します。
            Where the provider took another amount than was asked for, that amount is taken for
            this payment. To give it back, refund it then.
            """)

    @OptionGroup var decision: PaymentDecision

    func run() throws { try decision.run { try await $0.accept($1, by: $2) } }
}

/// `suito payments void PAYMENT --by USER`.
struct PaymentsVoidCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "void",
        abstract: "決済を当日のうちに取り消す / undo a whole payment while the provider allows it",
        discussion: """
            期限は事業者との契約（city.yaml の void）によります。過ぎたものは返金します。
            Until when is the provider's agreement (void in city.yaml); later it is refunded.
            """)

    @OptionGroup var decision: PaymentDecision

    func run() throws { try decision.run { try await $0.void($1, by: $2) } }
}

/// A person's word on one payment.
struct PaymentDecision: ParsableArguments {
    @Argument(help: "決済の番号 / the payment's id") var id: String
    @Option(help: "職員 / user") var by: String
    @Flag(help: "JSON") var json = false
    @OptionGroup var global: GlobalOptions

    func run(
        _ decide: @escaping @Sendable (Checkout, PaymentID, String) async throws -> PaymentDetails
    ) throws {
        guard let payment = PaymentID(id.utf8) else { throw CheckoutRefusal.paymentUnknown }
        let details = try PaymentDesk.run(global) { [by] in try await decide($0, payment, by) }
        guard json else {
            return print(
                global.language(
                    "\(details.id): \(details.state.rawValue)、返金済み \(details.refunded)、"
                        + "返金できる残り \(details.refundAvailable)",
                    "\(details.id): \(details.state.rawValue), given back \(details.refunded), "
                        + "still to be given back \(details.refundAvailable)"))
        }
        print(
            JSONText.document { json in
                json.object { json in
                    json.member("payment", details.id.description)
                    json.member("state", details.state.rawValue)
                    json.member("refunded", details.refunded.value)
                    json.member("refund_available", details.refundAvailable.value)
                }
            })
    }
}

/// The till at a desk, which has no line to the providers.
private enum PaymentDesk {
    static func run<T: Sendable>(
        _ global: GlobalOptions, _ body: @escaping @Sendable (Checkout) async throws -> T
    ) throws -> T {
        let books = try global.books()
        defer { books.ledger.shutdown() }
        let checkout = Checkout(
            books, gateway: DeskGateway(abilities(books.city)), surroundings: .ofThisMachine)
        return try Waiting.run { try await body(checkout) }
    }
    private static func abilities(_ city: City) -> [String: Set<ProviderAbility>] {
        var abilities: [String: Set<ProviderAbility>] = [:]
        for provider in city.providers {
            switch provider.adapter {
            case PayPayPayments.name: abilities[provider.id] = PayPayPayments.abilities
            case StripePayments.name: abilities[provider.id] = StripePayments.abilities
            default: continue
            }
        }
        return abilities
    }
}
