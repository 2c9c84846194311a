// What Identity's pages say after a change.

import Web

enum IdentityNotice: String, RoomNotice {
    case preferencesSaved = "notice-preferences-saved"
    case invited = "account-invited"
    case linkSent = "account-link-sent"
    case roleGiven = "role-given"
    case roleEnded = "role-ended"
    case signedOutEverywhere = "account-signed-out"
    case accountDisabled = "account-disabled"
    case accountEnabled = "account-enabled"
    case passcodeRemoved = "passcode-removed"

    var notice: Notice {
        switch self {
        case .invited: Notice("The invitation is on its way", "The link in it works for \(LinkPurpose.invitation.validWords).")
        case .linkSent: Notice("A link is on its way by email")
        case .roleGiven: Notice("The role has been given")
        case .roleEnded: Notice("The role has ended", "Whoever was acting in it is put out with their next click.")
        case .signedOutEverywhere: Notice("The person has been signed out on every device")
        case .accountDisabled: Notice("The account is disabled", "The person has been signed out everywhere.")
        case .accountEnabled: Notice("The account is enabled")
        case .passcodeRemoved: Notice("The passcode has been taken away", "The person sets up a new one when they next sign in.")
        case .preferencesSaved: Notice("Saved", "What has come up already still comes as it was to.")
        }
    }
}
