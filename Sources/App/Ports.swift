// Who answers whom.

import Activity
import Appointments
import Board
import Contracts
import Directory
import Finance
import Governance
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
            lineage: { organisation, date, connection in try OrganisationStore.lineage(of: organisation, on: date, in: connection) },
            places: { seat, date in
                try await database.read { connection in try places(seat, date, connection).map { .init(id: $0.id, name: $0.name) } }
            },
            peopleNamed: { givenName, familyName in
                try await database.read { connection in
                    try namesakes(givenName, familyName, connection)
                        .map { .init(id: $0.id, name: $0.fullName, detail: $0.registration.map(\.stored) ?? $0.profession) }
                }
            },
            addPerson: { id, givenName, familyName, tx in
                try PersonStore.add(Person(id: id, givenName: givenName, familyName: familyName), in: tx)
            },
            home: home)
    }

    /// Appointments ask contracts under which contract a clinic is held, and how much is owed by today's knowledge.
    static func contractsOfClinics(_ clock: Clock) -> ContractPort {
        ContractPort(
            contract: { scheme, date, connection in try RequirementStore.contract(of: scheme, on: date, in: connection) },
            requiredMinutes: { scheme, week, connection in
                try RequirementStore.requiredMinutes(of: scheme, week: week, knownAt: clock.now(), in: connection)
            })
    }

    /// A practice that thinks of withdrawing learns what is booked for its patients after that day.
    static let withdrawalsOfGovernance = GovernancePorts(
        consequences: { practice, scheme, lastDay, connection in
            let lineage = try OrganisationStore.lineage(of: practice, on: lastDay, in: connection)
            let booked = try CapacityStore.appointments(
                from: lastDay.adding(days: 1), through: lastDay.adding(days: 366), statuses: [.booked], scheme: scheme,
                scope: ScopeRules.scope(of: .practiceManager, at: practice, carryingOnFor: lineage.predecessors), in: connection)
            guard let last = booked.last else { return [] }
            let count = booked.count == 1 ? "1 appointment is" : "\(booked.count) appointments are"
            return ["\(count) booked for your patients after this day, the last on \(last.localDate.longText). Move or cancel them before then."]
        })

    /// Contracts ask appointments how much was offered.
    static let offersOfContracts = ContractsPorts(
        minutesOffered: { scheme, from, through, connection in
            try CapacityStore.offered(from: from, through: through, scheme: scheme, in: connection)
                .map { MinutesOffered(network: $0.network, minutes: $0.minutes) }
        })

    /// The page of a unit of work asks appointments for its evidence and finance for what it earned.
    static let workOfActivity = ActivityPorts(
        evidence: { entry, scope, role in
            let evidence = entry.evidence
            guard evidence.kind == "appointment" else { return ActivityLink("A \(evidence.kind), \(evidence.id)", "") }
            // A practice that hosts a hub is paid for appointments of other practices' patients, and opens its own patients' alone.
            let isOthers = scope.practices.map { !$0.contains(entry.practice) } ?? false
            return role.seesPatients && !isOthers
                ? ActivityLink("The appointment", AppointmentsAddresses.booking.path(evidence.id))
                : ActivityLink("An appointment, which the practice and the hub may open", "")
        },
        earned: { entry, scope, connection in
            try FinanceStore.shares(activity: entry.asID(of: ActivityReference.self), scope: scope, in: connection).compactMap { share in
                guard let line = try FinanceStore.line(share.posting, scope: scope, in: connection) else { return nil }
                return EarnedLine(
                    sentence: line.sentence, account: share.account.title, amount: share.amount, address: BoardAddresses.posting.path(share.posting))
            }
        },
        schemeTitle: { scheme, connection in try UndertakingStore.undertaking(scheme, in: connection)?.title })

    /// A line of the ledger leads to the work behind it.
    static let workOfFinance: @Sendable (ID<ActivityReference>) -> String = { ActivityAddresses.entry.path($0.asID(of: ActivityEntry.self)) }

    private static func places(_ seat: Role.Seat, _ date: LocalDate, _ connection: any Connection) throws -> [Organisation] {
        guard let federation = try OrganisationStore.federation(on: date, in: connection) else { return [] }
        switch seat {
        case .practice: return try OrganisationStore.members(of: federation.id, on: date, in: connection)
        case .hub: return try OrganisationStore.organisations(kind: .hub, on: date, in: connection).filter(\.isOpen)
        case .federation: return [federation]
        }
    }

    private static func namesakes(_ givenName: String, _ familyName: String, _ connection: any Connection) throws -> [Person] {
        try connection.all(
            Person.self,
            """
            SELECT id, given_name, family_name, title, registration, profession
            FROM people
            WHERE LOWER(given_name) = \(givenName.lowercased()) AND LOWER(family_name) = \(familyName.lowercased())
            ORDER BY id
            """)
    }

    /// The page on which a role begins its work.
    @Sendable private static func home(_ role: Role) -> String {
        switch role {
        case .receptionist: AppointmentsAddresses.desk.path()
        case .practiceManager: BoardAddresses.practice.path()
        case .practiceClinician: AppointmentsAddresses.messages.path()
        case .hubClinician: AppointmentsAddresses.clinicList.path()
        case .hubCoordinator: AppointmentsAddresses.clinics.path()
        case .financeLead: ContractsAddresses.closes.path()
        case .federationManager, .boardMember: BoardAddresses.board.path()
        case .systemAdministrator: IdentityAddresses.people.path()
        }
    }
}
