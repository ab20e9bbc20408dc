/// CRC-16/CCITT-FALSE: polynomial 0x1021, initial value 0xFFFF, nothing reflected or inverted.
///
/// QR payment codes of the EMV family carry it as their last part; ``ElQRCode`` writes it as five
/// decimal digits. Its catalogued check value over `123456789` is 0x29B1.
public enum CRC16 {
    public static func checksum(of bytes: some Sequence<UInt8>) -> UInt16 {
        var register: UInt16 = 0xFFFF
        for byte in bytes {
            register ^= UInt16(byte) << 8
            for _ in 0..<8 {
                register = register & 0x8000 != 0 ? (register << 1) ^ 0x1021 : register << 1
            }
        }
        return register
    }
}
