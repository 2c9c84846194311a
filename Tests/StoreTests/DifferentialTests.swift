// The same acts come to the same on both.

import Kernel
import Store
import TestKit
import Testing

/// One transaction of a table of acts.
private struct Act: Sendable {
    enum Way: Sendable {
        case write(Actor)
        case form(Actor, SentForm)
        case maintain, read
    }

    enum Step: Sendable {
        case change(SQL)
        case later(SQL)
        case look(SQL)
        case audit(String, AuditSubject, practice: OrganisationID?, patient: PatientID?, reason: String?, details: [String: String])
        case show(AuditSubject, [PatientID])
        case refuse
    }

    let way: Way
    let steps: [Step]

    /// What each step answers, or why the act failed.
    func outcome(in database: any Database, at instant: Instant) async -> String {
        do {
            switch way {
            case .write(let actor): return try await database.write(by: actor, at: instant) { try run(in: $0, $0).joined(separator: "; ") }
            case .form(let actor, let form):
                return try await database.write(by: actor, at: instant) { tx in
                    try tx.once(form) { try run(in: tx, tx).joined(separator: "; ") }
                }
            case .maintain: return try await database.maintain { try run(in: $0, nil).joined(separator: "; ") }
            case .read: return try await database.read { try run(in: $0, nil).joined(separator: "; ") }
            }
        } catch {
            return "failed: \(Act.words(error))"
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case StoreError.duplicate(let constraint): "duplicate \(constraint)"
        case StoreError.refused(let rule): "refused \(rule)"
        // SQLite does not say which.
        case StoreError.dangling: "dangling"
        case StoreError.unaudited: "unaudited"
        default: "\(type(of: error)) \(error)"
        }
    }

    private func run(in connection: any Connection, _ transaction: Transaction?) throws -> [String] {
        try steps.map { step in
            switch step {
            case .change(let sql): return "\(try connection.execute(sql)) changed"
            case .later(let sql): try connection.later(sql)
            case .look(let sql): return try connection.rows(sql).map { "\($0.columns) \($0.values)" }.joined(separator: ", ")
            case .audit(let action, let subject, let practice, let patient, let reason, let details):
                try transaction?.audit(action, subject, practice: practice, patient: patient, reason: reason, details: details)
            case .show(let subject, let patients): try transaction?.audit("list viewed", subject, showing: patients)
            case .refuse: throw Refused(why: "no")
            }
            return "done"
        }
    }
}

/// Draws tables of acts that meet the rules of `StoreTables` now and then.
private struct ActTable {
    private var random: SeededGenerator
    private var slots = 0
    private var entries = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func acts(_ count: Int) -> [Act] { (0..<count).map { _ in act() } }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    private mutating func chance(_ one: Int) -> Bool { number(1...one) == 1 }
    private mutating func maybe<Value>(_ value: Value) -> Value? { chance(3) ? nil : value }
    private mutating func session() -> String { "s\(number(0...4))" }
    private mutating func words() -> String { ["", "O’Neill", "it's \"so\"", "Größe 漢字 🩺", "a\nb\tc", "%_\\", "NULL"][number(0...6)] }

    private mutating func actor() -> Actor {
        chance(3)
            ? .test
            : Actor(
                account: Cast.id(500 + UInt64(number(0...1))), person: Cast.pat, role: maybe(.receptionist), organisation: maybe(Cast.elm),
                request: maybe("r\(number(0...9))"))
    }

    private mutating func act() -> Act {
        if chance(6) { return Act(way: .read, steps: (0...number(0...2)).map { _ in look() }) }
        if chance(10) { return Act(way: .maintain, steps: (0...number(0...2)).map { _ in chance(2) ? change() : look() }) }
        var steps = (0...number(0...4)).map { _ in chance(4) ? look() : chance(4) ? later() : change() }
        if !chance(8) { steps += (0...number(0...1)).map { _ in audit() } }
        if chance(8) {
            // What is sent later may fail before or after the refusal.
            steps.removeAll { if case .later = $0 { true } else { false } }
            steps.append(.refuse)
        }
        let form = SentForm(key: OnceKey("key \(number(0...9))"), content: "content \(number(0...1))")
        return Act(way: chance(4) ? .form(actor(), form) : .write(actor()), steps: steps)
    }

