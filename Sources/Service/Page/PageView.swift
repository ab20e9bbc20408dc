import Provider
import City
import Money
import Office
import Reports
import Till

/// Which page a payment has now, and what stands on it.
struct PageView: Sendable {
    let details: PaymentDetails
    let city: City
    let language: Language
    let mode: ServiceMode
    let publicURL: String
    /// The provider was asked just now, and said nothing final.
    var isAsked = false

    static func path(_ details: PaymentDetails) -> String { "/payment/\(details.id)" }

    /// The page of the payment's state.
    ///
    /// - Parameter choices: the ways to pay, where there is a choice.
    func page(_ templates: PageTemplates, choices: [PaymentChoice]) -> String {
        switch details.state {
        case .created: templates.page("choose", values(choose(choices)))
        case .open, .processing: open(templates)
        case .reserved:
            templates.page(
                "reserved",
                values([
                    "title": language("お支払いを受け付けました", "Your payment is reserved"),
                    "returnURL": details.order.returnURL,
                ]))
        case .opening, .closing, .capturing, .differs: checking(templates)
        case .captured, .approving, .refunding, .voiding, .refunded:
            templates.page("done", values(done()))
        case .voided, .failed, .cancelled, .expired, .errored:
            templates.page("ended", values(ended()))
        }
    }

    /// Asks whether the payment is really to be cancelled.
    func leaving(_ templates: PageTemplates) -> String {
        templates.page(
            "leave", values(["title": language("お支払いをやめますか？", "Cancel this payment?")]))
    }

    // MARK: - Pages

    private func choose(_ choices: [PaymentChoice]) -> [String: Any] {
        [
            "title": language("お支払い", "Payment"),
            "hasChoices": !choices.isEmpty,
            "choices": choices.map { choice in
                [
                    "provider": choice.provider,
                    "label": choice.method == "card"
                        ? language("クレジットカードで支払う", "Pay by credit card")
                        : language(
                            "\(PageView.shown(choice.name)) で支払う",
                            "Pay with \(PageView.shown(choice.name))"),
                    "hint": choice.method == "card"
                        ? language("カード番号は決済事業者の画面で入力します", "You enter it on the provider's page")
                        : language("アプリか QR コードで支払います", "With the app or a QR code"),
                ]
            },
        ]
    }

    private func open(_ templates: PageTemplates) -> String {
        guard let step = details.step else { return checking(templates) }
        let expiry = step.expires.map { min($0, details.expires) } ?? details.expires
        var own: [String: Any] = ["until": until(expiry), "isAsked": isAsked]
        if details.method == "card" {
            own["title"] = language("カードでのお支払い", "Payment by card")
            own["url"] = step.url
            return templates.page("go", values(own))
        }
        let name = providerName
        own["title"] = language("\(name) でのお支払い", "Payment with \(name)")
        own["appURL"] = step.appURL ?? step.url
        own["openApp"] = language("\(name) を開いて支払う", "Open \(name) and pay")
        own["code"] = QRCode.svg(
            step.url,
            label: language("お支払いの QR コード", "QR code of this payment"))
        return templates.page("scan", values(own))
    }

    private func checking(_ templates: PageTemplates) -> String {
        let title = language("結果を確認しています", "Checking the result")
        return templates.page("checking", values(["title": title]))
    }

    private func done() -> [String: Any] {
        let title =
            details.state == .refunded
            ? language("返金しました", "The payment was refunded")
            : language("お支払いが完了しました", "Your payment is complete")
        var own: [String: Any] = [
            "title": title, "facts": facts, "returnURL": details.order.returnURL,
            "proof": details.isSealed
                ? language(
                    "この収納は締められ、封緘された決済パッケージに入っています。",
                    "This payment is in the sealed package of its day.")
                : language(
                    "締め前: その日の帳簿が締まると、収納の証明を受け取れます。",
                    "Not closed yet (締め前): once the day is closed, a proof can be had."),
        ]
        if city.receiptProofQR {
            own["proofCode"] = QRCode.svg(
                "\(publicURL)/proof/\(details.id)",
                label: language("収納の証明の QR コード", "QR code of the proof"))
            // Nobody scans the screen that he holds.
            if details.isSealed { own["proofPage"] = "/proof/\(details.id)" }
        }
        if details.refunded > .zero {
            let amount = PageWords.yen(details.refunded, language)
            own["refunded"] = language("うち返金 \(amount)", "Refunded: \(amount)")
        }
        return own
    }

