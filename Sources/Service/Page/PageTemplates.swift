import Mustache

/// The pages' templates, read once.
///
/// All that is put in is escaped; only a drawing of our own and a page's inner part are not.
struct PageTemplates: Sendable {
    private let library: MustacheLibrary

    init() throws {
        var library = MustacheLibrary()
        for (name, text) in PageTemplates.texts {
            try library.register(text, named: name)
        }
        self.library = library
    }

    /// A whole page.
    ///
    /// - Parameter name: of the inner part.
    func page(_ name: String, _ values: [String: Any]) -> String {
        guard library.getTemplate(named: name) != nil,
            let inner = library.render(values, withTemplate: name)
        else { preconditionFailure("there is no template \(name)") }
        var all = values
        all["inner"] = inner
        return library.render(all, withTemplate: "layout") ?? ""
    }

    static let texts: [String: String] = [
        "layout": layout, "choose": choose, "scan": scan, "go": go, "checking": checking,
        "reserved": reserved, "done": done, "ended": ended, "leave": leave, "notice": notice,
        "proof": proof, "summary": summary, "status": status,
        "following": following,
    ]

    static let layout = """
        <!doctype html>
        <html lang="{{lang}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex, nofollow">
        <title>{{title}} | {{city}}</title>
        <link rel="stylesheet" href="/assets/pay.css">
        </head>
        <body>
        <a class="skip" href="#main">{{words.skip}}</a>
        <header>
        <p class="city">{{city}}</p>
        <nav aria-label="{{words.languages}}">
        <a href="?lang=ja" lang="ja" hreflang="ja"{{#isJapanese}} aria-current="true"
            {{/isJapanese}}>日本語</a>
        <a href="?lang=en" lang="en" hreflang="en"{{^isJapanese}} aria-current="true"
        {{/isJapanese}}>English</a>
        </nav>
        </header>
        {{#banner}}<aside class="sandbox">{{banner}}</aside>{{/banner}}
        <main id="main">
        {{{inner}}}
        </main>
        {{#number}}
        <footer><p>{{words.number}} <span class="number">{{number}}</span></p></footer>
        {{/number}}
        </body>
        </html>

        """

    static let summary = """
        <dl class="summary">
        <dt>{{words.what}}</dt><dd>{{description}}</dd>
        {{#lines}}
        <dt class="line"><span lang="ja">{{name}}</span>{{#isMany}} × {{quantity}}{{/isMany}}</dt>
        <dd class="amount">{{amount}}</dd>
        {{/lines}}
        <dt class="total">{{words.total}}</dt><dd class="total amount">{{total}}</dd>
        </dl>
        """

    static let choose = """
        <h1>{{title}}</h1>
        {{> summary}}
        {{#hasChoices}}
        <form method="post" action="{{path}}/begin?lang={{lang}}">
        <h2>{{words.choose}}</h2>
        {{#choices}}
        <button type="submit" name="provider" value="{{provider}}">{{label}}
        <span class="hint">{{hint}}</span></button>
        {{/choices}}
        </form>
        <p class="until">{{until}}</p>
        {{/hasChoices}}
        {{^hasChoices}}
        <p class="warning">{{words.noChoice}}</p>
        {{/hasChoices}}
        {{#canLeave}}<p><a href="{{path}}/leave?lang={{lang}}">{{words.leave}}</a></p>{{/canLeave}}
        """

    static let scan = """
        <h1>{{title}}</h1>
        <p class="sum">{{total}}</p>
        <div class="ways">
        <section class="phone">
        <h2>{{words.onThisDevice}}</h2>
        <p><a class="button" href="{{appURL}}" rel="noreferrer">{{openApp}}</a></p>
        </section>
        {{#code}}
        <section class="code">
        <h2>{{words.withOtherPhone}}</h2>
        <div class="qr">{{{code}}}</div>
        <p>{{words.scan}}</p>
        </section>
        {{/code}}
        </div>
        {{> status}}
        {{> following}}
        """

