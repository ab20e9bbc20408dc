import Money

extension City {
    /// Terms that were in force stay; new ones are a new agreement from a later day.
    ///
    /// A provider nobody had before may begin on any day.
    func providerConflicts(_ past: City, through day: BookDay) -> [CityChangeRefusal] {
        past.providers.flatMap { old -> [CityChangeRefusal] in
            guard let new = provider(old.id) else {
                return [
                    CityChangeRefusal(
                        code: .providerRemoved, path: "providers[\(old.id)]",
                        ja: "事業者「\(old.id)」は消せません",
                        en: "the provider \"\(old.id)\" cannot be removed")
                ]
            }
            let before = Set(old.agreements.filter { $0.from <= day })
            let now = Set(new.agreements.filter { $0.from <= day })
            let terms = Set(before.symmetricDifference(now).map(\.from)).sorted().map {
                CityChangeRefusal(
                    code: .agreementChanged, path: "providers[\(old.id)].agreements[\($0)]",
                    ja: "「\(old.id)」の\($0)からの契約は変えられません。変更は\(day)より後の日付で加えます",
                    en: "the agreement of \"\(old.id)\" from \($0) stays as it is; new terms begin "
                        + "after \(day)")
            }
            // Before its first agreement a provider moved nothing that it could be known by.
            return before.isEmpty ? terms : markConflicts(old, new) + terms
        }
    }

    /// What lines, payouts and bank lines of the past were known by.
    ///
    /// A name, a number, a channel or a report may come to them; none may go or become another,
    /// or the next run would take what has been matched for somebody else's.
    private func markConflicts(_ old: ProviderTerms, _ new: ProviderTerms) -> [CityChangeRefusal] {
        let path = "providers[\(old.id)]"
        func refusal(_ place: String, _ was: String) -> CityChangeRefusal {
            CityChangeRefusal(
                code: .providerChanged, path: "\(path).\(place)",
                ja: "「\(old.id)」の\(place)（\(was)）は記帳に使われたので、変えることも消すこともできません",
                en: "\"\(old.id)\" keeps \(place) (\(was)): the books were made with it")
        }
        var result: [CityChangeRefusal] = []
        if new.method != old.method { result.append(refusal("method", old.method.rawValue)) }
        // Lines that no payment of ours explains are charged as the first channel's.
        if !new.channels.starts(with: old.channels) {
            let was = old.channels.map(\.rawValue).joined(separator: ", ")
            result.append(refusal("channels", was))
        }
        if let lines = old.lineReport, new.lineReport != lines {
            result.append(refusal("reports.lines", lines))
        }
        if let payouts = old.payoutReport, new.payoutReport != payouts {
            result.append(refusal("reports.payouts", payouts))
        }
        result += old.merchantIDs.filter { !new.merchantIDs.contains($0) }
            .map { refusal("merchant_ids", $0) }
        result += old.payerNames.filter { !new.payerNames.contains($0) }
            .map { refusal("payer_names", $0) }
        return result
    }
}
