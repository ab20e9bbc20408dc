import Provider

/// データ種別 of a record of DSK's collection data.
///
/// 81 (リアル) and whatever else may come is not known to mean money, so it is reported and not
/// guessed at.
enum DSKKind: Int {
    /// 01 速報.
    case provisional = 1
    /// 02 確報.
    case confirmed = 2
    /// 03 速報取消.
    case cancelled = 3
    /// 12 郵便振替: confirmed at once.
    case postal = 12
    /// 22 郵便振替訂正.
    case postalCorrected = 22

    var meaning: SlipLine.Kind {
        switch self {
        case .provisional: .provisional
        case .confirmed, .postal: .confirmed
        case .cancelled: .cancelled
        case .postalCorrected: .corrected
        }
    }

    var hasPayDate: Bool {
        switch self {
        case .provisional, .cancelled: false
        case .confirmed, .postal, .postalCorrected: true
        }
    }

    var hasTime: Bool {
        switch self {
        case .provisional, .confirmed, .cancelled: true
        case .postal, .postalCorrected: false
        }
    }
}
