// Somebody signed in on one device.

import Kernel

package enum SessionReference: Sendable {}
package typealias SessionID = ID<SessionReference>

/// A session with everything that decides what it may do, as one query finds it.
package struct SessionFacts: Decodable, Hashable, Sendable {
    package let id: SessionID
    package let account: AccountID
    package let person: PersonID
    package let displayName: String
    package let email: EmailAddress
    package let state: AccountState
    /// The role chosen; nil before one is.
    package let assignment: ID<RoleAssignment>?
    package let role: Role?
    package let organisation: OrganisationID?
    package let fromDate: LocalDate?
    package let untilDate: LocalDate?
    package let organisationName: String
    /// Whether a passcode was given in this session.
    package let hasPasscode: Bool
    /// Whether the account has a passcode that was confirmed.
    package let isEnrolled: Bool
    package let formToken: String
    package let signedInAt: Instant
    package let lastUsedAt: Instant
    /// When it was ended by its person from elsewhere or by an administrator; nil for one that was not.
    package let endedAt: Instant?
    /// Roles in force that the person could act in instead.
    package let otherRoles: Int

    package init(
        id: SessionID, account: AccountID, person: PersonID, displayName: String, email: EmailAddress, state: AccountState,
        assignment: ID<RoleAssignment>?, role: Role?, organisation: OrganisationID?, fromDate: LocalDate?, untilDate: LocalDate?,
        organisationName: String,
        hasPasscode: Bool, isEnrolled: Bool, formToken: String, signedInAt: Instant, lastUsedAt: Instant,
        endedAt: Instant? = nil, otherRoles: Int
    ) {
        self.id = id
        self.account = account
        self.person = person
        self.displayName = displayName
        self.email = email
        self.state = state
        self.assignment = assignment
        self.role = role
        self.organisation = organisation
        self.fromDate = fromDate
        self.untilDate = untilDate
        self.organisationName = organisationName
        self.hasPasscode = hasPasscode
        self.isEnrolled = isEnrolled
        self.formToken = formToken
        self.signedInAt = signedInAt
        self.lastUsedAt = lastUsedAt
        self.endedAt = endedAt
        self.otherRoles = otherRoles
    }
}

/// One line of the list of a person's sessions.
package struct SessionLine: Decodable, Hashable, Sendable {
    package let id: SessionID
    package let signedInAt: Instant
    package let lastUsedAt: Instant
    package let remoteAddress: String
    package let role: Role?
}
