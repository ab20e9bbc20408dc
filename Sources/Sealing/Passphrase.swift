import COpenSSL

/// A passphrase or a PIN: it is never shown, and its bytes are wiped when nobody holds it.
public final class Passphrase: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Sendable: written once, before anybody else can see it, and wiped after everybody has left.
    private nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer

    /// - Parameter text: UTF-8, up to 1,024 bytes as OpenSSL takes them.
    public init(_ text: String) {
        let utf8 = Array(text.utf8)
        bytes = .allocate(byteCount: utf8.count, alignment: 1)
        bytes.copyBytes(from: utf8)
    }

    deinit {
        OPENSSL_cleanse(bytes.baseAddress, bytes.count)
        bytes.deallocate()
    }

    public var description: String { "(secret)" }
    public var debugDescription: String { "(secret)" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    func withBytes<Answer>(_ body: (UnsafeRawBufferPointer) -> Answer) -> Answer {
        body(UnsafeRawBufferPointer(bytes))
    }

    /// Answers OpenSSL's question for a passphrase: the opaque pointer is that of a `Passphrase`.
    ///
    /// Always given, so that OpenSSL never asks at the terminal.
    static let callback:
        @convention(c) (
            UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?
        ) -> Int32 = { buffer, size, _, opaque in
            guard let buffer, let opaque else { return -1 }
            let passphrase = Unmanaged<Passphrase>.fromOpaque(opaque).takeUnretainedValue()
            return passphrase.withBytes { bytes in
                guard bytes.count <= Int(size) else { return -1 }
                UnsafeMutableRawBufferPointer(start: buffer, count: Int(size)).copyMemory(
                    from: bytes)
                return Int32(bytes.count)
            }
        }
}
