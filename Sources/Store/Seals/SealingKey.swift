// Seals what must not lie open.

import CSodium

/// Seals bytes (XSalsa20-Poly1305, libsodium's secret box), so that a copy of the database alone does not give them away.
package struct SealingKey: Sendable {
    private let key: [UInt8]

    /// 32 bytes; nil for any other number.
    package init?(key: [UInt8]) {
        guard key.count == crypto_secretbox_keybytes() else { return nil }
        self.key = key
    }

    /// A key of its own for each purpose, derived from the federation's secret.
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

    /// The length of a nonce.
    package static let nonceBytes = crypto_secretbox_noncebytes()

    /// The nonce and what was sealed, in hexadecimal.
    package func seal(_ bytes: [UInt8]) -> String {
        var nonce = [UInt8](repeating: 0, count: SealingKey.nonceBytes)
        randombytes_buf(&nonce, nonce.count)
        return seal(bytes, nonce: nonce)
    }

    /// - Parameter nonce: `nonceBytes` random bytes, which seal nothing else.
    package func seal(_ bytes: [UInt8], nonce: [UInt8]) -> String {
        var sealed = [UInt8](repeating: 0, count: bytes.count + crypto_secretbox_macbytes())
        crypto_secretbox_easy(&sealed, bytes, UInt64(bytes.count), nonce, key)
        return Fingerprint.hexadecimal(nonce + sealed)
    }

    /// Nil where the text was sealed under another key or has been changed.
    package func open(_ text: String) -> [UInt8]? {
        let nonceLength = SealingKey.nonceBytes
        guard let all = Fingerprint.bytes(hexadecimal: text), all.count >= nonceLength + crypto_secretbox_macbytes() else { return nil }
        let sealed = Array(all[nonceLength...])
        var bytes = [UInt8](repeating: 0, count: sealed.count - crypto_secretbox_macbytes())
        guard crypto_secretbox_open_easy(&bytes, sealed, UInt64(sealed.count), Array(all[..<nonceLength]), key) == 0 else { return nil }
        return bytes
    }
}
