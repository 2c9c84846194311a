// A role that a person holds.

import Kernel

/// A role for one organisation, from a day until another, both included.
package struct RoleAssignment: Codable, Hashable, Sendable, Dated {
    package let id: ID<RoleAssignment>
    package let person: PersonID
    package let role: Role
    package let organisation: OrganisationID
    package let fromDate: LocalDate
    /// The last day; nil where no end is set.
    package let untilDate: LocalDate?

    package init(id: ID<RoleAssignment>, person: PersonID, role: Role, organisation: OrganisationID, fromDate: LocalDate, untilDate: LocalDate?) {
        self.id = id
        self.person = person
        self.role = role
        self.organisation = organisation
        self.fromDate = fromDate
        self.untilDate = untilDate
    }

    package var period: DatePeriod { DatePeriod(from: fromDate, until: untilDate) }
}
