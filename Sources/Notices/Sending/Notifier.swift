// The one way in which rooms tell people.

import Kernel
import Store

package enum Notifier {
    /// Tells a person, in the transaction that gives reason to. A second telling under the same key is none: `key` names what it is about among all
    /// that the template tells, "2026-11-30 0193…". False where the person was told already or chose not to be. The transaction's writer audits
    /// the act that gave reason.
    @discardableResult
    package static func tell<Template: NoticeTemplate>(
        _ person: PersonID, _ template: Template, once key: String, by channel: ChannelKind = .email, in tx: Transaction
    ) throws -> Bool {
        let kind = Template.kind
        let once = "\(Template.key): \(key)"
        let rhythm = try PreferenceStore.rhythm(of: kind, for: person, in: tx)
        let told = try tx.value(Int.self, "SELECT 1 FROM notices WHERE person = \(person) AND once_key = \(once)")
        guard rhythm != .off, told == nil else { return false }
        let quiet = try PreferenceStore.quietHours(of: person, in: tx)
        let message = try message(for: person, by: channel, rhythm, isUrgent: kind.isUrgent, quiet: quiet, in: tx)
        try tx.execute(
            """
            INSERT INTO notices (id, message, person, once_key, template, kind, subject, body, path, written_at)
            VALUES (\(ID<NoticeLine>(at: tx.instant)), \(message), \(person), \(once), \(Template.key), \(kind.key), \(template.subject),
                \(template.body), \(template.path), \(tx.instant))
            ON CONFLICT DO NOTHING
            """)
        return true
    }

    // A summary that is being sent while this is told takes nothing in any more: the next one does.
    private static func message(
        for person: PersonID, by channel: ChannelKind, _ rhythm: Rhythm, isUrgent: Bool, quiet: QuietHours, in tx: Transaction
    ) throws -> ID<OutgoingMessage> {
        var due = NoticeRules.due(rhythm, isUrgent: isUrgent, quiet: quiet, at: tx.instant)
        while true {
            if let message = try MessageStore.open(for: person, by: channel, rhythm, due: due, in: tx) { return message }
            due = NoticeRules.due(rhythm, isUrgent: isUrgent, quiet: quiet, at: due)
        }
    }
}
