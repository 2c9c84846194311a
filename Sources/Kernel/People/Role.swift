// What a person is trusted to do, and where.

/// A role that a person holds for one organisation and a period. Closed: who may do what, and who meets patients, is one table that is read whole, and
/// the compiler asks about a new role wherever roles are told apart.
package enum Role: String, CaseIterable, Codable, Hashable, Sendable {
    case receptionist
    case practiceManager = "practice-manager"
    case practiceClinician = "practice-clinician"
    case hubClinician = "hub-clinician"
    case hubCoordinator = "hub-coordinator"
    case financeLead = "finance-lead"
    case federationManager = "federation-manager"
    case boardMember = "board-member"
    case systemAdministrator = "system-administrator"

    /// The kind of organisation that the role is held at.
    package enum Seat: String, Codable, Sendable { case practice, hub, federation }

    package var seat: Seat {
        switch self {
        case .receptionist, .practiceManager, .practiceClinician: .practice
        case .hubClinician, .hubCoordinator: .hub
        case .financeLead, .federationManager, .boardMember, .systemAdministrator: .federation
        }
    }

    /// Whether the role may meet patients' details at all; such a role signs in with a one-time passcode as well.
    package var seesPatients: Bool {
        switch self {
        case .receptionist, .practiceManager, .practiceClinician, .hubClinician, .hubCoordinator: true
        case .financeLead, .federationManager, .boardMember, .systemAdministrator: false
        }
    }

    package var title: String {
        switch self {
        case .receptionist: "Receptionist"
        case .practiceManager: "Practice manager"
        case .practiceClinician: "Practice clinician"
        case .hubClinician: "Hub clinician"
        case .hubCoordinator: "Hub coordinator"
        case .financeLead: "Finance lead"
        case .federationManager: "Federation manager"
        case .boardMember: "Board member"
        case .systemAdministrator: "System administrator"
        }
    }
}
