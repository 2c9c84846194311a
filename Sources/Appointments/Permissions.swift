// Who may do what in this room.

import Kernel
import Web

extension Permission {
    static let desk = Permission("appointments book", [.receptionist, .hubCoordinator])
    static let patientView = Permission(
        "patient view", [.receptionist, .practiceManager, .practiceClinician, .hubClinician, .hubCoordinator])
    static let clinicList = Permission("clinic list keep", [.hubClinician, .hubCoordinator])
    static let messages = Permission("messages read", [.receptionist, .practiceManager, .practiceClinician])
    static let clinics = Permission("clinics plan", [.hubCoordinator, .federationManager])
}
