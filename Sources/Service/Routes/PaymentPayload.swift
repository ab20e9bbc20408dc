import Money
import Office
import Provider
import Till

/// Payments as the API shows them, in the shapes of GOV.UK Pay.
struct PaymentPayload: Sendable {
    /// Where the service is reached from outside, without a slash at its end.
    let publicURL: String
    /// Money moves; false for trying out and for training.
    let isLive: Bool

    typealias Member = JSONValue.Member

    /// - Parameter token: for `_links.next_url`; nil where there is no page to go to.
    func payment(_ details: PaymentDetails, token: PageToken? = nil) -> JSONValue {
        var members: [Member] = [
            Member("payment_id", .text(details.id.description)),
            Member("live", .boolean(isLive)),
            Member("amount", .integer(details.amount.value)),
            Member("currency", .text("JPY")),
            Member("reference", .text(details.order.reference)),
            Member("description", .text(details.order.description)),
            Member("language", .text(details.order.language.rawValue)),
            Member("return_url", .text(details.order.returnURL)),
            Member("state", state(details)),
            Member("delayed_capture", .boolean(details.order.isCapturedLater)),
            Member("created_date", .text(details.created.description)),
            Member("expires_date", .text(details.expires.description)),
            Member("items", .list(details.lines.map(item))),
            Member("refund_summary", refundSummary(details)),
            Member("settlement_summary", settlementSummary(details)),
        ]
        if !details.order.metadata.isEmpty {
            members.append(Member("metadata", metadata(details.order.metadata)))
        }
        if let email = details.order.email { members.append(Member("email", .text(email))) }
        if let provider = details.provider {
            members.append(Member("payment_provider", .text(provider)))
        }
        if let number = details.providerRef { members.append(Member("provider_id", .text(number))) }
        if let method = details.method { members.append(Member("method", .text(method))) }
        if details.brand != nil || details.lastFour != nil {
            members.append(Member("card_details", cardDetails(details)))
        }
        if !details.disputes.isEmpty {
            members.append(Member("disputes", .list(details.disputes.map(dispute))))
        }
        members.append(Member("_links", links(details, token)))
        return .object(members)
    }

    private func cardDetails(_ details: PaymentDetails) -> JSONValue {
        var members: [Member] = []
        if let brand = details.brand { members.append(Member("card_brand", .text(brand))) }
        if let digits = details.lastFour {
            members.append(Member("last_digits_card_number", .text(digits)))
        }
        return .object(members)
    }

    private func metadata(_ metadata: [PaymentOrder.Metadata]) -> JSONValue {
        .object(
            metadata.map { entry in
                switch entry.value {
                case .text(let text): Member(entry.name, .text(text))
                case .number(let number): Member(entry.name, .integer(number))
                case .truth(let truth): Member(entry.name, .boolean(truth))
                }
            })
    }

    private func item(_ line: PaymentDetails.Line) -> JSONValue {
        var members: [Member] = []
        switch line.item {
        case .fee(let id, _): members.append(Member("fee", .text(id)))
        case .bill(let id): members.append(Member("bill", .text(id)))
        case .plain(_, let fund, let subject):
            members.append(Member("fund", .text(fund)))
            members.append(Member("subject", .text(subject)))
        }
        members.append(Member("name", .text(line.name)))
        members.append(Member("quantity", .integer(Int64(line.quantity))))
        members.append(Member("amount", .integer(line.amount.value)))
        return .object(members)
    }

    /// `status` and `finished`, and why it ended where it did not end well.
    private func state(_ details: PaymentDetails) -> JSONValue {
        var members = [
            Member("status", .text(details.shown.rawValue)),
            Member("finished", .boolean(details.shown.isFinished)),
        ]
        if let reason = PaymentPayload.reason(details.state, details.closedBy) {
            members.append(Member("code", .text(reason.code)))
            members.append(Member("message", .text(reason.message)))
        }
        return .object(members)
    }

    /// GOV.UK Pay's codes of ends without money.
    private static func reason(
        _ state: PaymentState, _ closer: Payment.Closer?
    ) -> (code: String, message: String)? {
        switch state {
        case .failed: ("P0010", "Payment method rejected")
        case .expired: ("P0020", "Payment expired")
        case .cancelled:
            closer == .payer
                ? ("P0030", "Payment was cancelled by the user")
                : ("P0040", "Payment was cancelled by the service")
        case .voided: ("P0040", "Payment was cancelled by the service")
        case .errored: ("P0050", "Payment provider returned an error")
        case .created, .opening, .open, .processing, .reserved, .capturing, .closing, .captured,
            .differs, .approving, .refunding, .voiding, .refunded:
            nil
        }
    }

