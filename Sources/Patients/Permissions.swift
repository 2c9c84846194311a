// Who may do what in this room.

import Kernel
import Web

extension Permission {
    package static let patientView = Permission(
        "patient view", [.receptionist, .practiceManager, .practiceClinician, .hubClinician, .hubCoordinator])
    static let patientRegister = Permission("patient register", [.receptionist, .hubCoordinator])
    static let patientChange = Permission("patient change", [.receptionist, .hubCoordinator])
}
