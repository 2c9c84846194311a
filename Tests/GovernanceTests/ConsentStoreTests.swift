// Consents on both databases.

import Directory
import Governance
import Kernel
import Store
import TestCast
import TestKit
import Testing

@Suite("Consent store")
struct ConsentStoreTests {
    static let scheme: SchemeID = Cast.id(100)
    static let migrations = DirectoryMigrations.all + GovernanceFeature.migrations

    static func start(_ database: any Database, followsSuccessor: Bool = false) async throws {
        try await database.write(by: .test, at: TestDay.now) { transaction in
            try Cast.found(in: transaction)
            try UndertakingStore.add(
                Undertaking(
                    id: scheme, kind: .scheme, title: "Enhanced access 2026/27", purpose: "Evening and Saturday appointments",
                    followsSuccessor: followsSuccessor),
                terms: "We take part.", publishedOn: Cast.date(2026, 3, 1), in: transaction)
        }
    }

    static func draft(_ practice: OrganisationID = Cast.riverside, version: Int = 1, from: LocalDate = TestDay.today, until: LocalDate? = nil)
        -> ConsentDraft
    {
        ConsentDraft(
            practice: practice, undertaking: scheme, termsVersion: version, signedBy: Cast.pat, signedName: "Pat Marlow", from: from, until: until)
    }

    static func inForce(_ practice: OrganisationID, on date: LocalDate, _ database: any Database) async throws -> Bool {
        try await database.read { try ConsentStore.inForce(practice: practice, undertaking: scheme, on: date, in: $0) != nil }
    }

