import City
import Dispatch
import HTTPTypes
import Hummingbird
import Money
import Office
import Provider
import Reports
import Till

/// The payment page, for citizens.
///
/// An address with a token works once: it is taken for a cookie that opens this payment alone.
struct PageRoutes: Sendable {
    let checkout: Checkout
    let links: PaymentLinks
    let gate: KeyGate
    let reader: RequestReader
    let city: City
    let publicURL: String
    let mode: ServiceMode
    let templates: PageTemplates

    func add(to table: inout RouteTable) {
        table.on(.get, "/pay/{token}") { try await self.answer($0, $1, enter) }
        table.on(.get, "/link/{link_id}") { try await self.answer($0, $1, openLink) }
        table.on(.get, "/payment/{payment_id}") { try await self.answer($0, $1, show) }
        table.on(.get, "/payment/{payment_id}/back") { try await self.answer($0, $1, back) }
        table.on(.get, "/payment/{payment_id}/leave") { try await self.answer($0, $1, leave) }
        table.on(.post, "/payment/{payment_id}/begin") { try await self.answer($0, $1, begin) }
        table.on(.post, "/payment/{payment_id}/cancel") { try await self.answer($0, $1, cancel) }
        table.on(.get, "/payment/{payment_id}/events") { try await self.answer($0, $1, events) }
        if city.receiptProofQR {
            table.on(.get, "/proof/{payment_id}") { try await self.answer($0, $1, showProof) }
            table.on(.get, "/proof/{payment_id}/file") { try await self.answer($0, $1, prove) }
        }
        table.on(.get, "/assets/pay.css") { _, _ in PageAnswers.asset(PageAssets.css, "text/css") }
        table.on(.get, "/assets/pay.js") { _, _ in
            PageAnswers.asset(PageAssets.javaScript, "text/javascript")
        }
    }

    typealias Handler = @Sendable (Request, CheckoutContext) async throws -> Response

    /// Whatever goes wrong, a citizen reads a page.
    private func answer(
        _ request: Request, _ context: CheckoutContext, _ handler: Handler
    ) async throws -> Response {
        do {
            try await gate.passVisitor(context)
            return try await handler(request, context)
        } catch let refusal as CheckoutRefusal {
            return notice(request, ServiceError(refusal), refusal)
        } catch let refusal as FieldRefusal {
            return notice(request, ServiceError(refusal), nil)
        } catch let error as ServiceError {
            return notice(request, error, nil)
        }
    }

    // MARK: - Coming in

    @Sendable
    private func enter(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        guard let token = context.parameters.get("token"), token.utf8.count <= 64 else {
            throw CheckoutRefusal.tokenUnknown
        }
        let visit = try await checkout.enter(token)
        return PageAnswers.toPayment(visit, publicURL)
    }

    @Sendable
    private func openLink(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        guard let id = context.parameters.get("link_id"), id.utf8.count <= 64 else {
            throw CheckoutRefusal.linkUnknown
        }
        let created = try await links.open(id)
        return PageAnswers.toPayment(try await checkout.enter(created.token.text), publicURL)
    }

    /// The payment that the cookie opens.
    private func visit(
        _ request: Request, _ context: CheckoutContext
    ) async throws -> PaymentDetails {
        guard let id = context.parameters.get("payment_id").flatMap({ PaymentID($0.utf8) }),
            let session = request.cookies[PageAnswers.cookie]?.value, session.utf8.count <= 64
        else { throw CheckoutRefusal.tokenUnknown }
        let details = try await checkout.visit(session)
        guard details.id == id else { throw CheckoutRefusal.tokenUnknown }
        return details
    }

    // MARK: - Pages

    @Sendable
    private func show(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let details = try await visit(request, context)
        let choices = details.state == .created ? try await checkout.choices(for: details.id) : []
        var view = view(details, request)
        view.isAsked = request.uri.queryParameters["asked"] == "yes"
        return PageAnswers.html(view.page(templates, choices: choices))
    }

    /// He comes back from the provider, or wants to know: it is asked.
    @Sendable
    private func back(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let details = try await visit(request, context)
        let now = try await checkout.ask(about: details.id)
        guard now.state == .open || now.state == .processing else {
            return PageAnswers.see(PageView.path(details) + query(request))
        }
        // He has pressed something, so he must see that something came of it.
        let query = query(request)
        return PageAnswers.see(
            PageView.path(details) + (query.isEmpty ? "?" : query + "&") + "asked=yes")
    }

    @Sendable
    private func leave(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let details = try await visit(request, context)
        guard details.canCancel else {
            return PageAnswers.see(PageView.path(details) + query(request))
        }
        return PageAnswers.html(view(details, request).leaving(templates))
    }

    // MARK: - Deeds

