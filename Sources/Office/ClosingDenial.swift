public import Money
public import Sealing

/// Why a day is not closed, or not sealed; each has a stable code and says itself aloud.
public enum ClosingDenial: Error, Sendable {
    case dayNotOver(BookDay)
    case dayClosed(BookDay)
    case dayOutOfOrder(BookDay, earliest: BookDay)
    case notReconciled(BookDay, through: BookDay?)
    case factsWaiting(BookDay)
    case exceptionsOpen(BookDay, [String])
    case clockBackwards(Moment, last: Moment)
    case noSealKey(String)
    case noTimestampAuthority(BookDay)
    case sealSettings(String)
    case sealKey(SealKeyRefusal)
    case seal(SealRefusal)
    case packageExists(String)
    case dayIssued(BookDay, String)
    case dayOpen(BookDay)
    case sealNotHandedOn(BookDay)
    case restoredUnsettled(BookDay?)
    case packagesNotThere(String, BookDay)
    case paymentUnknown(String)

    public var code: String {
        switch self {
        case .dayNotOver: "day-not-over"
        case .dayClosed: "day-closed"
        case .dayOutOfOrder: "day-out-of-order"
        case .notReconciled: "not-reconciled"
        case .factsWaiting: "facts-waiting"
        case .exceptionsOpen: "exceptions-open"
        case .clockBackwards: "clock-backwards"
        case .noSealKey: "no-seal-key"
        case .noTimestampAuthority: "no-timestamp-authority"
        case .sealSettings: "seal-settings"
        case .sealKey(let refusal): refusal.code
        case .seal(let refusal): refusal.code
        case .packageExists: "package-exists"
        case .dayIssued: "day-issued"
        case .dayOpen: "day-open"
        case .sealNotHandedOn: "seal-not-handed-on"
        case .restoredUnsettled: "restored-unsettled"
        case .packagesNotThere: "packages-not-there"
        case .paymentUnknown: "payment-unknown"
        }
    }

    public var sentence: (ja: String, en: String) {
        switch self {
        case .dayNotOver(let day):
            ("\(day) はまだ終わっていません。", "\(day) is not over yet.")
        case .dayClosed(let day):
            (
                "\(day) はすでに締めてあります。訂正は新しい伝票で行います。",
                "\(day) is closed already; a correction is a new voucher."
            )
        case .dayOutOfOrder(let day, let earliest):
            (
                "出納日は順に締めます。\(day) の前に \(earliest) を締めてください。",
                "Book days close in order: close \(earliest) before \(day)."
            )
        case .notReconciled(let day, let through):
            (
                "\(day) までの突合が済んでいません（済みは \(through?.description ?? "なし")）。"
                    + "suito reconcile を実行してください。",
                "Nothing has been reconciled through \(day) "
                    + "(but \(through?.description ?? "nothing")); run suito reconcile."
            )
        case .factsWaiting(let through):
            (
                "\(through) までの突合のあとに取込または決定がありました。"
                    + "もう一度 suito reconcile を実行してください。",
                "Something came in or was decided since reconciliation through \(through); "
                    + "run suito reconcile again."
            )
        case .exceptionsOpen(let day, let ids):
            (
                "\(day) の不突合 \(ids.count) 件が残っています: \(ids.joined(separator: " "))。"
                    + "解消するか、--carry 理由 で繰り越してください。",
                "\(ids.count) exceptions of \(day) are open: \(ids.joined(separator: " ")). "
                    + "Resolve them, or carry them forward with --carry REASON."
            )
        case .clockBackwards(let now, let last):
            (
                "時計が戻っています: 現在 \(now)、前の締めは \(last)。",
                "The clock runs backwards: it is \(now), and the last day closed at \(last)."
            )
        case .noSealKey(let folder):
            (
                "封緘の鍵が \(folder) に設定されていません。suito keys demo または suito keys import を実行してください。",
                "No seal key is set in \(folder); run suito keys demo or suito keys import."
            )
        case .noTimestampAuthority(let day):
            (
                "\(day) は封緘済みで、タイムスタンプを待っています。suito keys import --tsa URL で時刻認証局を設定してください。",
                "\(day) is sealed and waits for its timestamp; set an authority with "
                    + "suito keys import --tsa URL."
            )
        case .sealSettings(let text):
            ("封緘の設定が読めません: \(text)", "The settings of the seal cannot be read: \(text)")
        case .sealKey(let refusal): refusal.sentence
        case .seal(let refusal): refusal.sentence
        case .packageExists(let path):
            (
                "\(path) にはすでに別のものがあります。パッケージは上書きしません。",
                "Something else stands at \(path); a package is never written over."
            )
        case .dayIssued(let day, let path):
            (
                "\(path) に、これらの帳簿が知らない決済パッケージがあります。\(day) をもう一度封緘することはしません。"
                    + "帳簿が古い写しから戻されたなら、より新しい写しを使ってください。",
                "The package at \(path) is none that these books know of, so \(day) is not sealed "
                    + "a second time. Were they restored from an old backup, use a later one."
            )
        case .dayOpen(let day):
            (
                "\(day) はまだ締めていないので、証明できません。",
                "\(day) is not closed yet, so nothing can be proven."
            )
        case .sealNotHandedOn(let last):
            (
                "\(last) は別の証明書で封緘してあり、その鍵による引き継ぎがありません。前の鍵が使えるうちに suito keys import "
                    + "を実行してください。失くしたなら --without-handover を付けます。検証する人は新しい証明書を --signer で"
                    + "名指すことになります。",
                "Another certificate sealed \(last), and its key has not handed the seal on. Run "
                    + "suito keys import while the former key is at hand; is it lost, add "
                    + "--without-handover, and whoever verifies names the new one by --signer."
            )
        case .restoredUnsettled(let last):
            (
                "これらの帳簿は写しから戻したもので、\(last?.description ?? "最初")より後に締めた日を忘れているかもしれません。"
                    + "すでに出た決済パッケージのフォルダを --packages で指定するか、写しの後に一つも出ていないなら "
                    + "--none-issued を付けてください。",
                "These books were restored and may have forgotten days that closed after "
                    + "\(last?.description ?? "the beginning"). Name the folder of all packages "
                    + "that are out with --packages, or say --none-issued where none came out "
                    + "since the backup."
            )
        case .packagesNotThere(let folder, let day):
            (
                "\(folder) に、この帳簿が封緘した \(day) のパッケージがありません。",
                "The package of \(day) that these books sealed is not in \(folder)."
            )
        case .paymentUnknown(let id):
            ("支払 \(id) は帳簿にありません。", "The books do not hold payment \(id).")
        }
    }
}
