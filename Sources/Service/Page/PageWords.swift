import Money
import Reports

/// What the pages say, in both languages.
enum PageWords {
    /// The sentences that stand on pages as they are, by the names that the templates use.
    static func all(_ language: Language) -> [String: String] {
        sentences.mapValues { language($0.ja, $0.en) }
    }

    private static let sentences: [String: (ja: String, en: String)] = [
        "skip": ("本文へ", "Skip to the content"),
        "languages": ("言語", "Language"),
        "number": ("お支払い番号", "Payment number"),
        "what": ("内容", "For"),
        "total": ("合計", "Total"),
        "choose": ("お支払い方法を選んでください", "Choose how to pay"),
        "noChoice": (
            "いまはオンラインでお支払いいただけません。時間をおいてもう一度お試しください。",
            "Online payment is not possible at the moment. Please try again later."
        ),
        "leave": ("お支払いをやめる", "Cancel this payment"),
        "onThisDevice": ("この端末で支払う", "Pay on this device"),
        "withOtherPhone": ("QR コードで支払う", "Pay with the QR code"),
        "scan": (
            "スマートフォンの決済アプリで読み取ってください。", "Scan it with the payment app on your phone."
        ),
        "waiting": (
            "お支払いを待っています。終わると画面が変わります。変わらなければ、下のボタンを押してください。",
            "Waiting for your payment. The page changes when it is done; if not, press below."
        ),
        "paid": ("支払いが終わったら押してください", "I have paid: show the result"),
        "cardElsewhere": (
            "カード番号は、次の決済事業者の画面で入力します。この画面では入力しません。",
            "You enter your card number on the payment provider's page, never on this one."
        ),
        "toCardPage": ("カードの入力画面へ進む", "Go to the card page"),
        "doNotPayAgain": (
            "お支払いの結果を確認しています。二重になることがあるので、もう一度支払わないでください。",
            "We are checking the result. Please do not pay again: you might pay twice."
        ),
        "look": ("結果をもう一度確認する", "Check the result again"),
        "mayClose": (
            "この画面を閉じても、確認は続きます。", "You may close this page: we keep checking."
        ),
        "goBack": ("申請の画面に戻る", "Back to the procedure"),
        "slip": ("利用明細", "Payment details"),
        "noReceipt": (
            "この利用明細は領収書ではありません。キャッシュレスでのお支払いには領収書を発行しません。",
            "These details are not a receipt (領収書). None is issued for cashless payments."
        ),
        "keep": (
            "この画面を印刷するか保存すると、控えになります。", "Print or save this page for your records."
        ),
        "leaveMeans": (
            "やめると、このお支払いは取り消されます。申請の画面からやり直せます。",
            "The payment will be cancelled. You can start again from the procedure."
        ),
        "notSeenYet": (
            "お支払いをまだ確認できていません。支払いが終わっている場合は、もう一度支払わずに、このままお待ちください。",
            "We cannot see your payment yet. If you have paid, do not pay again; please wait here."
        ),
        "reservedMeans": (
            "お手続きは終わりました。お支払いは、市が申請を確認したあとに確定します。この画面は閉じてかまいません。",
            "You are done. The payment is taken once the city has checked your application. "
                + "You may close this page."
        ),
        "proofMeans": (
            "この収納は、その日の帳簿が締められ、封緘された決済パッケージに入っています。",
            "The day of this payment is closed, and the payment is in its sealed package."
        ),
        "proofPage": ("収納の証明を見る", "See the proof"),
        "proofFile": ("証明ファイルを受け取る", "Get the proof"),
        "proofCheck": (
            "証明ファイルには、このお支払いのほかは、誰のものも分からない値だけが入っています。"
                + "市の決済パッケージと合わせて、誰でも確かめられます。",
            "The file names this payment and nobody else's. Together with the city's package of "
                + "that day anybody can check it."
        ),
        "leaveNow": ("お支払いをやめる", "Cancel this payment"),
        "stay": ("お支払いを続ける", "Continue to pay"),
    ]

    /// What stands above every page where no money moves; nothing where it does.
    static func banner(_ mode: ServiceMode, _ language: Language) -> String? {
        switch mode {
        case .live: nil
        case .sandbox:
            language("これは試験用の画面です。お金は動きません。", "This is a trial: no money moves.")
        case .training:
            language(
                "訓練用の画面です。決済事業者は模擬で、お金は動きません。",
                "Training: the payment providers are simulated, no money moves.")
        }
    }

    /// An amount as citizens read it: `1,234円`, `¥1,234`.
    static func yen(_ amount: Yen, _ language: Language) -> String {
        let digits = Array(String(amount.value.magnitude))
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return language("\(text)円", "¥\(text)")
    }

    /// `2026年4月1日 10:59`, `1 April 2026, 10:59`: Japan time.
    static func time(_ moment: Moment, _ language: Language) -> String {
        let parts = moment.day.description.split(separator: "-").compactMap { Int($0) }
        let second = moment.secondOfDay
        let clock =
            two(second / 3600) + ":" + two(second / 60 % 60)
        guard parts.count == 3 else { return "\(moment)" }
        return language(
            "\(parts[0])年\(parts[1])月\(parts[2])日 \(clock)",
            "\(parts[2]) \(months[parts[1] - 1]) \(parts[0]), \(clock)")
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
