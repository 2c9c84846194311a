// Who answers whom.

import Appointments
import Directory
import Identity
import Kernel
import Store
import Web

/// Every question that one room asks of another with no ledger between them, and who answers it.
enum Ports {
    /// Identity asks the directory about organisations and people, and everybody where a role begins its work.
    static func identity(_ database: any Database) -> IdentityPorts {
        IdentityPorts(
            organisationName: { organisation, date in
                try await database.read { try OrganisationStore.organisation(organisation, on: date, in: $0)?.name }
            },
            places: { seat, date in
                try await database.read { connection in try Ports.places(seat, date, connection).map { .init(id: $0.id, name: $0.name) } }
            },
            peopleNamed: { givenName, familyName in
                try await database.read { connection in
                    try connection.all(
                        Person.self,
                        """
                        SELECT id, given_name, family_name, title, registration, profession
                        FROM people
                        WHERE LOWER(given_name) = \(givenName.lowercased()) AND LOWER(family_name) = \(familyName.lowercased())
                        ORDER BY id
                        """
                    ).map { .init(id: $0.id, name: $0.fullName, detail: $0.registration.map(\.stored) ?? $0.profession) }
                }
            },
            addPerson: { id, givenName, familyName, tx in
                try PersonStore.add(Person(id: id, givenName: givenName, familyName: familyName), in: tx)
            },
            home: home
        )
    }

    private static func places(_ seat: Role.Seat, _ date: LocalDate, _ connection: any Connection) throws -> [Organisation] {
        guard let federation = try OrganisationStore.federation(on: date, in: connection) else { return [] }
        switch seat {
        case .practice: return try OrganisationStore.members(of: federation.id, on: date, in: connection)
        case .hub: return try OrganisationStore.organisations(kind: .hub, on: date, in: connection).filter(\.isOpen)
        case .federation: return [federation]
        }
    }

    /// The page on which a role begins its work.
    @Sendable static func home(_ role: Role) -> String {
        switch role {
        case .receptionist: AppointmentsAddresses.desk.path()
        case .practiceManager: "/practice"
        case .practiceClinician: AppointmentsAddresses.messages.path()
        case .hubClinician: AppointmentsAddresses.clinicList.path()
        case .hubCoordinator: AppointmentsAddresses.clinics.path()
        case .financeLead: "/statements"
        case .federationManager, .boardMember: "/board"
        case .systemAdministrator: IdentityAddresses.people.path()
        }
    }
}
