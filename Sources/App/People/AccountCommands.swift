// Accounts from the command line.

import Directory
import Identity
import Kernel
import Store

/// Why an account was not made or changed.
package enum AccountRefusal: Error, Hashable, Sendable {
    case noFederation
    case noSuchAccount(EmailAddress)
    case accountExists(EmailAddress)
    case wrongPlace(Role.Seat)
    case password(PasswordProblem)
    case noSuchRole(String)
    case stateAlready(AccountState)

    package var sentence: String {
        switch self {
        case .noFederation: "There is no federation yet. Form it first with commonweal federation new."
        case .noSuchAccount(let email): "Nobody has an account with \(email). See commonweal user list."
        case .accountExists(let email): "There is an account with \(email) already. Give it a role with commonweal user role."
        case .wrongPlace(.practice): "Say at which practice, by its code: --organisation A12345. It has to be one of the federation's."
        case .wrongPlace(.hub): "Say at which hub, by its name: --organisation \"Oak Hub\"."
        case .wrongPlace(.federation): "This role is held at the federation; leave --organisation out."
        case .password(let problem): problem.sentence + "."
        case .noSuchRole(let text): "There is no role \(text). The roles are \(Role.allCases.map(\.rawValue).joined(separator: ", "))."
        case .stateAlready(let state): "The account is \(state.title.lowercased()) already."
        }
    }
}

