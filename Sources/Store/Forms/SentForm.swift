// A form is acted upon once.

import Kernel

/// A form as it was sent: the key that it was shown with, and what it said. A second sending of the same leads where the first one led; another
/// content under the same key is refused, so that nothing changed is thrown away as a double click.
package struct SentForm: Hashable, Sendable {
    package let key: OnceKey
    /// Tells one content from another: a mark of what was typed.
    package let content: String
    /// What was typed, sealed, to be shown beside another content; "" where none is kept.
    package let sealed: String

    package init(key: OnceKey, content: String, sealed: String = "") {
        self.key = key
        self.content = content
        self.sealed = sealed
    }

    /// Where the first sending led; nil where there was none.
    /// - Throws: `SentBefore` where the first sending said something else.
    package func outcome(for account: AccountID?, in connection: any Connection) throws -> String? {
        guard !key.stored.isEmpty else { return nil }
        let row = try connection.first(
            Settled.self,
            "SELECT outcome, content, sealed FROM settled_forms WHERE once_key = \(key.stored) AND account = \(account?.stored ?? "")")
        guard let row else { return nil }
        // Rows from before contents were kept say nothing of theirs.
        guard row.content.isEmpty || row.content == content else { throw SentBefore(outcome: row.outcome, sealed: row.sealed) }
        return row.outcome
    }

    private struct Settled: Decodable {
        let outcome: String
        let content: String
        let sealed: String
    }
}

/// The form was sent before, with another content, and that was saved.
package struct SentBefore: Error, Hashable, Sendable {
    /// Where the first sending led.
    package let outcome: String
    /// What the first sending said, sealed.
    package let sealed: String
}

extension Transaction {
    /// Does `act` once for a form; a second sending of the same content is given the first one's outcome.
    /// The key is claimed by an insertion: looking for a row that is not there would put every two forms of one moment in each other's way.
    /// - Throws: `SentBefore` where the first sending said something else.
    package func once(_ form: SentForm, _ act: () throws -> String) throws -> String {
        // A request without a key, which no page of ours sends, is taken as it comes.
        guard !form.key.stored.isEmpty else { return try act() }
        let account = actor.account?.stored ?? ""
        let claims = try connection.execute(
            "INSERT INTO form_claims (once_key, account, claimed_at) VALUES (\(form.key.stored), \(account), \(instant)) ON CONFLICT DO NOTHING")
        trail.formRows += claims
        if claims == 0, let outcome = try form.outcome(for: actor.account, in: connection) { return outcome }
        let outcome = try act()
        trail.formRows += try connection.execute(
            """
            INSERT INTO settled_forms (once_key, account, outcome, settled_at, content, sealed)
            VALUES (\(form.key.stored), \(account), \(outcome), \(instant), \(form.content), \(form.sealed))
            """)
        return outcome
    }
}
