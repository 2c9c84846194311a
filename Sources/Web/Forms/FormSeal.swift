// Keeps what was typed, sealed.

import Kernel
import Store

/// Seals the fields of a form as sent; only a server of the same federation can open them.
package struct FormSeal: Sendable {
    private let key: SealingKey

    package init(secret: [UInt8]) { key = SealingKey(secret: secret, purpose: "forms as typed") }

    /// A mark of what was typed that nobody without the key can try guesses on.
    func mark(_ text: String) -> String { key.mark(of: text) }

    /// Under which name the draft of a form lies: whoever has the database alone cannot tell which form it is.
    func place(of address: String) -> String { key.mark(of: "draft of \(address)") }

    func seal(_ fields: Fields) -> String { key.seal(Array(fields.encoded.utf8)) }

    /// No fields where the text was sealed under another key.
    func open(_ text: String) -> Fields { key.open(text).flatMap { try? FormDecoding.fields($0) } ?? Fields() }
}
