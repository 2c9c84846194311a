// What Identity asks of other rooms.

import Kernel
import Store

/// Questions that the directory and the register of patients answer; tied in `App/Ports.swift`.
package struct IdentityPorts: Sendable {
    /// An organisation that a role can be held at.
    package struct Place: Hashable, Sendable {
        package let id: OrganisationID
        package let name: String

        package init(id: OrganisationID, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// Somebody whom the directory knows already.
    package struct KnownPerson: Hashable, Sendable {
        package let id: PersonID
        package let name: String
        /// What tells this person from a namesake: "Pharmacist, Oak Hub".
        package let detail: String

        package init(id: PersonID, name: String, detail: String) {
            self.id = id
            self.name = name
            self.detail = detail
        }
    }

    /// An organisation's name on a day.
    package let organisationName: @Sendable (OrganisationID, LocalDate) async throws -> String?
    /// Who carries on for an organisation on a day, and for whom that one does. A role at a practice follows it through a merger.
    package let lineage: @Sendable (OrganisationID, LocalDate, any Connection) throws -> Lineage
    /// The federation's organisations that roles of this kind are held at on a day, by name.
    package let places: @Sendable (Role.Seat, LocalDate) async throws -> [Place]
    /// People of this name in the directory.
    package let peopleNamed: @Sendable (_ givenName: String, _ familyName: String) async throws -> [KnownPerson]
    /// Adds somebody to the directory, in the transaction that makes the account.
    package let addPerson: @Sendable (PersonID, _ givenName: String, _ familyName: String, Transaction) throws -> Void
    /// The page that shows what was done by an account.
    package let auditAddress: @Sendable (AccountID) -> String

    package init(
        organisationName: @escaping @Sendable (OrganisationID, LocalDate) async throws -> String?,
        lineage: @escaping @Sendable (OrganisationID, LocalDate, any Connection) throws -> Lineage,
        places: @escaping @Sendable (Role.Seat, LocalDate) async throws -> [Place],
        peopleNamed: @escaping @Sendable (_ givenName: String, _ familyName: String) async throws -> [KnownPerson],
        addPerson: @escaping @Sendable (PersonID, _ givenName: String, _ familyName: String, Transaction) throws -> Void,
        auditAddress: @escaping @Sendable (AccountID) -> String
    ) {
        self.organisationName = organisationName
        self.lineage = lineage
        self.places = places
        self.peopleNamed = peopleNamed
        self.addPerson = addPerson
        self.auditAddress = auditAddress
    }
}
