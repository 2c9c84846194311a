// The key that passcode secrets lie under.

import Store

/// Seals passcode secrets, so that a copy of the database alone yields no passcodes. Kept apart from the database: in the configuration or in the
/// data directory.
package struct PasscodeKey: Sendable {
    private let bytes: [UInt8]
    private let box: SealingKey

    /// 32 bytes; nil for any other number.
    package init?(_ bytes: [UInt8]) {
        guard let box = SealingKey(key: bytes) else { return nil }
        (self.bytes, self.box) = (bytes, box)
    }

    /// 64 hexadecimal digits, as in a setting or a key file; nil for anything else.
    package init?(hex: String) {
        guard let bytes = Fingerprint.bytes(hexadecimal: hex) else { return nil }
        self.init(bytes)
    }

    package init?(from random: RandomBytes) { self.init(random.draw(32)) }

    /// For a key file that only the product's own user may read.
    package var hex: String { Fingerprint.hexadecimal(bytes) }

    /// The nonce and the sealed secret, in hexadecimal.
    func seal(_ secret: [UInt8], random: RandomBytes) -> String { box.seal(secret, nonce: random.draw(SealingKey.nonceBytes)) }

    /// Nil where the text was sealed under another key or has been changed.
    func open(_ text: String) -> [UInt8]? { box.open(text) }

    /// Recovery codes are stored under the key as well: they are short enough to be worth guessing from a stolen copy.
    func hash(recoveryCode: String) -> String { Sodium.authentication(of: recoveryCode, under: bytes) }
}
