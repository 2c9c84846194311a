// Who may do what in this room.

import Kernel
import Web

extension Permission {
    static let desk = Permission("appointments book", [.receptionist, .hubCoordinator])
    static let clinicList = Permission("clinic list keep", [.hubClinician, .hubCoordinator])
    static let notHeld = Permission("clinics not held record", [.hubCoordinator])
    static let keptAppointments = Permission(
        "kept appointments view", [.receptionist, .practiceManager, .practiceClinician, .hubCoordinator])
    package static let clinics = Permission("clinics plan", [.hubCoordinator, .federationManager])
}
