public import Money

/// `manifest.json`: what a package is, what it sums up to, and what it continues.
public struct Manifest: Sendable {
    /// The form of the whole package.
    public static let format = "suito-settlement-1"

    public struct Municipality: Sendable {
        public var code: String
        public var name: String
        public var nameEnglish: String

        public init(code: String, name: String, nameEnglish: String) {
            self.code = code
            self.name = name
            self.nameEnglish = nameEnglish
        }
    }

    /// The tree of vouchers before and after the day's.
    public struct Tree: Sendable {
        public var size: Int64
        /// Base64, as in the checkpoint.
        public var root: String
        public var previousSize: Int64
        public var previousRoot: String
        /// Roots of the perfect subtrees that make up the former tree, largest first, base64: with
        /// them `journal.csv` alone leads to the root.
        public var frontier: [String]

        public init(
            size: Int64, root: String, previousSize: Int64, previousRoot: String,
            frontier: [String]
        ) {
            self.size = size
            self.root = root
            self.previousSize = previousSize
            self.previousRoot = previousRoot
            self.frontier = frontier
        }
    }

    public struct File: Sendable {
        public var name: String
        public var bytes: Int64

        public init(name: String, bytes: Int64) {
            self.name = name
            self.bytes = bytes
        }
    }

    public var municipality: Municipality
    public var day: BookDay
    /// The day's number, from 1 on the day the books began.
    public var number: Int
    public var closedAt: Moment
    public var closedBy: String
    public var software: String
    /// Through which day reconciliation had looked.
    public var reconciledThrough: BookDay
    /// SHA-256 of the former day's `SHA256SUMS`.
    public var previous: String
    /// The running hash of the books as the closing left it, hexadecimal.
    public var booksHash: String
    /// SHA-256 of the certificate that seals, hexadecimal.
    public var sealCertificate: String
    /// That of the former day's, where it was another: the seal was handed on.
    public var previousSealCertificate: String?
    /// A timestamp stands beside the seal.
    public var isStamped: Bool
    public var tree: Tree
    public var totals: PackageTotals
    public var files: [File]

    public init(
        municipality: Municipality, day: BookDay, number: Int, closedAt: Moment, closedBy: String,
        software: String, reconciledThrough: BookDay, previous: String, booksHash: String,
        sealCertificate: String, previousSealCertificate: String?, isStamped: Bool,
        tree: Tree, totals: PackageTotals, files: [File]
    ) {
        self.municipality = municipality
        self.day = day
        self.number = number
        self.closedAt = closedAt
        self.closedBy = closedBy
        self.software = software
        self.reconciledThrough = reconciledThrough
        self.previous = previous
        self.booksHash = booksHash
        self.sealCertificate = sealCertificate
        self.previousSealCertificate = previousSealCertificate
        self.isStamped = isStamped
        self.tree = tree
        self.totals = totals
        self.files = files
    }
}

extension Manifest {
    /// One JSON object, ending with a line feed; the same manifest is the same bytes.
    public var text: String {
        JSONText.document { json in
            json.object { json in
                json.member("format", Manifest.format)
                json.key("municipality")
                json.object { json in
                    json.member("code", municipality.code)
                    json.member("name", municipality.name)
                    json.member("name_en", municipality.nameEnglish)
                }
                json.member("day", day.description)
                json.member("number", number)
                json.member("closed_at", closedAt.description)
                json.member("closed_by", closedBy)
                json.member("software", software)
                json.member("reconciled_through", reconciledThrough.description)
                json.member("previous", previous)
                json.member("books_hash", booksHash)
                json.key("seal")
                json.object { json in
                    json.member("certificate_sha256", sealCertificate)
                    json.member("previous_certificate_sha256", previousSealCertificate)
                    json.member("timestamped", isStamped)
                }
                appendTree(&json)
                appendTotals(&json)
                json.key("files")
                json.array(files) { json, file in
                    json.object { json in
                        json.member("name", file.name)
                        json.member("bytes", file.bytes)
                    }
                }
            }
        } + "\n"
    }

    private func appendTree(_ json: inout JSONText) {
        json.key("tree")
        json.object { json in
            json.member("size", tree.size)
            json.member("root", tree.root)
            json.member("previous_size", tree.previousSize)
            json.member("previous_root", tree.previousRoot)
            json.key("frontier")
            json.array(tree.frontier) { json, hash in json.value(hash) }
        }
    }

    private func appendTotals(_ json: inout JSONText) {
        json.key("vouchers")
        json.object { json in
            json.member("count", totals.vouchers)
            json.member("transfers", totals.transfers)
            json.key("first_sequence")
            json.value(orNull: totals.firstSequence)
            json.key("last_sequence")
            json.value(orNull: totals.lastSequence)
        }
        sums("funds", "fund", totals.moved, &json)
        sums("payments", "event", totals.payments, &json)
        sums("providers", "provider", totals.providers, &json)
        sums("offices", "office", totals.offices, &json)
        sums("payouts", "status", totals.payouts, &json)
        sums("exceptions", "state", totals.exceptions, &json)
        json.key("revenue")
        json.object { json in
            json.member("rows", totals.revenueRows)
            for (name, amount) in totals.revenue.sorted(by: { $0.key < $1.key }) {
                json.member(name, amount.value)
            }
        }
    }

    private func sums(
        _ key: String, _ name: String, _ sums: [String: PackageTotals.Sum], _ json: inout JSONText
    ) {
        json.key(key)
        json.array(sums.sorted { $0.key < $1.key }) { json, entry in
            json.object { json in
                json.member(name, entry.key)
                json.member("count", entry.value.count)
                json.member("amount", entry.value.amount.value)
            }
        }
    }
}
