// Work of a room that comes later is paid for.

import Activity
import Contracts
import Finance
import Kernel
import Store
import TestCast
import TestKit
import Testing

extension ActivityKind {
    fileprivate static let checks: ActivityKind = "health-check"
}

@Suite("Kinds of work of later rooms")
struct WorkRuleTests {
    private static let ofLaterRoom = Migration(
        "2027-01-01 91 health checks",
        """
        INSERT INTO activity_kinds (kind, title, position, is_for_patients) VALUES ('health-check', 'Health check', 15, TRUE);
        INSERT INTO posting_rules (rule, purpose) VALUES ('price per hour of checks', 'care'), ('taken back: price per hour of checks', 'care');
        INSERT INTO work_rules (kind, rule, taking_back, is_shared, words, one, many) VALUES
            ('health-check', 'price per hour of checks', 'taken back: price per hour of checks', FALSE, '{work}, {time}', 'check', 'checks');
        """)

    @Test("The rows are the rules that were compiled", arguments: TestDatabases.engines)
    func shipped(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            let rules = try await database.read { try CloseStore.workRules(in: $0) }
            #expect(rules == Cast.rules)
        }
    }

    @Test("A close pays for it by its own rule and names it in its own words", arguments: TestDatabases.engines)
    func paid(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations + [Self.ofLaterRoom]) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work + [Cast.entry(8, .checks, minutes: 30, count: 2)])
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            // Half an hour at £98.00 is £49.00; the rest is October as it was without it.
            let elm = try await CloseStoreTests.figures(Cast.october, Cast.elm, database)
            #expect(elm?.lines.map(\.amount.pence) == [9_800, 4_900, 4_900])
            #expect(
                elm?.lines.map(\.sentence) == [
                    "3 appointments, 1 h delivered at Oak Hub, at £98.00 an hour", "2 checks, 30 min at Oak Hub, at £98.00 an hour",
                    "40 min not used at Oak Hub, 75% of £98.00 an hour",
                ])
            let sums = try await database.read { try FinanceStore.sums(.practicePayable, scope: .federation, in: $0) }
            #expect(Set(sums.map(\.rule)) == ["price per delivered hour", "price per hour of checks", "share of time not used"])
            #expect(try await database.read { try CloseStore.verify(in: $0) } == [])
        }
    }

    @Test("A month with work that no rule pays for is not closed by guess")
    func noRule() throws {
        #expect(throws: CloseRefusal.noRule(scheme: "Enhanced access 2026/27", work: .checks, date: Cast.date(2026, 10, 6))) {
            try CloseRules.draft(Cast.facts([Cast.entry(1, .checks, minutes: 30)]))
        }
    }
}
