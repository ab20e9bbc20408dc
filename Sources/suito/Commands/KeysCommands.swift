import ArgumentParser
import City
import Foundation
import Money
import Office
import Reports
import Sealing
import Settlement

/// `suito keys …`.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "封緘の鍵と証明書、API の鍵 / keys of the seal, and of the API",
        subcommands: [
            KeysDemoCommand.self, KeysImportCommand.self, KeysShowCommand.self,
            APIKeysCommand.self,
        ])
}

/// `suito keys demo --out DIR`.
struct KeysDemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "試用の認証局と封緘の鍵を作る / make a demo authority and seal key",
        discussion: """
            DIR に ca.pem（検証する人に渡すもの）、封緘・会計管理者・時刻認証局の鍵と証明書を作り、\
            --data の帳簿がその鍵で封緘するようにします。本番では suito keys import を使ってください。
            Writes ca.pem, which whoever verifies needs, and keys and certificates of the seal, of \
            an officer and of a timestamp authority; the books of --data seal with them. For real \
            use, import a real key.
            """)

    @Option(help: "出力先 / folder for the files") var out: String
    @Option(help: "鍵の種類 / kind of key: p256 | rsa") var kind = "p256"
    @Option(help: "組織名 / organisation") var organization: String?
    @Flag(help: "鍵を環境変数 SUITO_SEAL_PASSPHRASE で暗号化する / encrypt the keys with it")
    var encrypt = false
    @Flag(help: "前の鍵の引き継ぎなしで / the former key signs nothing") var withoutHandover = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try FilePath.require(out)
        guard ["p256", "rsa"].contains(kind) else {
            throw ValidationError("--kind は p256 か rsa / --kind takes p256 or rsa")
        }
        if encrypt, ProcessInfo.processInfo.environment["SUITO_SEAL_PASSPHRASE"] == nil {
            throw ValidationError("SUITO_SEAL_PASSPHRASE がありません / is not set")
        }
    }

    func run() throws {
        let name =
            try organization
            ?? (Books.exist(in: global.place)
                ? global.books().city.municipality.name : "Suito Demo")
        let passphrase =
            encrypt
            ? ProcessInfo.processInfo.environment["SUITO_SEAL_PASSPHRASE"].map { Passphrase($0) }
            : nil
        let settings = try SealKeys(
            folder: global.folder(), books: global.booksIfAny(),
            isWithoutHandover: withoutHandover
        ).makeDemo(
            in: out, organization: name, kind: kind == "rsa" ? .rsa(bits: 3_072) : .p256,
            passphrase: passphrase, at: Clock.now())
        print(
            global.language(
                "試用の鍵を作りました。検証には \(settings.ca) を使います。",
                "The demo keys are made. Verify with \(settings.ca)."))
    }
}

/// `suito keys import …`.
struct KeysImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "封緘の鍵を設定する、替える / set the key that seals, or change it",
        discussion: """
            鍵は PEM ファイル（--key）か PKCS#11 トークン（--token と --module）にあります。秘密は帳簿に入りません: \
            パスフレーズは --passphrase-file か SUITO_SEAL_PASSPHRASE、PIN は --pin-file か SUITO_SEAL_PIN から読みます。
            The key is in a PEM file or in a PKCS#11 token. No secret goes into the books: the \
            passphrase and the PIN are read from their file or from the environment.

            すでに封緘した日があれば、前の鍵が新しい証明書への引き継ぎに署名し、次のパッケージに入ります。\
            前の鍵を失くしたか期限が切れたなら --without-handover を付けます。検証する人は --signer で新しい証明書を\
            指定することになります。
            Where days are sealed already, the former key signs that it hands on to the new \
            certificate, and the next package carries that. Is the former key lost, or its \
            certificate over, say --without-handover: whoever verifies then names the new \
            certificate by --signer.
            """)

    @OptionGroup var signing: SigningKeyOptions
    @Option(help: "失効リスト / revocation lists (PEM)") var crl: String?
    @Flag(help: "前の鍵の引き継ぎなしで / the former key signs nothing") var withoutHandover = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        var settings = signing.settings
        settings.crl = crl
        let papers = try SealKeys(
            folder: global.folder(), books: global.booksIfAny(),
            isWithoutHandover: withoutHandover
        ).use(settings, at: Clock.now())
        KeysView.tell(papers, global.language)
    }
}

