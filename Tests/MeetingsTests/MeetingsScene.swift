// The board in these tests.

import Directory
import Identity
import Kernel
import Notices
import Store
import TestCast
import TestKit
import Web

@testable import Meetings

/// Fern manages the federation, Lee leads its finance, Priya and Sam are of its board, Rae is a receptionist.
enum MeetingsScene {
    static let migrations = DirectoryFeature.migrations + IdentityFeature.migrations + MeetingsFeature.migrations

    static let holders: [(person: PersonID, name: String, role: Role)] = [
        (Cast.fern, "Fern Oduya", .federationManager), (Cast.lee, "Lee Example", .financeLead), (Cast.doctor, "Priya Sample", .boardMember),
        (Cast.physiotherapist, "Sam Model", .boardMember), (Cast.rae, "Rae Example", .receptionist),
    ]

    static func with(_ engine: Engine, _ body: (any Database) async throws -> Void) async throws {
        try await withDatabase(engine, migrations: migrations) { database async throws in
            try await database.write(by: .test, at: TestDay.now) { tx in
                try Cast.found(in: tx)
                for (number, holder) in holders.enumerated() {
                    try AccountStore.add(
                        Account(
                            id: Cast.id(600 + UInt64(number)), person: holder.person, displayName: holder.name,
                            email: try EmailAddress(parsing: "person\(number)@example.nhs.uk"), state: .active, createdAt: tx.instant), in: tx)
                    try RoleAssignmentStore.give(
                        RoleAssignment(
                            id: Cast.id(700 + UInt64(number)), person: holder.person, role: holder.role, organisation: Cast.place(of: holder.role),
                            fromDate: Cast.date(2026, 1, 1), untilDate: nil), reason: "", in: tx)
                }
            }
            try await body(database)
        }
    }

    static func principal(_ person: PersonID) -> Principal {
        let index = holders.firstIndex { $0.person == person } ?? 0
        let (role, place) = (holders[index].role, Cast.place(of: holders[index].role))
        return Principal(
            account: Cast.id(600 + UInt64(index)), person: person, name: holders[index].name, role: role, organisation: place,
            organisationName: Cast.names[place] ?? "", holdsOtherRoles: false, scope: ScopeRules.scope(of: role, at: place))
    }

    static func probe(_ person: PersonID, at instant: Instant = TestDay.now, _ database: any Database) throws -> PageProbe {
        try PageProbe(features: [MeetingsFeature(database: database)], as: principal(person), at: instant)
    }

    /// An interest of Lee in a pharmacy since 1 April 2026, unless a test says otherwise.
    static func interest(
        _ number: UInt64 = 1, of person: PersonID = Cast.lee, _ kind: InterestKind = .financial, from: LocalDate = Cast.date(2026, 4, 1),
        until: LocalDate? = nil, declaredOn: LocalDate = TestDay.today, enteredBy: PersonID? = nil, endedAt: Instant? = nil
    ) -> Interest {
        Interest(
            id: Cast.id(800 + number), person: person, personName: principal(person).name, kind: kind, what: kind == .nothing ? "" : "Owns a fifth",
            organisation: nil, organisationName: kind == .nothing ? "" : "Specimen Pharmacy", fromDate: from, untilDate: until,
            declaredOn: declaredOn, enteredBy: enteredBy, endedAt: endedAt)
    }

    static func declare(_ interests: Interest..., at instant: Instant = TestDay.now, in database: any Database) async throws {
        try await database.write(by: .test, at: instant) { tx in for interest in interests { try InterestStore.declare(interest, in: tx) } }
    }
}
