// Who does a thing, for the audit trail.

/// Who makes a change or looks at a record, and in which capacity.
package struct Actor: Hashable, Sendable {
    package let account: AccountID?
    package let person: PersonID?
    package let role: Role?
    package let organisation: OrganisationID?
    /// Names a part of the product that acts by itself or a command that an operator runs: "import", "month close".
    package let process: String?
    /// Ties the entry to a request in the logs.
    package let request: String?

    package init(account: AccountID, person: PersonID, role: Role?, organisation: OrganisationID?, request: String?) {
        self.account = account
        self.person = person
        self.role = role
        self.organisation = organisation
        self.process = nil
        self.request = request
    }

    /// The product itself, at work on what `process` names.
    package init(process: String, request: String? = nil) {
        self.account = nil
        self.person = nil
        self.role = nil
        self.organisation = nil
        self.process = process
        self.request = request
    }
}
