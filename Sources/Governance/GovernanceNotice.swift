// What this room's pages say after a change.

import Web

enum GovernanceNotice: String, RoomNotice {
    case consentGiven = "consent-given"
    case consentWithdrawn = "consent-withdrawn"
    case termsPublished = "terms-published"

    var notice: Notice {
        switch self {
        case .consentGiven: Notice("Your practice has agreed", "It takes part from the day you chose. You can withdraw at any time.")
        case .consentWithdrawn:
            Notice("Your practice has withdrawn", "It takes part until the day you chose, and can return by agreeing again.")
        case .termsPublished: Notice("The terms are published", "Each practice is now asked to read them and to agree.")
        }
    }
}
