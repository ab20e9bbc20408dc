import HTTPTypes
import Hummingbird
import Money
import Office
import Provider
import Till

/// `/v1/disputes`: payments that their payers dispute at their banks.
struct DisputeRoutes: Sendable {
    let checkout: Checkout
    let gate: KeyGate
    let payload: PaymentPayload

    func add(to table: inout RouteTable) {
        table.on(.get, "/v1/disputes", search)
    }

    @Sendable
    private func search(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let key = try await gate.pass(request, context, .readPayments)
        let search = try SearchReader.disputes(request.uri.query)
        let page = try await checkout.disputes(search, of: key.service)
        guard page.page <= page.pages else { throw ServiceError(.searchPageUnknown, field: "page") }
        return .json(bytes: payload.page(page, of: search))
    }
}

/// How a dispute stands, in the words of GOV.UK Pay; `inquiry` is ours.
enum DisputeStatus: String, CaseIterable, Sendable {
    case inquiry
    case needsResponse = "needs_response"
    case underReview = "under_review"
    case won, lost

    init(_ standing: DisputeWord.Standing) {
        self =
            switch standing {
            case .inquiry: .inquiry
            case .open: .needsResponse
            case .underReview: .underReview
            case .won: .won
            case .lost: .lost
            }
    }

    var standing: DisputeWord.Standing {
        switch self {
        case .inquiry: .inquiry
        case .needsResponse: .open
        case .underReview: .underReview
        case .won: .won
        case .lost: .lost
        }
    }
}

extension PaymentPayload {
    /// A dispute as the API shows it.
    func dispute(_ dispute: DisputeSummary) -> JSONValue {
        let net = dispute.reinstated - dispute.withdrawn - dispute.fee
        var members = [
            Member("dispute_id", .text(dispute.number)),
            Member("payment_id", .text(dispute.payment.description)),
            Member("payment_provider", .text(dispute.provider)),
            Member("status", .text(DisputeStatus(dispute.standing).rawValue)),
            Member("reason", .text(dispute.reason)),
            Member("amount", .integer(dispute.amount.value)),
            Member("fee", .integer(dispute.fee.value)),
            Member("net_amount", .integer(net.value)),
            Member("created_date", .text(dispute.opened.description)),
        ]
        if let due = dispute.due {
            members.append(Member("evidence_due_date", .text(due.description)))
        }
        members.append(
            Member(
                "_links",
                .object([Member("payment", link("/v1/payments/\(dispute.payment)"))])))
        return .object(members)
    }

    /// One page of a search, with the ways to the others.
    func page(_ page: DisputePage, of search: DisputeSearch) -> [UInt8] {
        self.page(
            page.disputes, total: page.total, page: page.page, of: page.pages,
            write: { $0.value(dispute($1)) }, address: { address(search, $0) })
    }

    private func address(_ search: DisputeSearch, _ page: Int) -> String {
        var fields: [(String, String)] = []
        if let standing = search.standings?.first {
            fields.append(("status", DisputeStatus(standing).rawValue))
        }
        if let from = search.openedFrom { fields.append(("from_date", from.description)) }
        if let to = search.openedTo { fields.append(("to_date", to.description)) }
        fields += [("page", "\(page)"), ("display_size", "\(search.size)")]
        return "/v1/disputes?" + PercentEncoding.form(fields)
    }
}
