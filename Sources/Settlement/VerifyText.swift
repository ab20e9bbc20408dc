public import Money

/// `VERIFY.txt`: how anybody checks a package with stock tools, in Japanese and English.
public enum VerifyText {
    /// - Parameters:
    ///   - sealedAt: the moment for which the certificates are to be looked at.
    ///   - isStamped: a timestamp stands beside the seal.
    ///   - previousDay: the day before, nil in the first package.
    ///   - handedOn: when the former key signed that another seals from now on, nil: none does.
    public static func text(
        day: BookDay, sealedAt: Moment, isStamped: Bool, previousDay: BookDay?,
        handedOn: Moment? = nil
    ) -> String {
        var lines = [
            "決済パッケージ \(day) の検証 / Verifying the settlement package of \(day)",
            "",
            "このフォルダーの中で、次のコマンドを順に実行してください。"
                + "sha256sum と openssl だけで確かめられます。",
            "Run these commands in this folder, one after the other. They need sha256sum and "
                + "openssl only.",
            "",
            "ca.pem は、このパッケージからではなく、市が公表している場所から入手してください。",
            "Take ca.pem from where the city publishes it, not from this package.",
            "",
            "1. ファイルが封緘されたときのままであること / the files are as they were when sealed",
            "",
            "sha256sum -c SHA256SUMS",
            "",
            "2. 市が封緘したこと / the city sealed them",
            "",
            "openssl cms -verify -binary -inform DER -in SHA256SUMS.p7s -content SHA256SUMS "
                + "-CAfile ca.pem -cades -purpose any -attime \(sealedAt.seconds) -out /dev/null",
            "",
        ]
        if isStamped {
            lines += [
                "3. その時刻に存在したこと（tsa-ca.pem は時刻認証局の証明書）"
                    + " / they existed then (tsa-ca.pem is the timestamp authority's root)",
                "",
                "openssl ts -verify -data SHA256SUMS.p7s -in SHA256SUMS.p7s.tsr "
                    + "-CAfile tsa-ca.pem -attime \(sealedAt.seconds)",
                "openssl ts -reply -in SHA256SUMS.p7s.tsr -text",
                "",
            ]
        }
        let number = isStamped ? "4" : "3"
        if let previousDay {
            lines += [
                "\(number). 前日から続いていること。二つの出力が同じであること"
                    + " / it continues the day before: both print the same",
                "",
                "sed -n 's/^# prev //p' SHA256SUMS",
                "sha256sum ../\(previousDay)/SHA256SUMS | cut -c 1-64",
                "",
            ]
        } else {
            lines += [
                "\(number). 最初の日であること（64個の0） / it is the first day: 64 zeros",
                "",
                "sed -n 's/^# prev //p' SHA256SUMS",
                "",
            ]
        }
        if let handedOn { lines += handover(at: handedOn, number: isStamped ? 5 : 4) }
        lines += [
            "連署（cosign-1.p7s など）は、2. の SHA256SUMS.p7s をその名前に替えて確かめます。",
            "Co-signatures (cosign-1.p7s …): as 2, with that name instead of SHA256SUMS.p7s.",
        ]
        return lines.map { $0 + "\n" }.joined()
    }

    private static func handover(at moment: Moment, number: Int) -> [String] {
        [
            "\(number). 封緘の鍵が替わり、前の鍵がそれを認めたこと。二つずつ同じであること"
                + " / the seal came to another key, and the former key says so: the same, twice",
            "",
            "openssl cms -verify -binary -inform DER -in handover.txt.p7s -content handover.txt "
                + "-CAfile ca.pem -cades -purpose any -attime \(moment.seconds) -out /dev/null "
                + "-signer former.pem",
            "openssl x509 -in former.pem -outform DER | sha256sum | cut -c 1-64",
            "sed -n 's/^from //p' handover.txt",
            "openssl x509 -in chain.pem -outform DER | sha256sum | cut -c 1-64",
            "sed -n 's/^to //p' handover.txt",
            "",
        ]
    }
}
