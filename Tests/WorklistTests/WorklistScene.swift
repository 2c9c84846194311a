// The people who owe something in these tests.

import Directory
import Identity
import Kernel
import Notices
import Store
import TestCast
import TestKit
import Testing
import Web

@testable import Worklist

/// Elm Practice and the federation, with people who hold roles there and can be written to.
enum WorklistScene {
    static let migrations = DirectoryFeature.migrations + IdentityFeature.migrations + WorklistFeature.migrations

    static let holders: [(PersonID, String, Role, OrganisationID)] = [
        (Cast.pat, "pat", .practiceManager, Cast.elm), (Cast.rae, "rae", .receptionist, Cast.elm),
        (Cast.fern, "fern", .federationManager, Cast.federation), (Cast.lee, "lee", .financeLead, Cast.federation),
    ]

    static func with(_ engine: Engine, _ body: (any Database) async throws -> Void) async throws {
        try await withDatabase(engine, migrations: migrations) { database async throws in
            try await database.write(by: .test, at: TestDay.now) { tx in
                try Cast.found(in: tx)
                for (number, holder) in holders.enumerated() {
                    let (person, name, role, place) = holder
                    try AccountStore.add(
                        Account(
                            id: Cast.id(600 + UInt64(number)), person: person, displayName: display(name),
                            email: try EmailAddress(parsing: "\(name)@example.nhs.uk"), state: .active, createdAt: tx.instant), in: tx)
                    try RoleAssignmentStore.give(
                        RoleAssignment(
                            id: Cast.id(700 + UInt64(number)), person: person, role: role, organisation: place, fromDate: Cast.date(2026, 1, 1),
                            untilDate: nil), reason: "", in: tx)
                }
            }
            try await body(database)
        }
    }

    private static func display(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() }

    static func principal(_ person: PersonID) -> Principal {
        let (_, name, role, place) = holders.first { $0.0 == person } ?? holders[0]
        let scope: Scope = role.seat == .practice ? .practice(place) : .federation
        return Principal(
            account: Cast.id(650), person: person, name: display(name), role: role, organisation: place, organisationName: Cast.names[place] ?? "",
            holdsOtherRoles: false, scope: scope)
    }

    /// Raises "Send the fridge log", due on 5 December, two weeks after the frozen day.
    @discardableResult
    static func raise(
        _ owner: Owner, at organisation: OrganisationID = Cast.elm, due: LocalDate = Cast.date(2026, 12, 5), by person: PersonID = Cast.fern,
        source: RecordLink? = nil, _ database: any Database
    ) async throws -> ID<Action> {
        try await database.write(by: .test, at: TestDay.now) {
            try ActionStore.raise(
                ActionDraft(title: "Send the fridge log", organisation: organisation, owner: owner, dueOn: due, source: source),
                by: principal(person),
                in: $0)
        }
    }

    /// Who was told, by template.
    static func told(_ database: any Database) async throws -> [String] {
        struct Told: Decodable, Sendable {
            let template: String
            let displayName: String
        }
        return try await database.read {
            try $0.all(
                Told.self,
                """
                SELECT n.template, a.display_name
                FROM notices n
                JOIN accounts a ON a.person = n.person
                ORDER BY n.written_at, n.template, a.display_name
                """
            ).map { "\($0.template): \($0.displayName)" }
        }
    }

    /// The morning's reminders on a day.
    static func remind(on date: LocalDate, _ database: any Database) async throws {
        let morning = London.instant(LocalDateTime(date: date, time: LocalTime(clamping: 360)))
        try await RemindOfDuties().run(
            JobItem(id: ID(at: morning), kind: RemindOfDuties.kind, payload: "{}", attempt: 1), in: database, at: morning)
    }
}
