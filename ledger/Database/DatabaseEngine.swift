/// The two engines under the port.
public enum DatabaseEngine: String, Sendable, Hashable, CaseIterable {
    /// One file, in this process.
    case sqlite
    /// A server, shared by several instances.
    case postgresql
}
