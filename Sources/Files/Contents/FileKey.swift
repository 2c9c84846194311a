// The key that files lie under.

import CSodium
import Store

/// Names contents and seals them, with keys derived from the federation's secret (libsodium's key derivation, BLAKE2b). Whoever has the database alone can
/// neither read a file nor tell that one they know of is among them.
package struct FileKey: Sendable {
    private let naming: [UInt8]
    private let sealing: [UInt8]
    private let drawing: [UInt8]
    /// Tells contents of this key from those of another; gives nothing of it away.
    package let mark: String

    /// The secret's 32 bytes; nil for any other number, and where libsodium cannot start.
    package init?(_ secret: [UInt8]) {
        guard secret.count == Int(crypto_kdf_keybytes()), sodium_init() >= 0 else { return nil }
        func derived(_ number: UInt64) -> [UInt8] {
            var key = [UInt8](repeating: 0, count: 32)
            crypto_kdf_derive_from_key(&key, key.count, number, "cw-files", secret)
            return key
        }
        (naming, sealing, drawing) = (derived(1), derived(2), derived(3))
        mark = String(Fingerprint(of: derived(4)).hex.prefix(16))
    }

    /// HMAC-SHA-256 of a content in lower-case hexadecimal: a hash that nobody without the key can compare with one of their own.
    package func name(of bytes: [UInt8]) -> String {
        var tag = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_bytes()))
        crypto_auth_hmacsha256(&tag, bytes, UInt64(bytes.count), naming)
        return Fingerprint.hexadecimal(tag)
    }

    /// Seals bytes (XChaCha20-Poly1305) so that they open under `label` alone. The nonce, which comes first, follows from label and bytes: the same are
    /// sealed alike, so that writing them again changes nothing, and others never share one.
    func seal(_ bytes: [UInt8], as label: String) -> [UInt8] {
        let label = Array(label.utf8)
        var nonce = [UInt8](repeating: 0, count: Self.nonceBytes)
        let drawn = label + [0] + bytes
        crypto_generichash(&nonce, nonce.count, drawn, UInt64(drawn.count), drawing, drawing.count)
        var sealed = [UInt8](repeating: 0, count: bytes.count + Int(crypto_aead_xchacha20poly1305_ietf_abytes()))
        crypto_aead_xchacha20poly1305_ietf_encrypt(
            &sealed, nil, bytes, UInt64(bytes.count), label, UInt64(label.count), nil, nonce, sealing)
        return nonce + sealed
    }

    /// Nil for what was sealed under another key or label, or was changed.
    func open(_ sealed: [UInt8], as label: String) -> [UInt8]? {
        let overhead = Self.nonceBytes + Int(crypto_aead_xchacha20poly1305_ietf_abytes())
        guard sealed.count >= overhead else { return nil }
        let (nonce, rest) = (Array(sealed[..<Self.nonceBytes]), Array(sealed[Self.nonceBytes...]))
        let label = Array(label.utf8)
        var bytes = [UInt8](repeating: 0, count: sealed.count - overhead)
        let outcome = crypto_aead_xchacha20poly1305_ietf_decrypt(
            &bytes, nil, nil, rest, UInt64(rest.count), label, UInt64(label.count), nonce, sealing)
        return outcome == 0 ? bytes : nil
    }

    private static let nonceBytes = Int(crypto_aead_xchacha20poly1305_ietf_npubbytes())
}
