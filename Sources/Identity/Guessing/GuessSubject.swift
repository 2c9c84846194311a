// Whom wrong passwords are counted for.

import Store

/// One count: its kind and whom it is about, hashed, so that the table holds no addresses that somebody only tried.
package struct GuessSubject: Hashable, Sendable {
    package let kind: GuessKind
    package let subject: String

    package init(_ kind: GuessKind, _ text: String) {
        self.kind = kind
        subject = Fingerprint(of: text).hex
    }
}