    private mutating func change() -> Act.Step {
        switch number(0...9) {
        case 0, 1: return .change("INSERT INTO sessions (id) VALUES (\(session())) ON CONFLICT (id) DO NOTHING")
        case 2: return .change("INSERT INTO sessions (id) VALUES (\(session()))")
        case 3, 4, 5:
            slots += 1
            let (starts, follows) = ("18:\(number(0...5))0", chance(3) ? "slot \(number(1...slots))" : nil)
            return .change(
                """
                INSERT INTO slots (id, session, starts, minutes, follows)
                VALUES (\("slot \(slots)"), \(session()), \(starts), \(10 * number(0...6)), \(follows))
                """)
        case 6: return .change("UPDATE slots SET minutes = minutes + \(10 * number(-2...3)) WHERE session = \(session())")
        case 7:
            return chance(2)
                ? .change("DELETE FROM sessions WHERE id = \(session())") : .change("DELETE FROM slots WHERE session = \(session())")
        default:
            let ratio = maybe(Double(number(-40...40)) / 4)
            return .change(
                """
                INSERT INTO kinds (id, word, amount, ratio, is_true, contents)
                VALUES (\(number(0...5)), \(maybe(words())), \(maybe(number(-9...9) * 1_000_000_000_000)), \(ratio), \(maybe(chance(2))),
                  \(maybe((0..<number(0...3)).map { _ in UInt8(number(0...255)) })))
                ON CONFLICT (id) DO UPDATE SET word = excluded.word, amount = excluded.amount, ratio = excluded.ratio,
                  is_true = excluded.is_true, contents = excluded.contents
                """)
        }
    }

    private mutating func later() -> Act.Step {
        switch number(0...2) {
        case 0: .later("INSERT INTO numbers (number) VALUES (\(number(0...40)))")
        case 1: .later("INSERT INTO numbers (number) VALUES (\(number(0...40))) ON CONFLICT (number) DO NOTHING")
        default: .later("DELETE FROM numbers WHERE number > \(number(0...40))")
        }
    }

    private mutating func look() -> Act.Step { .look(Self.looks[number(0...Self.looks.count - 1)]) }

    private mutating func audit() -> Act.Step {
        entries += 1
        let subject = AuditSubject("entry", "\(entries)")
        let patients: [PatientID] = (0...number(0...2)).map { _ in Cast.id(900 + UInt64(number(0...3))) }
        if chance(4) { return .show(subject, patients) }
        return .audit(
            "test changed", subject, practice: maybe(Cast.riverside), patient: maybe(patients[0]), reason: maybe(words()),
            details: Dictionary([("b", words()), ("a", words())].suffix(number(0...2)), uniquingKeysWith: { first, _ in first }))
    }

    static let looks: [SQL] = [
        "SELECT id, session, starts, minutes, follows FROM slots ORDER BY id",
        """
        SELECT sessions.id, COUNT(slots.id) AS slots, CAST(COALESCE(SUM(slots.minutes), 0) AS BIGINT) AS minutes
        FROM sessions
        LEFT JOIN slots ON slots.session = sessions.id
        GROUP BY sessions.id
        ORDER BY sessions.id
        """,
        "SELECT number FROM numbers ORDER BY number DESC LIMIT 5",
        """
        SELECT id, word, amount, ratio, contents, CASE WHEN is_true THEN 1 WHEN is_true IS NULL THEN NULL ELSE 0 END AS is_true
        FROM kinds
        ORDER BY id
        """,
    ]
}

@Suite("Both databases beside each other")
struct DifferentialTests {
    /// What acts came to, what is there afterwards, and the audit trail: all but the identifiers of its entries, which are drawn.
    private func story(of acts: [Act], in database: any Database) async throws -> [String] {
        var story: [String] = []
        for (number, act) in acts.enumerated() {
            story.append("\(number): \(await act.outcome(in: database, at: TestDay.later(minutes: number)))")
        }
        for look in ActTable.looks { story.append(await Act(way: .read, steps: [.look(look)]).outcome(in: database, at: TestDay.now)) }
        let verdict = try await sealedVerdict(database)
        story.append("whole: \(verdict.isWhole), entries: \(verdict.entries), sealed: \(verdict.sealed)")
        let trail = try await database.read { connection in
            try connection.rows(
                """
                SELECT at, account, person, role, organisation, process, request, action, subject_kind, subject_id, practice, patient, reason, details
                FROM audit_entries
                """
            ) + connection.rows("SELECT e.subject_id, p.patient FROM audit_patients p JOIN audit_entries e ON e.id = p.entry")
        }
        return story + trail.map { "\($0.values)" }.sorted()
    }

    @Test(
        "Random acts get the same answers, leave the same rows and the same audit trail on SQLite and on PostgreSQL",
        .enabled(if: TestDatabases.hasPostgres, "PostgreSQL only"))
    func sameActs() async throws {
        var all: [String] = []
        for seed in UInt64(1)...6 {
            var table = ActTable(seed: seed)
            let acts = table.acts(80)
            let one = try await withDatabase(.sqlite, migrations: StoreTables.migrations) { try await story(of: acts, in: $0) }
            let other = try await withDatabase(.postgres, migrations: StoreTables.migrations) { try await story(of: acts, in: $0) }
            #expect(one.count == other.count, "seed \(seed)")
            if let (here, there) = zip(one, other).first(where: { $0 != $1 }) {
                Issue.record("Seed \(seed), SQLite: \(here)\nPostgreSQL: \(there)")
            }
            all += one
        }
        // The tables meet every kind of end, or they would say little.
        for end in ["1 changed", "duplicate", "dangling", "slots_have_length", "unaudited", "Refused", "SentBefore", "whole: true"] {
            #expect(all.contains { $0.contains(end) }, "no act ends in: \(end)")
        }
    }
}