/// What the command line does to accounts; each is one transaction with its entry in the audit trail.
package struct AccountCommands: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// Where links in invitations lead.
    package var address: String { installation.settings.address }
    package var isAddressUnset: Bool { installation.settings.publicAddress == nil }

    package struct NewAccount: Sendable {
        package let email: EmailAddress
        package let givenName: String
        package let familyName: String
        package let role: Role
        /// A practice's code or a hub's name; nil for the federation.
        package let place: String?
        package let entry: Entry

        /// How the person comes in for the first time.
        package enum Entry: Sendable {
            /// With a password that whoever runs the command has typed.
            case password(String)
            /// By an invitation that the service sends.
            case invitation
            /// By a link that whoever runs the command hands on.
            case link
        }

        package init(email: EmailAddress, givenName: String, familyName: String, role: Role, place: String?, entry: Entry) {
            self.email = email
            self.givenName = givenName
            self.familyName = familyName
            self.role = role
            self.place = place
            self.entry = entry
        }
    }

    /// Returns the link with which the person chooses a password, where there is one.
    @discardableResult
    package func add(_ new: NewAccount, by actor: Actor) async throws -> String? {
        let now = installation.clock.now()
        let today = installation.clock.today
        var hash: String?
        if case .password(let password) = new.entry {
            if let problem = PasswordRules.problem(with: password, email: new.email) { throw AccountRefusal.password(problem) }
            hash = try await PasswordHasher(cost: installation.settings.passwordCost).hash(Password(password))
        }
        let (known, token, base) = (hash, Token(from: .system), installation.settings.address)
        let key = try installation.passcodeKey()
        let person = Person(id: ID(at: now), givenName: new.givenName, familyName: new.familyName)
        let account = Account(
            id: ID(at: now), person: person.id, displayName: person.fullName, email: new.email, state: known == nil ? .invited : .active,
            createdAt: now)
        try await installation.database.write(by: actor, at: now) { tx in
            guard try AccountStore.account(email: new.email, in: tx) == nil else { throw AccountRefusal.accountExists(new.email) }
            let place = try Self.place(new.place, for: new.role, on: today, in: tx)
            try PersonStore.add(person, in: tx)
            let role = RoleAssignment(id: ID(at: now), person: person.id, role: new.role, organisation: place, fromDate: today, untilDate: nil)
            if let known {
                try IdentityStore.add(.init(account: account, passwordHash: known, passcodeSecret: nil, roles: [role]), key: key, in: tx)
            } else {
                try IdentityStore.add(account, roles: [role], in: tx)
            }
            switch new.entry {
            case .password: try tx.audit("account made", AuditSubject("account", account.id))
            case .invitation: try IdentityStore.sendInvitation(to: account, token: token, baseAddress: base, in: tx)
            case .link: try IdentityStore.makeInvitation(for: account, token: token, in: tx)
            }
        }
        return known == nil ? SignIn.address(of: token, base: base) : nil
    }

    package func give(_ role: Role, at place: String?, to email: EmailAddress, from: LocalDate?, until: LocalDate?, reason: String, by actor: Actor)
        async throws
    {
        let now = installation.clock.now()
        let today = installation.clock.today
        try await installation.database.write(by: actor, at: now) { tx in
            guard let account = try AccountStore.account(email: email, in: tx) else { throw AccountRefusal.noSuchAccount(email) }
            let place = try Self.place(place, for: role, on: today, in: tx)
            let assignment = RoleAssignment(
                id: ID(at: now), person: account.person, role: role, organisation: place, fromDate: from ?? today, untilDate: until)
            try RoleAssignmentStore.give(assignment, reason: reason, in: tx)
        }
    }

    package func set(_ act: AccountAct, of email: EmailAddress, reason: String, by actor: Actor) async throws {
        let now = installation.clock.now()
        try await installation.database.write(by: actor, at: now) { tx in
            guard let account = try AccountStore.account(email: email, in: tx) else { throw AccountRefusal.noSuchAccount(email) }
            guard let state = account.state.after(act) else { throw AccountRefusal.stateAlready(account.state) }
            try IdentityStore.setState(state, of: account.id, reason: reason, in: tx)
        }
    }

    package func setPassword(_ password: String, of email: EmailAddress, by actor: Actor) async throws {
        if let problem = PasswordRules.problem(with: password, email: email) { throw AccountRefusal.password(problem) }
        let hash = try await PasswordHasher(cost: installation.settings.passwordCost).hash(Password(password))
        try await installation.database.write(by: actor, at: installation.clock.now()) { tx in
            guard let account = try AccountStore.account(email: email, in: tx) else { throw AccountRefusal.noSuchAccount(email) }
            try IdentityStore.setPassword(hash, of: account.id, in: tx)
        }
    }

    package func removePasscode(of email: EmailAddress, reason: String, by actor: Actor) async throws {
        try await installation.database.write(by: actor, at: installation.clock.now()) { tx in
            guard let account = try AccountStore.account(email: email, in: tx) else { throw AccountRefusal.noSuchAccount(email) }
            try IdentityStore.removePasscode(of: account.id, reason: reason, in: tx)
        }
    }

    package struct Line: Encodable, Sendable {
        package let email: String
        package let name: String
        package let state: String
        package let roles: [String]
    }

    package func list() async throws -> [Line] {
        let today = installation.clock.today
        return try await installation.database.read { connection in
            let accounts = try AccountStore.all(in: connection)
            let roles = try RoleAssignmentStore.inForce(accounts.map(\.person), on: today, in: connection)
            let places = Set(roles.values.joined().map(\.organisation))
            let names = try OrganisationStore.names(of: Array(places), on: today, in: connection)
            return accounts.map { account in
                Line(
                    email: account.email.stored, name: account.displayName, state: account.state.rawValue,
                    roles: (roles[account.person] ?? []).map {
                        "\($0.role.rawValue) at \(names[$0.organisation] ?? "an organisation that has closed")"
                    })
            }
        }
    }

    private static func place(_ text: String?, for role: Role, on date: LocalDate, in connection: any Connection) throws -> OrganisationID {
        guard let federation = try OrganisationStore.federation(on: date, in: connection) else { throw AccountRefusal.noFederation }
        let found: Organisation?
        switch role.seat {
        case .federation: found = text == nil ? federation : nil
        case .practice:
            found = try OrganisationStore.members(of: federation.id, on: date, in: connection).first { $0.odsCode?.stored == text?.uppercased() }
        case .hub:
            found = try OrganisationStore.organisations(kind: .hub, on: date, in: connection).first { $0.name.lowercased() == text?.lowercased() }
        }
        guard let found else { throw AccountRefusal.wrongPlace(role.seat) }
        return found.id
    }
}
