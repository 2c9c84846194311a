// Codes and chance, by libsodium.

import CSodium
import Store

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

    /// HMAC-SHA-256 of `text` under a key of 32 bytes, in hexadecimal.
    static func authentication(of text: String, under key: [UInt8]) -> String {
        let bytes = Array(text.utf8)
        var tag = [UInt8](repeating: 0, count: crypto_auth_hmacsha256_bytes())
        crypto_auth_hmacsha256(&tag, bytes, UInt64(bytes.count), key)
        return Fingerprint.hexadecimal(tag)
    }

    /// Whether two texts are the same, in a time that does not depend on where they differ.
    static func same(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        return left.count == right.count && sodium_memcmp(left, right, left.count) == 0
    }
}

/// Where unguessable bytes come from; a parameter, so that the demonstration can be made again from its seed.
package struct RandomBytes: Sendable {
    package let draw: @Sendable (Int) -> [UInt8]

    package init(draw: @escaping @Sendable (Int) -> [UInt8]) { self.draw = draw }

    /// The operating system's, through libsodium.
    package static let system = RandomBytes { Sodium.random($0) }
}
