import Money
public import Provider

extension StripePayments: ListsBalance {
    public func listBalance(
        payout: String?, after: String?, _ occasion: RequestOccasion
    ) -> ProviderRequest {
        list(
            "/v1/balance_transactions", payout.map { [("payout", $0)] } ?? [], after: after,
            expand: ["data.source"])
    }

    public func readBalance(_ reply: ProviderReply) -> ListingAnswer<ProviderLine> {
        StripeListing.read(reply) { json, row in
            StripeListing.line(json, row: row)
        }
    }
}

extension StripePayments: ListsPayouts {
    public func listPayouts(after: String?, _ occasion: RequestOccasion) -> ProviderRequest {
        list("/v1/payouts", [], after: after)
    }

    public func readPayouts(_ reply: ProviderReply) -> ListingAnswer<PayoutWord> {
        StripeListing.read(reply) { json, _ in StripeListing.payout(json).map { .item($0) } }
    }
}

extension StripePayments: ListsDisputes {
    public func askDisputes(
        _ operation: ProviderOperation, _ occasion: RequestOccasion
    ) -> ProviderRequest? {
        guard let intent = operation.handle?.payment else { return nil }
        return list("/v1/disputes", [("payment_intent", intent)], after: nil)
    }

    public func listDisputes(after: String?, _ occasion: RequestOccasion) -> ProviderRequest {
        list("/v1/disputes", [], after: after)
    }

    public func readDisputes(_ reply: ProviderReply) -> ListingAnswer<DisputeWord> {
        StripeListing.read(reply) { json, _ in StripeListing.dispute(json).map { .item($0) } }
    }
}

extension StripePayments: PicksUpReports {
    /// What ``StripePayouts`` reads.
    static let reportColumns = [
        "automatic_payout_id", "automatic_payout_effective_at_utc", "balance_transaction_id",
        "created_utc", "currency", "gross", "fee", "net", "reporting_category", "source_id",
        "payment_intent_id", "charge_id", "card_brand", "payment_metadata[payment_id]",
    ]

    public func order(_ report: ReportOrder, _ occasion: RequestOccasion) -> ProviderRequest {
        var fields = [
            ("report_type", "payout_reconciliation.itemized.5"),
            ("parameters[interval_start]", String(report.from.seconds)),
            ("parameters[interval_end]", String(report.until.seconds)),
            ("parameters[timezone]", "Asia/Tokyo"),
        ]
        for (place, column) in StripePayments.reportColumns.enumerated() {
            fields.append(("parameters[columns][\(place)]", column))
        }
        return post("/v1/reporting/report_runs", fields, key: report.id)
    }

    public func askReport(_ number: String, _ occasion: RequestOccasion) -> ProviderRequest {
        get("/v1/reporting/report_runs/\(PercentEncoding.text(number))", [])
    }

    public func readReport(_ reply: ProviderReply) -> ReportAnswer {
        switch StripeListing.object(reply) {
        case .failure(let trouble):
            switch trouble {
            case .unknown(let code): return .unknown(code: code)
            case .refused(let denial): return .refused(denial)
            }
        case .success(let json):
            guard json["object"]?.text == "reporting.report_run", let number = json["id"]?.text
            else { return .unknown(code: "answer-incomplete") }
            switch json["status"]?.text {
            case "pending": return .underway(number: number)
            case "failed": return .failed(number: number)
            case "succeeded":
                guard let file = json["result"]?["id"]?.text else {
                    return .unknown(code: "answer-incomplete")
                }
                return .ready(number: number, file: file)
            default: return .unknown(code: "answer-incomplete")
            }
        }
    }

    public func pickUp(_ file: String, _ occasion: RequestOccasion) -> ProviderRequest {
        var request = get("/v1/files/\(PercentEncoding.text(file))/contents", [])
        request.timeoutSeconds = StripePayments.deedSeconds
        return request
    }
}
