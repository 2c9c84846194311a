// What operations say after a change.

import Web

enum OperationsNotice: String, RoomNotice {
    case jobAgain = "job-again"
    case messageAgain = "message-again"

    var notice: Notice {
        switch self {
        case .jobAgain: Notice("It will be tried again", "Come back in a minute to see how it went.")
        case .messageAgain: Notice("It will be sent again", "Come back in a minute to see how it went.")
        }
    }
}