    /// What the law wants on it (印紙税法: 「クレジットカード利用」, the service's own name).
    private var facts: [[String: Any]] {
        var facts: [[String: Any]] = []
        func add(_ ja: String, _ en: String, _ value: String, isNumber: Bool = false) {
            facts.append(["name": language(ja, en), "value": value, "isNumber": isNumber])
        }
        if let at = details.capturedAt {
            add("収納日時", "Paid at", PageWords.time(at, language))
        }
        if details.method == "card" {
            let card = [details.brand, details.lastFour.map { "**** \($0)" }].compactMap { $0 }
            let words = language("クレジットカード利用", "Credit card (クレジットカード利用)")
            add("お支払い方法", "Paid with", ([words] + card).joined(separator: " "))
        } else {
            add(
                "お支払い方法", "Paid with",
                language("\(providerName) 利用", "\(providerName) (\(providerName) 利用)"))
        }
        if let number = details.providerRef {
            add("決済番号", "Provider's number", number, isNumber: true)
        }
        add("申請の番号", "Reference", details.order.reference, isNumber: true)
        return facts
    }

    private func ended() -> [String: Any] {
        let title: String
        let reason: String
        switch (details.state, details.closedBy) {
        case (.expired, _):
            title = language("お支払いの期限が過ぎました", "This payment has expired")
            reason = language(
                "時間内にお支払いがありませんでした。申請の画面からやり直してください。",
                "It was not paid in time. Please start again from the procedure.")
        case (.cancelled, .payer):
            title = language("お支払いを取り消しました", "You cancelled this payment")
            reason = language("申請の画面からやり直せます。", "You can start again from the procedure.")
        case (.cancelled, _), (.voided, _):
            title = language("このお支払いは取り消されました", "This payment was cancelled")
            reason = language(
                "申請の窓口がお支払いを取り消しました。", "The office of the procedure cancelled it.")
        default:
            title = language("お支払いできませんでした", "The payment did not succeed")
            reason = language(
                "決済事業者がお支払いを受け付けませんでした。別の方法でやり直してください。",
                "The provider did not accept it. Please try again, perhaps another way.")
        }
        let money =
            details.state == .voided
            ? language(
                "お支払いいただいたお金は、決済事業者を通してお返しします。",
                "What you paid goes back to you through the payment provider.")
            : language("お金は受け取っていません。", "No money was taken.")
        return [
            "title": title, "reason": reason, "money": money,
            "returnURL": details.order.returnURL,
        ]
    }

    // MARK: - Proof

    /// What the page behind the receipt's QR code says: of the payment nothing but what is on the
    /// receipt, for whoever has it in his hands.
    static func proof(
        of details: PaymentDetails, _ city: City, _ language: Language, mode: ServiceMode
    ) -> [String: Any] {
        var values = frame(city, language, mode: mode)
        guard details.isSealed else {
            values["title"] = language("締め前です", "Not closed yet (締め前)")
            values["reason"] = language(
                "この収納の日の帳簿はまだ締まっていません。締まったあとに、もう一度お試しください。",
                "The books of this payment's day are still open. Please try again later.")
            return values
        }
        values["title"] = language("収納の証明があります", "There is a proof of this payment")
        values["file"] = "/proof/\(details.id)/file"
        var facts = [["name": language("お支払い番号", "Payment number"), "value": "\(details.id)"]]
        facts.append([
            "name": language("金額", "Amount"), "value": PageWords.yen(details.amount, language),
        ])
        if let at = details.capturedAt {
            facts.append([
                "name": language("収納日時", "Paid at"), "value": PageWords.time(at, language),
            ])
        }
        values["facts"] = facts
        return values
    }

    // MARK: - Values of all pages

    private func until(_ moment: Moment) -> String {
        let time = PageWords.time(moment, language)
        return language("お支払い期限: \(time)", "Pay by \(time)")
    }

    private var providerName: String {
        details.brand
            ?? city.providers.first { $0.id == details.provider }.map { PageView.shown($0.name) }
            ?? ""
    }

    /// A provider's name without what the finance office has put behind it in parentheses.
    static func shown(_ name: String) -> String {
        let short = name.prefix { $0 != "（" && $0 != "(" }
        return short.isEmpty ? name : String(short)
    }

    private func values(_ own: [String: Any]) -> [String: Any] {
        var values = PageView.frame(city, language, mode: mode)
        values["path"] = PageView.path(details)
        values["state"] = details.state.rawValue
        values["number"] = details.id.description
        values["description"] = details.order.description
        values["lines"] = details.lines.filter { !$0.name.isEmpty }.map { line in
            [
                "name": line.name, "isMany": line.quantity > 1, "quantity": "\(line.quantity)",
                "amount": PageWords.yen(line.amount, language),
            ] as [String: Any]
        }
        values["total"] = PageWords.yen(details.amount, language)
        values["canLeave"] = details.canCancel
        values["until"] = until(details.expires)
        return values.merging(own) { _, new in new }
    }

    /// What a page needs that belongs to no payment.
    static func frame(_ city: City, _ language: Language, mode: ServiceMode) -> [String: Any] {
        var frame: [String: Any] = [
            "lang": language.rawValue, "isJapanese": language == .ja,
            "city": language(city.municipality.name, city.municipality.nameEnglish),
            "words": PageWords.all(language),
        ]
        if let banner = PageWords.banner(mode, language) { frame["banner"] = banner }
        return frame
    }
}
