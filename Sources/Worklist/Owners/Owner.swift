// Whose turn it is.

import Directory
import Identity
import Kernel
import Store
import Web

/// Who is to act: one person, or whoever holds a role at an organisation.
package enum Owner: Hashable, Sendable {
    case person(PersonID)
    case role(Role)

    var person: PersonID? {
        if case .person(let id) = self { id } else { nil }
    }

    var role: Role? {
        if case .role(let role) = self { role } else { nil }
    }

    /// The person's identifier, or the role's word.
    var stored: String {
        switch self {
        case .person(let person): person.stored
        case .role(let role): role.rawValue
        }
    }
}

/// Something that somebody is to do for an organisation by a day: an action, or a question to answer.
package struct Duty: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable { case action, question }

    package let kind: Kind
    /// The action's or the question's identifier.
    package let id: String
    package let owner: Owner
    /// Where the owner's role is held.
    package let organisation: OrganisationID
    /// The last day on which it is in time.
    package let dueOn: LocalDate
    /// Days before the due day on which the owner is reminded.
    package let remindBefore: Int
    /// Days after the due day on which somebody above is told.
    package let escalateAfter: Int
}

extension Principal {
    /// Whether the person, in the role they act in, is the owner, or one of several.
    package func owns(_ owner: Owner, at organisation: OrganisationID) -> Bool {
        switch owner {
        case .person(let person): person == self.person
        case .role(let role): role == self.role && reaches(organisation)
        }
    }

    /// Whether what the organisation has to do lies in this person's scope.
    package func reaches(_ organisation: OrganisationID) -> Bool {
        switch scope.reach {
        case .federation, .system: true
        case .hub(let hub): organisation == hub
        case .practice, .network, .named, .own, .caseload, .outside: scope.practices?.contains(organisation) ?? false
        }
    }
}

enum OwnerStore {
    /// The condition for what a person owns in the role they act in. The columns are those of the table that is asked.
    static func condition(_ principal: Principal, person: SQL, role: SQL, organisation: SQL) -> SQL {
        let reached = principal.scope.condition(practice: organisation, hub: organisation)
        return "(\(person) = \(principal.person) OR \(role) = \(principal.role) AND \(reached))"
    }

    /// The people behind an owner on a day; a role at a practice is held at the one that carries on for it.
    static func people(_ owner: Owner, at organisation: OrganisationID, on date: LocalDate, in connection: any Connection) throws -> [PersonID] {
        switch owner {
        case .person(let person): return [person]
        case .role(let role):
            let lineage = try OrganisationStore.lineage(of: organisation, on: date, in: connection)
            return try RoleAssignmentStore.holders(of: role, at: lineage.members, on: date, in: connection)
        }
    }

    /// "Pat Marlow", "Practice manager, Elm Practice"
    static func names(_ owners: [(owner: Owner, organisation: OrganisationID)], on date: LocalDate, in connection: any Connection) throws -> [String]
    {
        let people = Dictionary(
            uniqueKeysWithValues: try PersonStore.people(Array(Set(owners.compactMap(\.owner.person))), in: connection).map { ($0.id, $0.fullName) })
        let organisations = try OrganisationStore.names(of: owners.map(\.organisation), on: date, in: connection)
        return owners.map { owner, organisation in
            let place = organisations[organisation] ?? "an organisation that has closed"
            switch owner {
            case .person(let person): return "\(people[person] ?? "Somebody"), \(place)"
            case .role(let role): return "\(role.title), \(place)"
            }
        }
    }
}
