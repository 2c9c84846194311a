// The key that passcode secrets lie under.

import CSodium

/// Seals passcode secrets (XSalsa20-Poly1305, libsodium's secret box), so that a copy of the database alone yields no passcodes. Kept apart from
/// the database: in the configuration or in the data directory.
package struct PasscodeKey: Sendable {
    private let bytes: [UInt8]

    /// 32 bytes; nil for any other number.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == crypto_secretbox_keybytes() else { return nil }
        self.bytes = bytes
    }

    /// 64 hexadecimal digits, as in a setting or a key file; nil for anything else.
    package init?(hex: String) {
        guard let bytes = Sodium.bytes(hex: hex) else { return nil }
        self.init(bytes)
    }

    package init?(from random: RandomBytes) { self.init(random.draw(32)) }

    /// For a key file that only the product's own user may read.
    package var hex: String { Sodium.hex(bytes) }

    /// The nonce and the sealed secret, in hexadecimal.
    func seal(_ secret: [UInt8], random: RandomBytes) -> String {
        let nonce = random.draw(crypto_secretbox_noncebytes())
        var sealed = [UInt8](repeating: 0, count: secret.count + crypto_secretbox_macbytes())
        crypto_secretbox_easy(&sealed, secret, UInt64(secret.count), nonce, bytes)
        return Sodium.hex(nonce + sealed)
    }

    /// Nil where the text was sealed under another key or has been changed.
    func open(_ text: String) -> [UInt8]? {
        let nonceLength = crypto_secretbox_noncebytes()
        guard let all = Sodium.bytes(hex: text), all.count >= nonceLength + crypto_secretbox_macbytes() else { return nil }
        let sealed = Array(all[nonceLength...])
        var secret = [UInt8](repeating: 0, count: sealed.count - crypto_secretbox_macbytes())
        guard crypto_secretbox_open_easy(&secret, sealed, UInt64(sealed.count), Array(all[..<nonceLength]), bytes) == 0 else { return nil }
        return secret
    }

    /// Recovery codes are stored under the key as well: they are short enough to be worth guessing from a stolen copy.
    func hash(recoveryCode: String) -> String { Sodium.authentication(of: recoveryCode, under: bytes) }
}
