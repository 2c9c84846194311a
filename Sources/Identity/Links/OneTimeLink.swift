// A link that works once.

import Kernel

/// Sent by email to let somebody set a password without one. Closed: each lets somebody in, and a link to anything else is another noun.
package enum LinkPurpose: String, Codable, Hashable, Sendable {
    case invitation
    case reset

    /// In minutes: a week for somebody who may be away, an hour for somebody who waits.
    package var validMinutes: Int {
        switch self {
        case .invitation: 7 * 24 * 60
        case .reset: 60
        }
    }

    package var validWords: String {
        switch self {
        case .invitation: "7 days"
        case .reset: "1 hour"
        }
    }
}

/// A link that is still good: whose it is and what for.
package struct OpenLink: Decodable, Hashable, Sendable {
    package let account: AccountID
    package let purpose: LinkPurpose
    package let displayName: String
    package let email: EmailAddress
}
