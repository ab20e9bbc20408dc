/// The page on which a person plays the citizen.
struct PaymentPage {
    struct Choice {
        var label: String
        /// Name and value that the form sends.
        var name: String
        var value: String
    }

    var provider: String
    var what: String
    var amount: Int64
    /// Where the form goes.
    var action: String
    var choices: [Choice]

    var html: String {
        let buttons = choices.map {
            "<p><button name=\"\(PaymentPage.escaped($0.name))\" "
                + "value=\"\(PaymentPage.escaped($0.value))\">"
                + "\(PaymentPage.escaped($0.label))</button></p>"
        }
        return PaymentPage.frame(
            title: "\(provider)（模擬 / simulated）",
            """
            <p>\(PaymentPage.escaped(what))</p>
            <p><strong>\(amount) 円 / JPY</strong></p>
            <form method="post" action="\(PaymentPage.escaped(action))">
            \(buttons.joined(separator: "\n"))
            </form>
            """)
    }

    /// Where nothing is to be paid, or not any more.
    static func notice(_ text: String) -> String {
        frame(title: "模擬 / simulated", "<p>\(escaped(text))</p>")
    }

    private static func frame(title: String, _ body: String) -> String {
        """
        <!doctype html>
        <html lang="ja"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width"><title>\(escaped(title))</title></head>
        <body><main><h1>\(escaped(title))</h1>
        \(body)
        </main></body></html>
        """
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for letter in text {
            switch letter {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(letter)
            }
        }
        return result
    }
}
