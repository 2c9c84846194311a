// What a scope lets through.

import Kernel
import Store
import TestKit
import Testing

@Suite("Scopes in SQL")
struct ScopeTests {
    private static let (riverside, elm, oldMill) = (id(1), id(2), id(3))
    private static let hub = id(4)
    private static let partner = id(5)
    private static let doctor = PersonID(at: TestDay.now)

    private static func id(_ number: Int64) -> OrganisationID { OrganisationID(at: Instant(milliseconds: number)) }

    private static let narrow: [Scope] = [
        .practice(riverside), .practice(elm, carryingOnFor: [riverside]), .reaching(.network(oldMill, practices: [riverside, elm])),
        .reaching(.named([riverside])), .reaching(.named([])), .hub(hub), .reaching(.own(doctor)), .reaching(.caseload(doctor, at: hub)),
        .reaching(.outside(partner)),
    ]

    @Test("A query that says nothing of a kind shows none of its rows to it")
    func unsaid() {
        for scope in Self.narrow {
            let said = scope.condition(practice: "practice")
            #expect(said == "FALSE" || scope.practices?.isEmpty == false || said == "practice IN (NULL)", "\(scope)")
        }
        for scope in [Scope.federation, .system("a test")] { #expect(scope.condition(practice: "practice") == "TRUE" && scope.isWhole) }
        #expect(Self.narrow.allSatisfy { !$0.isWhole })
    }

    @Test("Each kind of scope sees its own rows and no others", arguments: TestDatabases.engines)
    func rows(engine: Engine) async throws {
        let table = Migration(
            "2026-11-29 99 test rows", "CREATE TABLE rows (name TEXT NOT NULL, practice TEXT, hub TEXT, person TEXT, body TEXT);")
        try await withDatabase(engine, migrations: [table]) { database in
            try await database.write(by: .test, at: TestDay.now) { tx in
                try tx.execute(
                    """
                    INSERT INTO rows (name, practice, hub, person, body)
                    VALUES ('a', \(Self.riverside), \(Self.hub), \(Self.doctor), NULL), ('b', \(Self.elm), \(Self.hub), NULL, NULL),
                      ('c', \(Self.oldMill), NULL, NULL, \(Self.partner)), ('d', NULL, NULL, NULL, NULL)
                    """)
                try tx.audit("test", AuditSubject("test", "rows"))
            }
            let expected = ["a", "ab", "ab", "a", "", "ab", "a", "ab", "c"]
            for (scope, names) in zip(Self.narrow + [.federation], expected + ["abcd"]) {
                let condition = scope.condition(practice: "practice", hub: "hub", own: "person", care: "hub", outside: "body")
                let found = try await database.read { try $0.values(String.self, "SELECT name FROM rows WHERE \(condition) ORDER BY name") }
                #expect(found.joined() == names, "\(scope)")
            }
        }
    }
}
