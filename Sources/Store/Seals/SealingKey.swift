// Seals what must not lie open.

import CSodium

/// Seals bytes (XSalsa20-Poly1305, libsodium's secret box), so that a copy of the database alone does not give them away. Each purpose has a key of
/// its own, derived from the federation's secret.
package struct SealingKey: Sendable {
    private let key: [UInt8]

    /// - Parameter purpose: what is sealed, "forms as sent"; another purpose cannot open it.
    package init(secret: [UInt8], purpose: String) {
        var key = [UInt8](repeating: 0, count: crypto_secretbox_keybytes())
        let message = Array(purpose.utf8)
        crypto_generichash(&key, key.count, message, UInt64(message.count), secret, min(secret.count, crypto_generichash_keybytes_max()))
        self.key = key
    }

    /// BLAKE2b of a text under the key, in hexadecimal: tells texts apart, and is of no use to somebody who has the database alone.
    package func mark(of text: String) -> String {
        let bytes = Array(text.utf8)
        var mark = [UInt8](repeating: 0, count: crypto_generichash_bytes())
        crypto_generichash(&mark, mark.count, bytes, UInt64(bytes.count), key, key.count)
        return Fingerprint.hexadecimal(mark)
    }

    /// The nonce and what was sealed, in hexadecimal.
    package func seal(_ bytes: [UInt8]) -> String {
        var nonce = [UInt8](repeating: 0, count: crypto_secretbox_noncebytes())
        randombytes_buf(&nonce, nonce.count)
        var sealed = [UInt8](repeating: 0, count: bytes.count + crypto_secretbox_macbytes())
        crypto_secretbox_easy(&sealed, bytes, UInt64(bytes.count), nonce, key)
        return Fingerprint.hexadecimal(nonce + sealed)
    }

    /// Nil where the text was sealed under another key or has been changed.
    package func open(_ text: String) -> [UInt8]? {
        let nonceLength = crypto_secretbox_noncebytes()
        guard let all = SealingKey.bytes(hex: text), all.count >= nonceLength + crypto_secretbox_macbytes() else { return nil }
        let sealed = Array(all[nonceLength...])
        var bytes = [UInt8](repeating: 0, count: sealed.count - crypto_secretbox_macbytes())
        guard crypto_secretbox_open_easy(&bytes, sealed, UInt64(sealed.count), Array(all[..<nonceLength]), key) == 0 else { return nil }
        return bytes
    }

    private static func bytes(hex: String) -> [UInt8]? {
        let digits = hex.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
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