    /// What is known of an open payment; followed by the script.
    static let status = """
        <p id="status" role="status"{{#isAsked}} class="warning"{{/isAsked}}
        data-events="{{path}}/events?state={{state}}"
        data-page="{{path}}?lang={{lang}}">{{#isAsked}}{{words.notSeenYet}}{{/isAsked}}
        {{^isAsked}}{{words.waiting}}{{/isAsked}}</p>
        """

    /// What a citizen can do with an open payment.
    static let following = """
        <p><a class="button second" href="{{path}}/back?lang={{lang}}">{{words.paid}}</a></p>
        <p class="until">{{until}}</p>
        {{#canLeave}}<p><a href="{{path}}/leave?lang={{lang}}">{{words.leave}}</a></p>{{/canLeave}}
        <script src="/assets/pay.js" defer></script>
        """

    static let go = """
        <h1>{{title}}</h1>
        {{> summary}}
        {{#isAsked}}{{> status}}{{/isAsked}}
        <p>{{words.cardElsewhere}}</p>
        <p><a class="button" href="{{url}}" rel="noreferrer">{{words.toCardPage}}</a></p>
        {{^isAsked}}{{> status}}{{/isAsked}}
        {{> following}}
        """

    static let reserved = """
        <h1 class="good">{{title}}</h1>
        <p>{{words.reservedMeans}}</p>
        {{> summary}}
        <p><a class="button" href="{{returnURL}}" rel="noreferrer">{{words.goBack}}</a></p>
        """

    static let checking = """
        <h1>{{title}}</h1>
        <p class="warning" id="status" role="status"
        data-events="{{path}}/events?state={{state}}"
        data-page="{{path}}?lang={{lang}}">{{words.doNotPayAgain}}</p>
        {{> summary}}
        <p><a class="button second" href="{{path}}/back?lang={{lang}}">{{words.look}}</a></p>
        <p>{{words.mayClose}}</p>
        <script src="/assets/pay.js" defer></script>
        """

    static let done = """
        <h1 class="good">{{title}}</h1>
        <p><a class="button" href="{{returnURL}}" rel="noreferrer">{{words.goBack}}</a></p>
        <section class="slip" aria-labelledby="slip">
        <h2 id="slip">{{words.slip}}</h2>
        <p class="issuer">{{city}}</p>
        {{> summary}}
        <dl class="facts">
        {{#facts}}
        <dt>{{name}}</dt><dd{{#isNumber}} class="number"{{/isNumber}}>{{value}}</dd>
        {{/facts}}
        </dl>
        {{#refunded}}<p class="refunded">{{refunded}}</p>{{/refunded}}
        <p class="note">{{words.noReceipt}}</p>
        <p class="note">{{proof}}</p>
        {{#proofCode}}<div class="qr">{{{proofCode}}}</div>{{/proofCode}}
        {{#proofPage}}<p><a href="{{proofPage}}?lang={{lang}}">{{words.proofPage}}</a></p>
        {{/proofPage}}
        </section>
        <p>{{words.keep}}</p>
        """

    static let ended = """
        <h1>{{title}}</h1>
        <p class="warning">{{reason}}</p>
        <p>{{money}}</p>
        <p><a class="button" href="{{returnURL}}" rel="noreferrer">{{words.goBack}}</a></p>
        """

    static let leave = """
        <h1>{{title}}</h1>
        {{> summary}}
        <p>{{words.leaveMeans}}</p>
        <form method="post" action="{{path}}/cancel?lang={{lang}}">
        <button type="submit" class="plain">{{words.leaveNow}}</button>
        </form>
        <p><a class="button" href="{{path}}?lang={{lang}}">{{words.stay}}</a></p>
        """

    /// Once the day is sealed.
    static let proof = """
        <h1 class="good">{{title}}</h1>
        <p>{{words.proofMeans}}</p>
        <dl class="facts">
        {{#facts}}
        <dt>{{name}}</dt><dd class="number">{{value}}</dd>
        {{/facts}}
        </dl>
        <p><a class="button" href="{{file}}">{{words.proofFile}}</a></p>
        <p class="note">{{words.proofCheck}}</p>
        """

    static let notice = """
        <h1>{{title}}</h1>
        <p class="warning">{{reason}}</p>
        """
}
