// SHA-256, from libsodium.

import CSodium

/// SHA-256 (FIPS 180-4) of bytes, in lower-case hexadecimal.
package struct Fingerprint: Hashable, Sendable {
    package let hex: String

    /// As much of it as a form carries.
    package var mark: String { String(hex.prefix(32)) }

    package init(of text: String) {
        var text = text
        hex = text.withUTF8 { Fingerprint.hex($0) }
    }

    package init(of bytes: [UInt8]) {
        hex = bytes.withUnsafeBufferPointer { Fingerprint.hex($0) }
    }

    private static func hex(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_bytes()))
        crypto_hash_sha256(&digest, bytes.baseAddress, UInt64(bytes.count))
        return hexadecimal(digest)
    }

    /// Two lower-case digits a byte.
    package static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            for (index, byte) in bytes.enumerated() {
                buffer[index * 2] = digits[Int(byte >> 4)]
                buffer[index * 2 + 1] = digits[Int(byte & 15)]
            }
            return bytes.count * 2
        }
    }

    /// Digits of either case; nil for anything else.
    package static func bytes(hexadecimal text: String) -> [UInt8]? {
        let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}

/// SHA-256 of bytes that come piece by piece, for files too large to hold.
package struct RunningFingerprint {
    private var state = crypto_hash_sha256_state()

    package init() { crypto_hash_sha256_init(&state) }

    package mutating func update(_ bytes: [UInt8]) {
        crypto_hash_sha256_update(&state, bytes, UInt64(bytes.count))
    }

    package mutating func finish() -> Fingerprint {
        var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_bytes()))
        crypto_hash_sha256_final(&state, &digest)
        return Fingerprint(hex: Fingerprint.hexadecimal(digest))
    }
}

extension Fingerprint {
    fileprivate init(hex: String) { self.hex = hex }
}
