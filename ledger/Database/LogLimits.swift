/// How long the write-ahead log may grow.
///
/// A reader that stays on one snapshot for long holds the log back, whatever these say: it is cut
/// once that reader has ended.
public struct LogLimits: Sendable, Hashable {
    /// From here on the log is moved into the file, beside the writing.
    public var markBytes: Int
    /// From here on the writer itself moves it, and waits a second for readers to let it.
    public var boundBytes: Int

    public init(markBytes: Int, boundBytes: Int) {
        self.markBytes = markBytes
        self.boundBytes = boundBytes
    }

    /// 8 and 256 MiB: a commit waits at most for the moving of 8, some ten milliseconds.
    public static let standard = LogLimits(markBytes: 8 << 20, boundBytes: 256 << 20)
}
