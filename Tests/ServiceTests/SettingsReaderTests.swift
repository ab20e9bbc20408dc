import Service
import Testing

@Suite("The page of configuration")
struct SettingsReaderTests {
    static let page = """
        listen: 0.0.0.0:8443
        public_url: https://pay.example.jp/
        tls:
          certificate: /etc/suito/cert.pem
          key: /etc/suito/key.pem
        limits:
          body_bytes: 1000
          requests_per_second: 5
        providers:
          paypay-online:
            adapter: paypay
            url: https://apigw.paypay.ne.jp
            merchant: "480000000001999016"
            key: paypay-key
          stripe:
            adapter: stripe
            url: https://api.stripe.com
            key: /etc/suito/stripe-key
            webhook_secrets: [old-secret, /etc/suito/new-secret]
        """

    @Test("All of it is read")
    func whole() throws {
        let settings = try SettingsReader.read(SettingsReaderTests.page)
        #expect(settings.host == "0.0.0.0" && settings.port == 8443)
        #expect(settings.publicURL == "https://pay.example.jp")
        #expect(settings.tls?.key == "/etc/suito/key.pem")
        #expect(settings.limits.bodyBytes == 1000 && settings.limits.requestsPerSecond == 5)
        #expect(settings.limits.headerFields == ServiceLimits().headerFields)
        #expect(settings.providers["paypay-online"]?.merchant == "480000000001999016")
        #expect(settings.providers["stripe"]?.webhookSecrets.count == 2)
        #expect(!settings.isSandbox && !settings.trustsProxy)
    }

    @Test("An empty page is all defaults", arguments: ["", "# nothing\n", "{}"])
    func empty(_ yaml: String) throws {
        #expect(try SettingsReader.read(yaml) == ServiceSettings())
    }

    @Test(
        "A fault is told with its place",
        arguments: [
            ("lisen: 127.0.0.1:1", "lisen", 1), ("\nlisten: here", "listen", 2),
            ("tls:\n  key: a", "tls.certificate", 2),
            ("limits:\n  body_bytes: 0", "limits.body_bytes", 2),
            ("limits:\n  body_bytes: 1.5", "limits.body_bytes", 2),
            ("sandbox: maybe", "sandbox", 1),
            ("public_url: ftp://x", "public_url", 1),
            ("providers:\n  a:\n    adapter: x", "providers.a.url", 3),
            (
                "providers:\n  a: {adapter: x, url: 'https://h', key: k, "
                    + "webhook_secrets: [1, 2, 3]}",
                "providers.a.webhook_secrets", 2
            ), ("- a", "", 1),
        ])
    func faults(_ yaml: String, _ path: String, _ line: Int) {
        let error = #expect(throws: SettingsFaults.self) { try SettingsReader.read(yaml) }
        let found = error?.all.first { $0.path == path }
        #expect(found?.line == line, "\(error?.all.description ?? "")")
    }

    @Test("A secret is a file by its path, or a systemd credential by its name")
    func secrets() {
        #expect(SecretFile("/etc/key").path(credentials: "/run/c") == "/etc/key")
        #expect(SecretFile("key").path(credentials: "/run/c") == "/run/c/key")
        #expect(SecretFile("key").path(credentials: nil) == nil)
    }
}
