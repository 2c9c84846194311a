// Where messages live, and who reads them.

import Kernel
import Web

package enum MessageAddresses {
    package static let messages = Address("/messages")
    package static let message = Address("/messages/{message}")
    package static let messageClosing = Address("/messages/{message}/closing")
}

extension Permission {
    static let messages = Permission("messages read", [.receptionist, .practiceManager, .practiceClinician])
}

enum MessageNotice: String, RoomNotice {
    case messageClosed = "message-closed"

    var notice: Notice {
        switch self {
        case .messageClosed: Notice("The message is closed", "It is kept under Closed.")
        }
    }
}
