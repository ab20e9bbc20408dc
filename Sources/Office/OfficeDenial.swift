public import City
public import Money
public import Reconciliation

/// Why the office does not do what was asked; each has a stable code and says itself aloud.
public enum OfficeDenial: Error, Sendable {
    case booksExist(String)
    case noBooks(String)
    case booksOlder(Int, program: Int)
    case booksNewer(Int, program: Int)
    case fileExists(String)
    case folderTaken(String)
    case outRefused(String)
    case noBackup(String)
    case booksArriving(String)
    case booksLeft(String, to: String)
    case booksDamaged(String, Int64)
    case booksForTraining(String)
    case booksReal(String)
    case cityChange([CityChangeRefusal])
    case exceptionUnknown(String)
    case exceptionClosed(String)
    case exceptionDecided(String)
    case resolutionDoesNotFit(Resolution, OpenException)
    case targetMissing(Resolution)
    case targetUnknown(String)
    case targetTaken(String)
    case proposalMissing(String)
    case alreadyApproved(String)
    case samePerson(String)
    case moneyNotThere(Yen)
    case dayBeyondFacts(BookDay, last: BookDay)
    case dayBeforeBooks(BookDay, begins: BookDay)
    case dayNotOver(BookDay)
    case accountUnknown(String)
    case fundMissing(String, funds: [String])
    case cardNumber

    public var code: String {
        switch self {
        case .booksExist: "books-exist"
        case .noBooks: "no-books"
        case .booksOlder: "schema-older"
        case .booksNewer: "schema-newer"
        case .fileExists: "file-exists"
        case .folderTaken: "folder-taken"
        case .outRefused: "out-refused"
        case .noBackup: "no-backup"
        case .booksArriving: "books-arriving"
        case .booksLeft: "books-left"
        case .booksDamaged: "books-damaged"
        case .booksForTraining: "books-for-training"
        case .booksReal: "books-real"
        case .cityChange: "city-change"
        case .exceptionUnknown: "exception-unknown"
        case .exceptionClosed: "exception-closed"
        case .exceptionDecided: "exception-decided"
        case .resolutionDoesNotFit: "resolution-does-not-fit"
        case .targetMissing: "target-missing"
        case .targetUnknown: "target-unknown"
        case .targetTaken: "target-taken"
        case .proposalMissing: "proposal-missing"
        case .alreadyApproved: "already-approved"
        case .samePerson: "same-person"
        case .moneyNotThere: "money-not-there"
        case .dayBeyondFacts: "day-beyond-facts"
        case .dayBeforeBooks: "day-before-books"
        case .dayNotOver: "day-not-over"
        case .accountUnknown: "account-unknown"
        case .fundMissing: "fund-missing"
        case .cardNumber: "card-number"
        }
    }