    @Sendable
    private func begin(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        try checkOrigin(request)
        let details = try await visit(request, context)
        let form = try await reader.form(request)
        guard let provider = form["provider"], OrderReader.nameFault(provider) == nil,
            form.count == 1
        else { throw ServiceError(.attributeInvalid, field: "provider") }
        if details.state == .created {
            _ = try await checkout.begin(
                details.id, with: provider,
                returnURL: publicURL + PageView.path(details) + "/back")
        }
        return PageAnswers.see(PageView.path(details) + query(request))
    }

    @Sendable
    private func cancel(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        try checkOrigin(request)
        let details = try await visit(request, context)
        if details.canCancel { _ = try await checkout.cancelByPayer(details.id) }
        return PageAnswers.see(PageView.path(details) + query(request))
    }

    /// A form of another site is none of ours.
    private func checkOrigin(_ request: Request) throws(ServiceError) {
        let site = request.headers[PageAnswers.fetchSite]
        guard site == nil || site == "same-origin" || site == "none" else {
            throw ServiceError(.accountDenied)
        }
        let origin = request.headers[.origin]
        guard site != nil || origin == nil || origin == publicURL else {
            throw ServiceError(.accountDenied)
        }
    }

    // MARK: - Following

    /// Server-sent events: one `change` once the payment is not as the page says.
    @Sendable
    private func events(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let details = try await visit(request, context)
        let shown = request.uri.queryParameters["state"].map(String.init)
        guard let session = request.cookies[PageAnswers.cookie]?.value, shown != nil else {
            throw CheckoutRefusal.tokenUnknown
        }
        let checkout = checkout
        return PageAnswers.stream(first: details.state.rawValue != shown) {
            try await checkout.visit(session).state.rawValue != shown
        }
    }

    // MARK: - Proof

    /// The page that a receipt's QR code leads to: the proof once the day is sealed, before that
    /// the word that it is not.
    @Sendable
    private func showProof(
        _ request: Request, _ context: CheckoutContext
    ) async throws -> Response {
        let details = try await proved(context)
        let language = language(request, details)
        return PageAnswers.html(
            templates.page(
                details.isSealed ? "proof" : "notice",
                PageView.proof(of: details, city, language, mode: mode)))
    }

    /// Only of payments that were made here: their ids cannot be guessed.
    private func proved(_ context: CheckoutContext) async throws -> PaymentDetails {
        guard let id = context.parameters.get("payment_id").flatMap({ PaymentID($0.utf8) }) else {
            throw CheckoutRefusal.paymentUnknown
        }
        return try await checkout.find(id)
    }

    /// The proof itself.
    @Sendable
    private func prove(_ request: Request, _ context: CheckoutContext) async throws -> Response {
        let details = try await proved(context)
        guard details.isSealed else { throw CheckoutRefusal.paymentUnknown }
        let id = details.id
        let books = checkout.books
        let proof = try await withCheckedThrowingContinuation { answered in
            DispatchQueue.global().async {
                answered.resume(with: Result { try ProvePayment(books).run("\(id)").json() })
            }
        }
        return PageAnswers.file(Array(proof.utf8), named: "proof-\(id).json")
    }

    // MARK: -

    private func language(_ request: Request, _ details: PaymentDetails?) -> Language {
        if let chosen = request.uri.queryParameters["lang"],
            let language = Language(rawValue: String(chosen))
        {
            return language
        }
        if let details { return details.order.language == .ja ? .ja : .en }
        let accepted = request.headers[.acceptLanguage] ?? "ja"
        return accepted.hasPrefix("ja") || !accepted.hasPrefix("en") ? .ja : .en
    }

    private func query(_ request: Request) -> String {
        let chosen = request.uri.queryParameters["lang"].flatMap { Language(rawValue: String($0)) }
        return chosen.map { "?lang=\($0.rawValue)" } ?? ""
    }

    private func view(_ details: PaymentDetails, _ request: Request) -> PageView {
        PageView(
            details: details, city: city, language: language(request, details),
            mode: mode, publicURL: publicURL)
    }

    private func notice(
        _ request: Request, _ error: ServiceError, _ refusal: CheckoutRefusal?
    ) -> Response {
        let language = language(request, nil)
        var values = PageView.frame(city, language, mode: mode)
        switch refusal {
        case .tokenUnknown, .paymentUnknown:
            values["title"] = language("この画面は開けません", "This page cannot be opened")
            values["reason"] = language(
                "このアドレスは一度だけ使えます。申請の画面に戻り、お支払いへ進み直してください。",
                "This address works once. Please go back to the procedure and to payment again.")
        case .linkUnknown, .linkEnded:
            values["title"] = language("このリンクは使えません", "This link cannot be used")
            values["reason"] = language(
                "お支払い済みか、期限が過ぎたか、アドレスが違います。市からの案内をお確かめください。",
                "It was paid or has expired, or the address is wrong. Please check the letter.")
        default:
            values["title"] = language("いまはできません", "Not possible now")
            values["reason"] = language(error.code.sentence) + " (\(error.code.rawValue))"
        }
        var response = PageAnswers.html(
            templates.page("notice", values), status: error.response.status)
        for (name, value) in error.headers {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        return response
    }
}
