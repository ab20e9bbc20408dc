import Yams

/// What is wrong in a page of configuration.
public struct SettingsFault: Error, Sendable, Hashable, CustomStringConvertible {
    public var line: Int
    public var column: Int
    /// The key that is at fault: `limits.body_bytes`.
    public var path: String
    public var ja: String
    public var en: String

    public var description: String { "\(line):\(column): \(path): \(en)" }
}

/// Reads the page of configuration, strictly: a key that it does not know is a fault.
public struct SettingsReader {
    private var faults: [SettingsFault] = []

    /// - Throws: ``SettingsFaults`` with all that is wrong.
    public static func read(_ yaml: String) throws(SettingsFaults) -> ServiceSettings {
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch {
            throw SettingsFaults(all: [
                SettingsFault(
                    line: 1, column: 1, path: "", ja: "YAML として読めません",
                    en: "it is no YAML")
            ])
        }
        var reader = SettingsReader()
        var settings = ServiceSettings()
        if let root { reader.read(root, &settings) }
        guard reader.faults.isEmpty else { throw SettingsFaults(all: reader.faults) }
        return settings
    }

    private mutating func read(_ root: Node, _ settings: inout ServiceSettings) {
        var page = members(root, "")
        if let listen = text(&page, "listen") {
            if let (host, port) = SettingsReader.address(listen.value) {
                settings.host = host
                settings.port = port
            } else {
                fault(listen.node, "listen", "アドレス:ポート を書きます", "it must be ADDRESS:PORT")
            }
        }
        if let url = text(&page, "public_url") { settings.publicURL = address(url, "public_url") }
        if let tls = page.removeValue(forKey: "tls") {
            var members = members(tls, "tls")
            let certificate = required(&members, "certificate", "tls", tls)
            let key = required(&members, "key", "tls", tls)
            end(members, "tls")
            settings.tls = ServiceSettings.TLS(certificate: certificate, key: key)
        }
        settings.trustsProxy = truth(&page, "behind_proxy") ?? false
        settings.isSandbox = truth(&page, "sandbox") ?? false
        settings.isTraining = truth(&page, "training") ?? false
        if let node = page.removeValue(forKey: "webhooks") { read(node, &settings.webhooks) }
        if let limits = page.removeValue(forKey: "limits") { read(limits, &settings.limits) }
        if let providers = page.removeValue(forKey: "providers") {
            for (id, node) in members(providers, "providers") {
                settings.providers[id] = provider(node, "providers.\(id)")
            }
        }
        end(page, "")
    }

    private mutating func read(_ node: Node, _ limits: inout ServiceLimits) {
        var page = members(node, "limits")
        let fields: [(String, WritableKeyPath<ServiceLimits, Int>)] = [
            ("body_bytes", \.bodyBytes), ("header_bytes", \.headerBytes),
            ("header_fields", \.headerFields), ("head_seconds", \.headSeconds),
            ("body_seconds", \.bodySeconds), ("connections", \.connections), ("burst", \.burst),
            ("requests_per_second", \.requestsPerSecond), ("stop_seconds", \.stopSeconds),
        ]
        for (name, field) in fields {
            guard let found = page.removeValue(forKey: name) else { continue }
            if let number = found.scalar.flatMap({ Int($0.string) }),
                (1...1_000_000_000).contains(number)
            {
                limits[keyPath: field] = number
            } else {
                fault(
                    found, "limits.\(name)", "1 以上の整数を書きます",
                    "it must be a whole number, 1 or more")
            }
        }
        end(page, "limits")
    }

    private mutating func read(_ node: Node, _ webhooks: inout WebhookSettings) {
        var page = members(node, "webhooks")
        webhooks.allowsHTTP = truth(&page, "allow_http") ?? false
        webhooks.authorities = text(&page, "authorities")?.value
        webhooks.proxy = text(&page, "proxy")?.value
        if let found = page.removeValue(forKey: "allow_networks") {
            if let list = found.sequence, list.allSatisfy({ $0.scalar != nil }) {
                webhooks.networks = list.compactMap { $0.scalar?.string }
            } else {
                fault(
                    found, "webhooks.allow_networks", "ネットワークを並べます",
                    "it must be a list of networks")
            }
        }
        if let found = page.removeValue(forKey: "timeout_seconds") {
            if let number = found.scalar.flatMap({ Int($0.string) }), (1...60).contains(number) {
                webhooks.timeoutSeconds = number
            } else {
                fault(
                    found, "webhooks.timeout_seconds", "1 から 60 の整数を書きます",
                    "it must be a whole number from 1 to 60")
            }
        }
        end(page, "webhooks")
    }

