// The made-up staff, and who can sign in.

import Appointments
import Directory
import Identity
import Kernel
import Store

/// Somebody who can sign in to the demonstration.
package struct DemonstrationSignIn: Hashable, Sendable {
    package let role: Role
    package let email: String
    package let password: String
    /// Whose practice or hub: "Riverside Surgery".
    package let place: String
    /// What the role's one-time passcodes are made from; nil for a role that sees no patients.
    package let passcodeSecret: PasscodeSecret?

    /// The passcode that signs in at `instant`; empty where none is asked for.
    package func passcode(at instant: Instant) -> String {
        guard let passcodeSecret else { return "" }
        return PasscodeRules.code(of: passcodeSecret.bytes, step: PasscodeRules.step(at: instant))
    }
}

/// People of the demonstration, as they were made.
struct DemonstrationPeople: Sendable {
    struct Somebody: Sendable {
        let person: PersonID
        let account: AccountID
        let organisation: OrganisationID
        let role: Role

        var actor: Actor { Actor(account: account, person: person, role: role, organisation: organisation, request: nil) }
    }

    /// By role, those who can sign in.
    let accounts: [Role: Somebody]
    /// Who signs for each practice.
    let managers: [OrganisationID: (person: PersonID, name: String)]
    /// The hub clinician who can sign in first, then enough others for every clinic.
    let clinicians: [PersonID]

    static let homePractice = "Riverside Surgery"
    static let homeHub = "Oak Hub"
    static let password = "made-up federation"

    /// One for each role, in the order of the loop. Secrets follow from the seed alone, so that the list can be printed at every start.
    static func signIns(seed: UInt64) -> [DemonstrationSignIn] {
        var random = SeededRandom(seed: seed ^ 0x5EC2E7)
        return Role.allCases.map { role in
            let secret = PasscodeSecret(bytes: (0..<20).map { _ in UInt8.random(in: 0...255, using: &random) })
            let place =
                switch role.seat {
                case .practice: homePractice
                case .hub: homeHub
                case .federation: DemonstrationBodies.federationName
                }
            return DemonstrationSignIn(
                role: role, email: "\(role.rawValue)@demo.example", password: password, place: place, passcodeSecret: role.seesPatients ? secret : nil
            )
        }
    }

    static func make(
        _ bodies: DemonstrationBodies, _ calendar: DemonstrationCalendar, signIns: [DemonstrationSignIn], passwordHash: String, key: PasscodeKey,
        random: inout SeededRandom, in transaction: Transaction
    ) throws -> DemonstrationPeople {
        var accounts: [Role: Somebody] = [:]
        var managers: [OrganisationID: (person: PersonID, name: String)] = [:]
        for signIn in signIns {
            let organisation =
                switch signIn.role.seat {
                case .practice: bodies.practice(homePractice)?.id
                case .hub: bodies.hubs.first { $0.name == homeHub }?.id
                case .federation: bodies.federation
                }
            guard let organisation else { continue }
            let person = try person(
                signIn.role == .hubClinician ? "GP" : signIn.role.title, title: signIn.role == .hubClinician ? "Dr" : "", random: &random,
                in: transaction)
            try appoint(
                person, at: organisation, as: signIn.role == .practiceManager ? .practiceManager : .staff, calendar, random: &random, in: transaction)
            let account = Account(
                id: ID(at: transaction.instant, using: &random), person: person.id, displayName: person.fullName,
                email: try EmailAddress(parsing: signIn.email),
                state: .active, createdAt: transaction.instant)
            let role = RoleAssignment(
                id: ID(at: transaction.instant, using: &random), person: person.id, role: signIn.role, organisation: organisation,
                fromDate: calendar.formed, untilDate: nil)
            try IdentityStore.add(
                .init(account: account, passwordHash: passwordHash, passcodeSecret: signIn.passcodeSecret, roles: [role]), key: key, in: transaction)
            accounts[signIn.role] = Somebody(person: person.id, account: account.id, organisation: organisation, role: signIn.role)
            if signIn.role == .practiceManager { managers[organisation] = (person.id, person.fullName) }
        }
        for practice in bodies.practices {
            if managers[practice.id] == nil {
                let manager = try person("Practice manager", random: &random, in: transaction)
                try appoint(manager, at: practice.id, as: .practiceManager, calendar, random: &random, in: transaction)
                managers[practice.id] = (manager.id, manager.fullName)
            }
            let partner = try person("GP", title: "Dr", random: &random, in: transaction)
            for post in [PostKind.partner, .namedLead] { try appoint(partner, at: practice.id, as: post, calendar, random: &random, in: transaction) }
        }
        var clinicians = accounts[.hubClinician].map { [$0.person] } ?? []
        for stream in 0..<DemonstrationClinics.streams {
            for _ in 0..<3 {
                let service = DemonstrationClinics.service(of: stream)
                clinicians.append(try person(service.title, title: service == .doctor ? "Dr" : "", random: &random, in: transaction).id)
            }
        }
        return DemonstrationPeople(accounts: accounts, managers: managers, clinicians: clinicians)
    }

    private static func person(_ profession: String, title: String = "", random: inout SeededRandom, in transaction: Transaction) throws -> Person {
        let person = Person(
            id: ID(at: transaction.instant, using: &random), givenName: random.pick(DemonstrationNames.givenNames),
            familyName: random.pick(DemonstrationNames.familyNames), title: title, profession: profession)
        try PersonStore.add(person, in: transaction)
        return person
    }

    private static func appoint(
        _ person: Person, at organisation: OrganisationID, as kind: PostKind, _ calendar: DemonstrationCalendar, random: inout SeededRandom,
        in transaction: Transaction
    ) throws {
        try PersonStore.appoint(
            Post(
                id: ID(at: transaction.instant, using: &random), personId: person.id, organisationId: organisation, kind: kind,
                fromDate: calendar.formed),
            in: transaction)
    }
}
