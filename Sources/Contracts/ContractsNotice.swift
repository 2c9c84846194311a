// What this room's pages say after a change.

import Web

enum ContractsNotice: String, RoomNotice {
    case receiptRecorded = "receipt-recorded"
    case receiptTakenBack = "receipt-taken-back"

    var notice: Notice {
        switch self {
        case .receiptRecorded: Notice("The receipt is recorded")
        case .receiptTakenBack: Notice("The receipt is taken back", "The commissioner owes it again.")
        }
    }
}
