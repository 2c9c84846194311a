// What waits for whoever keeps the money.

import Contracts
import Directory
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@Suite("Money on home pages")
struct MoneyNeedsTests {
    private func needs(_ database: any Database, _ role: Role, at organisation: OrganisationID, _ instant: Instant) async throws -> [HomeNeed] {
        let feature = ContractsFeature(database: database)
        let principal = Cast.principal(role, at: organisation)
        return try await database.read { try feature.needs(of: principal, at: instant, in: $0) }
    }

    @Test(
        "A month needs the finance lead when it is over: to be closed, then paid", arguments: TestDatabases.engines)
    func financeLead(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            func sentences(_ instant: Instant) async throws -> [String] {
                try await needs(database, .financeLead, at: Cast.federation, instant).map(\.sentence)
            }
            #expect(try await sentences(Cast.setUp) == [])
            let (title, after) = ("Enhanced access 2026/27", Cast.afterOctober)
            // The scheme began in April; whoever closes October first says that nothing was done before.
            #expect(try await sentences(after) == ["\(title): April 2026 is over and not closed."])
            _ = try await CloseStoreTests.close(Cast.october, at: after, database)
            #expect(try await sentences(after) == ["The statements for October 2026 wait to be paid."])
            try await database.write(by: .test, at: after) { _ = try PaymentStore.pay(Cast.october, in: $0) }
            #expect(try await sentences(after) == [])
            #expect(try await needs(database, .federationManager, at: Cast.federation, after) == [])
        }
    }

    @Test("A statement is news to its practice for 35 days, and so is a question of its own", arguments: TestDatabases.engines)
    func practice(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            let statement = try await StatementPagesTests.statement(of: Cast.elm, database)
            _ = try await database.write(by: .test, at: Cast.afterOctober) {
                try StatementStore.ask("Why?", about: statement, line: nil, by: Cast.pat, scope: .practice(Cast.elm), in: $0)
            }
            let news = try await needs(database, .practiceManager, at: Cast.elm, Cast.afterOctober)
            #expect(
                news.map(\.sentence) == [
                    "The statement for October 2026 is ready.", "Your question about a statement waits for the federation's answer.",
                ])
            #expect(news.allSatisfy { $0.weight == .news })
            func isReady(after days: Int) async throws -> Bool {
                try await needs(database, .practiceManager, at: Cast.elm, Cast.afterOctober.adding(minutes: days * 1440)).contains {
                    $0.sentence.hasSuffix("is ready.")
                }
            }
            #expect(try await isReady(after: 35))
            #expect(try await !isReady(after: 36))
        }
    }
}