    public var sentence: (ja: String, en: String) {
        switch self {
        case .booksExist(let folder):
            ("\(folder) にはすでに帳簿があります。", "There are books in \(folder) already.")
        case .noBooks(let folder):
            (
                "\(folder) に帳簿がありません。suito init で作成してください。",
                "There are no books in \(folder); make them with suito init."
            )
        case .booksOlder(let found, let program):
            (
                "帳簿は古い版 \(found) です（このプログラムは \(program)）。suito upgrade を実行してください。",
                "The books have schema \(found) where this program has \(program); "
                    + "run suito upgrade."
            )
        case .booksNewer(let found, let program):
            (
                "帳簿は新しい版 \(found) です（このプログラムは \(program)）。新しいプログラムを使ってください。",
                "The books have schema \(found) where this program has \(program); "
                    + "use a newer program."
            )
        case .fileExists(let path):
            ("\(path) はすでにあります。上書きしません。", "\(path) is there; nothing is written over.")
        case .outRefused(let path):
            (
                "\(path) は帳簿のファイルか、ファイルではないものです。別の書き出し先を指定してください。",
                "\(path) is the books' own or no file; write to another place."
            )
        case .folderTaken(let folder):
            (
                "\(folder) は空ではありません。空のフォルダに復元してください。",
                "\(folder) is not empty; restore into an empty folder."
            )
        case .noBackup(let path):
            (
                "\(path) は suito backup で作られたものではありません。",
                "\(path) is no file that suito backup made."
            )
        case .booksArriving(let place):
            (
                "\(place) の帳簿は移動の途中です。suito migrate をもう一度実行してください。",
                "The books in \(place) have not wholly arrived; run suito migrate again."
            )
        case .booksLeft(let place, let other):
            (
                "\(place) の帳簿は \(other) に移りました。そちらを使ってください。",
                "The books in \(place) have moved to \(other); use those."
            )
        case .booksDamaged(let place, let count):
            (
                "\(place) の帳簿に \(count) 件の異常があるので、移しません。suito audit を見てください。",
                "The books in \(place) have \(count) damages and are not moved; see suito audit."
            )
        case .booksForTraining(let place):
            (
                "\(place) は訓練用の帳簿です。suito serve --training で使ってください。",
                "The books in \(place) are for training; use suito serve --training."
            )
        case .booksReal(let place):
            (
                "\(place) は本番の帳簿です。訓練用の帳簿は suito init --training で作ってください。",
                "The books in \(place) are real; make books of training with suito init --training."
            )
        case .cityChange(let refusals):
            (
                "過去に使われた設定は変更できません:\n"
                    + refusals.map { "  \($0.path): \($0.ja) [\($0.code.rawValue)]" }
                    .joined(separator: "\n"),
                "What the past used cannot change:\n"
                    + refusals.map { "  \($0.path): \($0.en) [\($0.code.rawValue)]" }
                    .joined(separator: "\n")
            )
        case .exceptionUnknown(let id):
            ("不突合 \(id) はありません。", "There is no exception \(id).")
        case .exceptionClosed(let id):
            ("不突合 \(id) はすでに解消しています。", "Exception \(id) is closed already.")
        case .exceptionDecided(let id):
            ("不突合 \(id) はすでに決定しています。", "Exception \(id) has been decided already.")
        case .resolutionDoesNotFit(let resolution, let exception):
            (
                "\(resolution.rawValue) はこの \(exception.code.rawValue) には使えません（使えるもの: "
                    + exception.resolutions.map(\.rawValue).joined(separator: " ") + "）。",
                "\(resolution.rawValue) is no exit of this \(exception.code.rawValue) (these are: "
                    + exception.resolutions.map(\.rawValue).joined(separator: " ") + ")."
            )
        case .targetMissing(let resolution):
            (
                "\(resolution.rawValue) には --to で相手を指定してください。",
                "\(resolution.rawValue) needs its counterpart, named with --to."
            )
        case .targetUnknown(let target):
            ("\(target) が見つかりません。", "\(target) is not known.")
        case .targetTaken(let target):
            (
                "\(target) はすでに別のものと照合されたか、そのお金が動いています。",
                "\(target) is matched already, or does not fit, or its money has moved."
            )
        case .proposalMissing(let id):
            ("不突合 \(id) に承認待ちの提案はありません。", "Exception \(id) has no proposal that waits.")
        case .alreadyApproved(let id):
            ("不突合 \(id) の提案はすでに承認されています。", "The proposal on \(id) is approved already.")
        case .samePerson(let person):
            (
                "提案者 \(person) 本人は承認できません。別の職員が承認してください。",
                "\(person) proposed it; somebody else must approve."
            )
        case .dayBeyondFacts(let day, let last):
            (
                "\(day) は、取り込んだ最後の日 \(last) より一年以上先です。",
                "\(day) lies more than a year behind the last day that came in, \(last)."
            )
        case .dayBeforeBooks(let day, let begins):
            (
                "\(day) は、帳簿の最初の日 \(begins) より前です。",
                "\(day) lies before the first day of the books, \(begins)."
            )
        case .dayNotOver(let day):
            (
                "\(day) はまだ終わっていません。報告は、前日までの日について受け取れます。",
                "\(day) is not over yet; reports are made of days that are past."
            )
        case .accountUnknown(let name):
            ("勘定 \(name) は帳簿にありません。", "The books have no account \(name).")
        case .fundMissing(let code, let funds):
            (
                "勘定 \(code) は複数の会計にあります（\(funds.joined(separator: " "))）。--fund で指定してください。",
                "Several funds have the account \(code) (\(funds.joined(separator: " "))); "
                    + "name one with --fund."
            )
        case .cardNumber:
            (
                "カード番号と思われる数字は記録できません。",
                "What looks like a full card number cannot be recorded."
            )
        case .moneyNotThere(let resting):
            (
                "この不突合のお金は \(resting) 円しか残っていません（未入金か、すでに動いたものです）。",
                "Only \(resting) yen of this exception's own money rests here: the others have not "
                    + "come yet, or have left."
            )
        }
    }
}
