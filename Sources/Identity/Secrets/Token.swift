// A secret that only its holder knows.

import Store

/// 32 random bytes in a cookie or a link. The database keeps `hash` alone, so that who reads the database cannot act as anybody.
package struct Token: Hashable, Sendable {
    /// 64 hexadecimal digits.
    package let text: String

    package init(from random: RandomBytes) { text = Fingerprint.hexadecimal(random.draw(32)) }

    /// Nil for what cannot be a token, so that nothing else is ever hashed and looked up.
    package init?(presented text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else { return nil }
        self.text = text
    }

    package var hash: String { Fingerprint(of: text).hex }
}
