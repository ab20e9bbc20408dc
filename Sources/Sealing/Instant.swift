import COpenSSL

/// Moments as seconds since 1970-01-01T00:00:00Z, as the whole target counts them.
enum Instant {
    /// The moment of a certificate's or a token's time, or nil where it is no time.
    static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        guard let time, let epoch = ASN1_TIME_set(nil, 0) else { return nil }
        defer { ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return nil }
        return Int64(days) * 86_400 + Int64(seconds)
    }

    /// In Japan time, for a person: `2026-04-01 09:00:00 JST`.
    static func text(_ seconds: Int64) -> String {
        let local = seconds + 9 * 3_600
        let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        let rest = local - day * 86_400
        // Civil date from days (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let civilMonth = month < 10 ? month + 3 : month - 9
        let civilYear = year + era * 400 + (civilMonth <= 2 ? 1 : 0)
        let date = [
            pad(civilYear, 4), pad(civilMonth, 2), pad(ofYear - (153 * month + 2) / 5 + 1, 2),
        ]
        let clock = [rest / 3_600, rest / 60 % 60, rest % 60].map { pad($0, 2) }
        return date.joined(separator: "-") + " " + clock.joined(separator: ":") + " JST"
    }

    private static func pad(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