    @Test("A consent given is in force from its day, can be withdrawn, and the practice can return", arguments: TestDatabases.engines)
    func life(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database)
            #expect(try await !Self.inForce(Cast.riverside, on: TestDay.today, database))
            try await database.write(by: .test, at: TestDay.now) { _ = try ConsentStore.give(Self.draft(), in: $0) }
            #expect(try await Self.inForce(Cast.riverside, on: TestDay.today, database))
            #expect(try await !Self.inForce(Cast.riverside, on: TestDay.today.adding(days: -1), database))
            #expect(try await !Self.inForce(Cast.elm, on: TestDay.today, database))
            try await database.write(by: .test, at: TestDay.later(minutes: 5)) {
                try ConsentStore.withdraw(
                    practice: Cast.riverside, undertaking: Self.scheme, lastDay: TestDay.today.adding(days: 6), by: Cast.pat, reason: "Too far",
                    in: $0)
            }
            #expect(try await Self.inForce(Cast.riverside, on: TestDay.today.adding(days: 6), database))
            #expect(try await !Self.inForce(Cast.riverside, on: TestDay.today.adding(days: 7), database))
            try await database.write(by: .test, at: TestDay.later(minutes: 10)) {
                _ = try ConsentStore.give(Self.draft(from: TestDay.today.adding(days: 20)), in: $0)
            }
            #expect(try await !Self.inForce(Cast.riverside, on: TestDay.today.adding(days: 19), database))
            #expect(try await Self.inForce(Cast.riverside, on: TestDay.today.adding(days: 20), database))
            let history = try await database.read { try ConsentStore.history(practice: Cast.riverside, undertaking: Self.scheme, in: $0) }
            #expect(history.map(\.ordinal) == [1, 2])
            #expect(history[0].withdrawnAt == TestDay.later(minutes: 5))
            #expect(history[0].endingReason == "Too far")
        }
    }

    @Test("Of two who sign for one practice at once, one consent stands and the other learns of it", arguments: TestDatabases.engines)
    func twoAtOnce(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database)
            let outcomes = await withTaskGroup(of: ConsentRefusal?.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        do {
                            _ = try await database.write(by: .test, at: TestDay.now) { try ConsentStore.give(Self.draft(), in: $0) }
                            return nil
                        } catch { return error as? ConsentRefusal ?? .unknownPractice }
                    }
                }
                return await group.reduce(into: [ConsentRefusal?]()) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == nil }.count == 1)
            #expect(outcomes.filter { $0 == .alreadyInForce(from: TestDay.today, until: nil) }.count == 3)
            let history = try await database.read { try ConsentStore.history(practice: Cast.riverside, undertaking: Self.scheme, in: $0) }
            #expect(history.count == 1)
        }
    }

    @Test("The database itself refuses a second open consent and one that starts before the last has ended", arguments: TestDatabases.engines)
    func constraints(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database)
            try await database.write(by: .test, at: TestDay.now) { _ = try ConsentStore.give(Self.draft(), in: $0) }
            func insert(ordinal: Int, after: LocalDate?) async throws {
                try await database.write(by: .test, at: TestDay.now) { transaction in
                    try transaction.execute(
                        """
                        INSERT INTO consents (id, practice, undertaking, ordinal, terms_version, signed_by, signed_name, signed_at, from_date, until_date, after_date)
                        VALUES (\(ID<Consent>(at: TestDay.now)), \(Cast.riverside), \(Self.scheme), \(ordinal), 1, \(Cast.pat), 'x', \(TestDay.now),
                            \(TestDay.today), \(after == nil ? nil : TestDay.today), \(after))
                        """)
                    try transaction.audit("test", AuditSubject("consent", "x"))
                }
            }
            await #expect(throws: StoreError.self) { try await insert(ordinal: 2, after: nil) }
            await #expect(throws: StoreError.self) { try await insert(ordinal: 1, after: TestDay.today.adding(days: -1)) }
            await #expect(throws: StoreError.self) { try await insert(ordinal: 2, after: TestDay.today) }
        }
    }

    @Test("New terms leave older consents in force until their day, and signing them takes over", arguments: TestDatabases.engines)
    func newTerms(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database)
            let lapse = TestDay.today.adding(days: 30)
            try await database.write(by: .test, at: TestDay.now) { transaction in
                try ConsentStore.give(Self.draft(), in: transaction)
                try ConsentStore.give(Self.draft(Cast.elm), in: transaction)
                let version = try UndertakingStore.publish(
                    "We take part and share our rota.", for: Self.scheme, olderUntil: lapse, on: TestDay.today, in: transaction)
                #expect(version.version == 2)
            }
            try await database.write(by: .test, at: TestDay.now) {
                _ = try ConsentStore.give(Self.draft(version: 2, from: TestDay.today.adding(days: 10)), in: $0)
            }
            #expect(try await Self.inForce(Cast.riverside, on: lapse.adding(days: 1), database))
            #expect(try await Self.inForce(Cast.elm, on: lapse, database))
            #expect(try await !Self.inForce(Cast.elm, on: lapse.adding(days: 1), database))
            let versions = try await database.read { connection in
                try [9, 10].map {
                    try ConsentStore.inForce(
                        practice: Cast.riverside, undertaking: Self.scheme, on: TestDay.today.adding(days: $0), in: connection)?.termsVersion
                }
            }
            #expect(versions == [1, 2])
            let both = try await database.read { try ConsentStore.practicesInForce(undertaking: Self.scheme, on: TestDay.today, in: $0) }
            #expect(both == [Cast.riverside, Cast.elm])
        }
    }

    @Test(
        "After a merger the practice that carries on must sign for itself, unless the undertaking lets consent follow",
        arguments: TestDatabases.engines)
    func merger(engine: Engine) async throws {
        for follows in [false, true] {
            try await withDatabase(engine, migrations: Self.migrations) { database in
                try await Self.start(database, followsSuccessor: follows)
                try await database.write(by: .test, at: TestDay.now) { transaction in
                    try ConsentStore.give(Self.draft(Cast.oldMill), in: transaction)
                    try OrganisationStore.succeed(Cast.oldMill, by: Cast.elm, from: TestDay.today.adding(days: 10), reason: nil, in: transaction)
                }
                #expect(try await Self.inForce(Cast.oldMill, on: TestDay.today.adding(days: 9), database))
                #expect(try await !Self.inForce(Cast.oldMill, on: TestDay.today.adding(days: 10), database))
                #expect(try await Self.inForce(Cast.elm, on: TestDay.today.adding(days: 10), database) == follows)
                #expect(try await !Self.inForce(Cast.elm, on: TestDay.today.adding(days: 9), database))
                let practices = try await database.read {
                    try ConsentStore.practicesInForce(undertaking: Self.scheme, on: TestDay.today.adding(days: 10), in: $0)
                }
                #expect(practices == (follows ? [Cast.elm] : []))
            }
        }
    }

    @Test(
        "Where consent follows a merger, a practice that has itself withdrawn is not bound by the one that it took over",
        arguments: TestDatabases.engines)
    func ownDecision(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database, followsSuccessor: true)
            let merger = TestDay.today.adding(days: 10)
            try await database.write(by: .test, at: TestDay.now) { transaction in
                for practice in [Cast.oldMill, Cast.elm] { try ConsentStore.give(Self.draft(practice), in: transaction) }
                try ConsentStore.withdraw(
                    practice: Cast.elm, undertaking: Self.scheme, lastDay: TestDay.today.adding(days: 5), by: Cast.pat, reason: "Not for us",
                    in: transaction)
                try OrganisationStore.succeed(Cast.oldMill, by: Cast.elm, from: merger, reason: nil, in: transaction)
            }
            #expect(try await !Self.inForce(Cast.elm, on: merger, database))
            #expect(try await database.read { try ConsentStore.practicesInForce(undertaking: Self.scheme, on: merger, in: $0) } == [])
            // Taken back, the old practice's consent counts again as it did.
            try await database.write(by: .test, at: TestDay.later(minutes: 5)) {
                try OrganisationStore.takeBackMerger(of: Cast.oldMill, reopens: true, reason: "Wrong code", in: $0)
            }
            #expect(try await Self.inForce(Cast.oldMill, on: merger, database))
            #expect(try await database.read { try ConsentStore.practicesInForce(undertaking: Self.scheme, on: merger, in: $0) } == [Cast.oldMill])
        }
    }

    @Test("A practice that merged has no consent in force from then on, whenever the directory says that it closed", arguments: TestDatabases.engines)
    func closedLater(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database)
            let merger = TestDay.today.adding(days: 10)
            try await database.write(by: .test, at: TestDay.now) { transaction in
                try ConsentStore.give(Self.draft(Cast.oldMill), in: transaction)
                try OrganisationStore.succeed(Cast.oldMill, by: Cast.elm, from: merger, reason: nil, in: transaction)
                try transaction.execute("UPDATE organisations SET closed_on = \(merger.adding(days: 90)) WHERE id = \(Cast.oldMill)")
            }
            #expect(try await Self.inForce(Cast.oldMill, on: merger.adding(days: -1), database))
            #expect(try await !Self.inForce(Cast.oldMill, on: merger, database))
            #expect(try await database.read { try ConsentStore.practicesInForce(undertaking: Self.scheme, on: merger, in: $0) } == [])
        }
    }

    @Test("A practice without consent is refused by name, with who can give it", arguments: TestDatabases.engines)
    func missing(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database)
            let expected = MissingConsent(practiceName: "Riverside Surgery", undertakingTitle: "Enhanced access 2026/27", date: TestDay.today)
            await #expect(throws: expected) {
                try await database.read {
                    _ = try ConsentStore.require(practice: Cast.riverside, undertaking: Self.scheme, on: TestDay.today, in: $0)
                }
            }
        }
    }

    @Test("A practice's own consents are all that its people can read", arguments: TestDatabases.engines)
    func scope(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database)
            try await database.write(by: .test, at: TestDay.now) { transaction in
                try ConsentStore.give(Self.draft(), in: transaction)
                try ConsentStore.give(Self.draft(Cast.elm), in: transaction)
            }
            let counts = try await database.read { connection in
                try [Scope.practice(Cast.elm), .federation, .hub(Cast.hub)].map { try ConsentStore.consents(scope: $0, in: connection).count }
            }
            #expect(counts == [1, 2, 0])
        }
    }
}