    private mutating func provider(_ node: Node, _ path: String) -> ProviderSettings {
        var page = members(node, path)
        let adapter = required(&page, "adapter", path, node)
        let url = text(&page, "url").map { address($0, "\(path).url") }
        if url == nil { missing(node, "\(path).url") }
        let settings = ProviderSettings(
            adapter: adapter, url: url ?? "", merchant: text(&page, "merchant")?.value,
            key: SecretFile(required(&page, "key", path, node)),
            webhookSecrets: secrets(&page, "webhook_secrets", path),
            authorities: text(&page, "authorities")?.value, proxy: text(&page, "proxy")?.value)
        end(page, path)
        return settings
    }

    private mutating func secrets(
        _ page: inout [String: Node], _ name: String, _ path: String
    ) -> [SecretFile] {
        guard let node = page.removeValue(forKey: name) else { return [] }
        guard let list = node.sequence, (1...2).contains(list.count),
            list.allSatisfy({ $0.scalar != nil })
        else {
            fault(node, "\(path).\(name)", "一つか二つのファイル名を並べます", "one or two names of files")
            return []
        }
        return list.compactMap { $0.scalar.map { SecretFile($0.string) } }
    }

    // MARK: - Values

    private mutating func members(_ node: Node, _ path: String) -> [String: Node] {
        guard let mapping = node.mapping else {
            // A page with nothing but comments says nothing.
            if node.null == nil { fault(node, path, "キーと値を書きます", "it must be keys and values") }
            return [:]
        }
        var members: [String: Node] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                fault(key, path, "キーは文字列です", "a key must be a string")
                continue
            }
            members[name] = value
        }
        return members
    }

    private mutating func text(
        _ page: inout [String: Node], _ name: String
    ) -> (value: String, node: Node)? {
        guard let node = page.removeValue(forKey: name) else { return nil }
        guard let text = node.scalar?.string, !text.isEmpty else {
            fault(node, name, "文字列を書きます", "it must be a string")
            return nil
        }
        return (text, node)
    }

    private mutating func required(
        _ page: inout [String: Node], _ name: String, _ path: String, _ parent: Node
    ) -> String {
        if let text = text(&page, name) { return text.value }
        missing(parent, "\(path).\(name)")
        return ""
    }

    private mutating func truth(_ page: inout [String: Node], _ name: String) -> Bool? {
        guard let node = page.removeValue(forKey: name) else { return nil }
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default:
            fault(node, name, "true か false を書きます", "it must be true or false")
            return nil
        }
    }

    /// An address of HTTP without a slash at its end.
    private mutating func address(
        _ url: (value: String, node: Node), _ path: String
    ) -> String {
        if ReturnURL.fault(url.value, isSandbox: true) != nil || url.value.contains("?") {
            fault(url.node, path, "https:// で始まるアドレスを書きます", "it must be an address of HTTP")
        }
        return url.value.hasSuffix("/") ? String(url.value.dropLast()) : url.value
    }

    /// `127.0.0.1:8080`, `[::1]:8080`.
    public static func address(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return host.isEmpty ? nil : (String(host), Int(port))
    }

    private mutating func end(_ page: [String: Node], _ path: String) {
        for (name, node) in page.sorted(by: { $0.key < $1.key }) {
            fault(node, path.isEmpty ? name : "\(path).\(name)", "知らないキーです", "an unknown key")
        }
    }

    private mutating func missing(_ node: Node, _ path: String) {
        fault(node, path, "必要なキーがありません", "it is missing")
    }

    private mutating func fault(_ node: Node, _ path: String, _ ja: String, _ en: String) {
        let mark = node.mark
        faults.append(
            SettingsFault(
                line: mark?.line ?? 1, column: mark?.column ?? 1, path: path, ja: ja, en: en))
    }
}

/// All that is wrong in a page of configuration.
public struct SettingsFaults: Error, Sendable, Hashable {
    public var all: [SettingsFault]
}
