// What people are told about, and how often.

import Kernel
import Store

/// How often a person wants to be told of one kind of thing.
package enum Rhythm: String, CaseIterable, Codable, Hashable, Sendable, SQLBindable {
    case atOnce = "at-once"
    /// In one message with whatever else came up, each morning.
    case daily
    /// The same, on Monday mornings.
    case weekly
    case off

    package var title: String {
        switch self {
        case .atOnce: "At once"
        case .daily: "Once a day"
        case .weekly: "Once a week"
        case .off: "Not at all"
        }
    }
}

/// A kind of notice, of which a person may choose how often it comes. Owned by the room that tells people about it.
package struct NoticeKind: Hashable, Sendable {
    /// Stored with each notice and each choice, so it never changes: "action reminders".
    package let key: String
    package let title: String
    /// One sentence: when such a notice comes.
    package let explanation: String
    /// How often it comes to somebody who chose nothing; the first of what may be chosen.
    package let choices: [Rhythm]
    /// Whether it comes in quiet hours too.
    package let isUrgent: Bool

    package init(_ key: String, title: String, explanation: String, choices: [Rhythm], isUrgent: Bool = false) {
        self.key = key
        self.title = title
        self.explanation = explanation
        self.choices = choices.isEmpty ? [.atOnce] : choices
        self.isUrgent = isUrgent
    }

    /// Each kind once, by title.
    package static func list(_ kinds: [NoticeKind]) -> [NoticeKind] {
        Set(kinds).sorted { ($0.title, $0.key) < ($1.title, $1.key) }
    }

    package var standard: Rhythm { choices[0] }
    package var hasChoice: Bool { choices.count > 1 }
}