/// Where a key is that signs, and who vouches for it.
struct SigningKeyOptions: ParsableArguments {
    @Option(help: "PEM の鍵 / key file") var key: String?
    @Option(help: "パスフレーズのファイル / file with its passphrase") var passphraseFile: String?
    @Option(help: "PKCS#11 URI (pkcs11:token=…;object=…)") var token: String?
    @Option(help: "PKCS#11 のライブラリ / library of the token") var module: String?
    @Option(help: "PIN のファイル / file with the PIN") var pinFile: String?
    @Flag(name: .customLong("allow-rsa-2048"), help: "カードの RSA 2048 を認める / accept RSA 2048")
    var allowRSA2048 = false
    @Option(help: "証明書と発行者 / its certificate with its issuers (PEM)") var chain: String
    @Option(help: "信頼する認証局 / the roots (PEM)") var ca: String
    @Option(help: "時刻認証局の URL / timestamp authority") var tsa: String?
    @Option(help: "時刻認証局の証明書 / its root (PEM)") var tsaCa: String?

    func validate() throws {
        guard (key == nil) != (token == nil), (token == nil) == (module == nil) else {
            throw ValidationError(
                "--key か、--token と --module を指定してください / give --key, or --token and --module")
        }
        guard (tsa == nil) == (tsaCa == nil) else {
            throw ValidationError("--tsa には --tsa-ca が要ります / --tsa needs --tsa-ca")
        }
    }

    var settings: SealSettings {
        var settings = SealSettings(
            key: key, passphraseFile: passphraseFile, token: nil, chain: chain, ca: ca, crl: nil,
            tsa: nil)
        if let token, let module {
            settings.token = SealSettings.Token(
                uri: token, module: module, pinFile: pinFile,
                allowsRSA2048: allowRSA2048 ? true : nil)
        }
        if let tsa, let tsaCa { settings.tsa = SealSettings.Authority(url: tsa, ca: tsaCa) }
        return settings
    }
}

/// `suito keys show`.
struct KeysShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "いまの封緘の証明書 / the certificate that seals")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        KeysView.tell(try SealSettings.read(in: global.folder()).open(), global.language)
    }
}

private enum KeysView {
    static func tell(_ papers: SealPapers, _ language: Language) {
        let facts = papers.sealer.certificate.facts
        print(language("封緘する証明書: ", "seals with: ") + facts.subject)
        print(language("発行者: ", "issued by: ") + facts.issuer)
        print(language("鍵: ", "key: ") + papers.sealer.key.kind.description)
        print(
            language("期限: ", "until: ") + Moment(seconds: facts.notAfter).description)
        print("SHA-256: \(facts.fingerprint)")
        if let warning = papers.expiry(at: Clock.now()) { say(language(warning)) }
    }
}

/// `suito seal …`.
struct SealCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal", abstract: "連署 / co-signatures", subcommands: [CosignCommand.self])
}

/// `suito seal cosign DIR`.
struct CosignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cosign",
        abstract: "パッケージに連署する（帳簿は不要） / co-sign a package, without the books",
        discussion: """
            パッケージを検証してから、cosign-1.p7s のような新しいファイルを加えます。封緘されたファイルは変わりません。
            The package is verified first; then a new file is added, and nothing sealed changes.
            """)

    @Argument(help: "パッケージ / package") var folder: String
    @OptionGroup var signing: SigningKeyOptions
    @Option(help: "封緘の証明書 / certificate of the seal (PEM)") var signer: [String] = []
    @Option(name: .long, help: "言語 / language: ja | en (default: $LANG)") var lang: String?

    func run() throws {
        let name = try CosignPackage(
            try signing.settings.open(), trust: try TrustFile.read(signing.ca),
            signers: try signer.map(TrustFile.signer), stamp: TimestampExchange.stamp
        ).run(folder, at: Clock.now())
        print("\(folder)/\(name)")
    }
}
