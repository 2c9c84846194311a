// Hashes, boxes and chance, by libsodium.

import CSodium

/// The few libsodium calls that signing in needs. The library picks its fastest code at the first call; all calls are thread-safe after that.
enum Sodium {
    /// False where libsodium could not start; then nothing here may be trusted, and `IdentitySettings` refuses to be made.
    static let isReady = sodium_init() >= 0

    static func random(_ count: Int) -> [UInt8] {
        guard isReady else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }

    static func sha256(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var digest = [UInt8](repeating: 0, count: crypto_hash_sha256_bytes())
        crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
        return hex(digest)
    }

    /// HMAC-SHA-256 of `text` under a key of 32 bytes, in hexadecimal.
    static func authentication(of text: String, under key: [UInt8]) -> String {
        let bytes = Array(text.utf8)
        var tag = [UInt8](repeating: 0, count: crypto_auth_hmacsha256_bytes())
        crypto_auth_hmacsha256(&tag, bytes, UInt64(bytes.count), key)
        return hex(tag)
    }

    /// Whether two texts are the same, in a time that does not depend on where they differ.
    static func same(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        return left.count == right.count && sodium_memcmp(left, right, left.count) == 0
    }

    static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    static func bytes(hex: String) -> [UInt8]? {
        let digits = hex.utf8.map { byte -> UInt8? in Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init) }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}

/// Where unguessable bytes come from; a parameter, so that the demonstration can be made again from its seed.
package struct RandomBytes: Sendable {
    package let draw: @Sendable (Int) -> [UInt8]

    package init(draw: @escaping @Sendable (Int) -> [UInt8]) { self.draw = draw }

    /// The operating system's, through libsodium.
    package static let system = RandomBytes { Sodium.random($0) }
}
