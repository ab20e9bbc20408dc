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
    func payment(_ details: PaymentDetails, token: PageToken? = nil) -> [UInt8] {
        JSONWriter.object { write(details, token, to: &$0) }
    }

    /// The members of a payment.
    func write(_ details: PaymentDetails, _ token: PageToken?, to json: inout JSONWriter) {
        let id = details.id.description
        json.member("payment_id", id)
        json.member("live", isLive)
        json.member("amount", details.amount.value)
        json.member("currency", "JPY")
        json.member("reference", details.order.reference)
        json.member("description", details.order.description)
        json.member("language", details.order.language.rawValue)
        json.member("return_url", details.order.returnURL)
        json.object("state") { writeState(details, to: &$0) }
        json.member("delayed_capture", details.order.isCapturedLater)
        json.member("created_date", details.created.description)
        json.member("expires_date", details.expires.description)
        json.list("items", details.lines) { json, line in
            json.object { writeItem(line, to: &$0) }
        }
        json.object("refund_summary") { writeRefundSummary(details, to: &$0) }
        json.object("settlement_summary") { writeSettlementSummary(details, to: &$0) }
        if !details.order.metadata.isEmpty {
            json.member("metadata", metadata(details.order.metadata))
        }
        if let email = details.order.email { json.member("email", email) }
        if let provider = details.provider { json.member("payment_provider", provider) }
        if let number = details.providerRef { json.member("provider_id", number) }
        if let method = details.method { json.member("method", method) }
        if details.brand != nil || details.lastFour != nil {
            json.object("card_details") { json in
                if let brand = details.brand { json.member("card_brand", brand) }
                if let digits = details.lastFour {
                    json.member("last_digits_card_number", digits)
                }
            }
        }
        if !details.disputes.isEmpty {
            json.list("disputes", details.disputes) { $0.value(dispute($1)) }
        }
        json.object("_links") { writeLinks(details, id, token, to: &$0) }
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

    private func writeItem(_ line: PaymentDetails.Line, to json: inout JSONWriter) {
        switch line.item {
        case .fee(let id, _): json.member("fee", id)
        case .bill(let id): json.member("bill", id)
        case .plain(_, let fund, let subject):
            json.member("fund", fund)
            json.member("subject", subject)
        }
        json.member("name", line.name)
        json.member("quantity", Int64(line.quantity))
        json.member("amount", line.amount.value)
    }

    /// `status` and `finished`, and why it ended where it did not end well.
    private func writeState(_ details: PaymentDetails, to json: inout JSONWriter) {
        json.member("status", details.shown.rawValue)
        json.member("finished", details.shown.isFinished)
        if let reason = PaymentPayload.reason(details.state, details.closedBy) {
            json.member("code", reason.code)
            json.member("message", reason.message)
        }
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

    private func writeRefundSummary(_ details: PaymentDetails, to json: inout JSONWriter) {
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
        json.member("status", status)
        json.member("amount_available", details.refundAvailable.value)
        json.member("amount_submitted", details.refunded.value)
    }

    private func writeSettlementSummary(_ details: PaymentDetails, to json: inout JSONWriter) {
        if let at = details.capturedAt {
            json.member("capture_submit_time", at.description)
            json.member("captured_date", at.day.description)
        }
        if let day = details.settled { json.member("settled_date", day.description) }
        json.member("sealed", details.isSealed)
    }

    // MARK: - Links

    func address(_ path: String) -> String { publicURL + path }

    func link(_ path: String, _ method: String = "GET") -> JSONValue {
        .object([Member("href", .text(address(path))), Member("method", .text(method))])
    }

    /// What can be done, and only as long as it can.
    private func writeLinks(
        _ details: PaymentDetails, _ id: String, _ token: PageToken?, to json: inout JSONWriter
    ) {
        let own = address("/v1/payments/" + id)
        func write(_ name: StaticString, _ href: String, _ method: String = "GET") {
            json.object(name) { json in
                json.member("href", href)
                json.member("method", method)
            }
        }
        write("self", own)
        write("events", own + "/events")
        write("refunds", own + "/refunds")
        if let token { write("next_url", address("/pay/" + token.text)) }
        if details.canCancel { write("cancel", own + "/cancel", "POST") }
        if details.canCapture { write("capture", own + "/capture", "POST") }
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
