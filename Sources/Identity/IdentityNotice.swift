// What Identity's pages say after a change.

import Web

enum IdentityNotice: String, RoomNotice {
    case preferencesSaved = "notice-preferences-saved"

    var notice: Notice {
        switch self {
        case .preferencesSaved: Notice("Saved", "What has come up already still comes as it was to.")
        }
    }
}