    private func refundSummary(_ details: PaymentDetails) -> JSONValue {
        let status: String
        if details.isDisputed {
            status = "unavailable"
        } else if details.state == .refunded {
            status = "full"
        } else if details.state == .captured {
            status = details.refundAvailable > .zero ? "available" : "full"
        } else if details.state.holdsMoney || !details.shown.isFinished {
            status = "pending"
        } else {
            status = "unavailable"
        }
        return .object([
            Member("status", .text(status)),
            Member("amount_available", .integer(details.refundAvailable.value)),
            Member("amount_submitted", .integer(details.refunded.value)),
        ])
    }

    private func settlementSummary(_ details: PaymentDetails) -> JSONValue {
        var members: [Member] = []
        if let at = details.capturedAt {
            members.append(Member("capture_submit_time", .text(at.description)))
            members.append(Member("captured_date", .text(at.day.description)))
        }
        if let day = details.settled {
            members.append(Member("settled_date", .text(day.description)))
        }
        members.append(Member("sealed", .boolean(details.isSealed)))
        return .object(members)
    }

    // MARK: - Links

    func address(_ path: String) -> String { publicURL + path }

    func link(_ path: String, _ method: String = "GET") -> JSONValue {
        .object([Member("href", .text(address(path))), Member("method", .text(method))])
    }

    /// What can be done, and only as long as it can.
    private func links(_ details: PaymentDetails, _ token: PageToken?) -> JSONValue {
        let path = "/v1/payments/\(details.id)"
        var members = [
            Member("self", link(path)), Member("events", link(path + "/events")),
            Member("refunds", link(path + "/refunds")),
        ]
        if let token { members.append(Member("next_url", link("/pay/\(token.text)"))) }
        if details.canCancel { members.append(Member("cancel", link(path + "/cancel", "POST"))) }
        if details.canCapture { members.append(Member("capture", link(path + "/capture", "POST"))) }
        return .object(members)
    }

    // MARK: - What belongs to a payment

    func history(_ id: PaymentID, _ rows: [PaymentHistoryRow]) -> JSONValue {
        let path = "/v1/payments/\(id)"
        let events = rows.map { row in
            JSONValue.object([
                Member("payment_id", .text(id.description)),
                Member("event", .text(row.event)),
                Member(
                    "state",
                    .object([
                        Member("status", .text(row.state.shown.rawValue)),
                        Member("finished", .boolean(row.state.shown.isFinished)),
                    ])),
                Member("updated", .text(row.at.description)),
                Member("_links", .object([Member("payment_url", link(path))])),
            ])
        }
        return .object([
            Member("payment_id", .text(id.description)), Member("events", .list(events)),
            Member("_links", .object([Member("self", link(path + "/events"))])),
        ])
    }

    /// - Parameter isNew: it is the answer to who asked for it, which is the same however often he
    ///   asks, whatever became of it since.
    func refund(_ refund: RefundDetails, isNew: Bool = false) -> JSONValue {
        let path = "/v1/payments/\(refund.payment)"
        let status =
            switch refund.state {
            case _ where isNew: "submitted"
            case .waiting, .running: "submitted"
            case .finished: "success"
            case .failed, .rejected: "error"
            }
        var members = [
            Member("refund_id", .text(refund.id.description)),
            Member("payment_id", .text(refund.payment.description)),
            Member("amount", .integer(refund.amount.value)),
            Member("created_date", .text(refund.created.description)),
            Member("status", .text(status)),
        ]
        if refund.state == .waiting {
            let reasons = refund.reasons.map(\.rawValue).sorted().map(JSONValue.text)
            members.append(Member("waits_for_approval", .list(reasons)))
        }
        members.append(
            Member(
                "_links",
                .object([
                    Member("self", link(path + "/refunds/\(refund.id)")),
                    Member("payment", link(path)),
                ])))
        return .object(members)
    }

    func refunds(_ id: PaymentID, _ list: [RefundDetails]) -> JSONValue {
        let path = "/v1/payments/\(id)"
        return .object([
            Member("payment_id", .text(id.description)),
            Member("refunds", .list(list.map { refund($0) })),
            Member(
                "_links",
                .object([Member("self", link(path + "/refunds")), Member("payment", link(path))])),
        ])
    }
}
