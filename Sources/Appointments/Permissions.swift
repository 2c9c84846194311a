// Who may do what in this room.

import Kernel
import Web

extension Permission {
    static let desk = Permission("appointments book", [.receptionist, .hubCoordinator])
    static let clinicList = Permission("clinic list keep", [.hubClinician, .hubCoordinator])
    static let notHeld = Permission("clinics not held record", [.hubCoordinator])
    static let keptAppointments = Permission(
        "kept appointments view", [.receptionist, .practiceManager, .practiceClinician, .hubCoordinator])
    /// Wording and red flags: who writes them and who checks them; `NeedRules.approval` says that these are two people.
    static let needs = Permission("needs review", [.federationManager, .hubClinician])
    package static let clinics = Permission("clinics plan", [.hubCoordinator, .federationManager])
}
