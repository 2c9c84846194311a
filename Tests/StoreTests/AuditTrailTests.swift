// Tampering with the trail is found.

import Kernel
import Store
import TestKit
import Testing

@Suite("Audit trail")
struct AuditTrailTests {
    /// Ten writes of one entry each.
    private func fill(_ database: any Database) async throws -> AuditAnchor? {
        for number in 0..<10 {
            try await database.write(by: .test, at: TestDay.later(minutes: number)) { transaction in
                try transaction.execute("INSERT INTO numbers (number) VALUES (\(number))")
                try transaction.audit("number added", AuditSubject("number", "\(number)"), reason: "because", details: ["b": "2", "a": "1\"\n"])
            }
        }
        try await database.sealAuditTrail()
        return try await AuditTrail.anchor(in: database)
    }

    private func tamper(_ engine: Engine, _ change: @escaping @Sendable (any Connection) throws -> Void) async throws -> [AuditFinding] {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            let anchor = try await fill(database)
            #expect(try await sealedVerdict(database, anchor: anchor).isWhole)
            try await database.maintain(change)
            return try await sealedVerdict(database, anchor: anchor).findings
        }
    }

    @Test("An untouched trail is whole, counted and in the order of the commits", arguments: TestDatabases.engines)
    func whole(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            let anchor = try await fill(database)
            let verdict = try await sealedVerdict(database, anchor: anchor)
            #expect(verdict == AuditVerdict.whole(entries: 10, head: anchor))
            let subjects = try await database.read {
                try $0.values(String.self, "SELECT e.subject_id FROM audit_seals s JOIN audit_entries e ON e.id = s.entry ORDER BY s.sequence")
            }
            #expect(subjects == (0..<10).map(String.init))
            let details = try await database.read { try $0.value(String.self, "SELECT details FROM audit_entries LIMIT 1") }
            #expect(details == #"{"a":"1\"\n","b":"2"}"#)
        }
    }

    @Test("Who looked at a patient is found in looks at the record, at what belongs to it and at lists", arguments: TestDatabases.engines)
    func concerningPatient(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            let patients = (0..<3).map { _ in PatientID(at: TestDay.now) }
            try await database.write(by: .test, at: TestDay.now) { transaction in
                try transaction.audit("patient record viewed", AuditSubject("patient", patients[0]), patient: patients[0])
                try transaction.audit("appointment booked", AuditSubject("booking", "7"), patient: patients[0])
                try transaction.audit("clinic list viewed", AuditSubject("clinic list", "today"), showing: [patients[0], patients[1], patients[0]])
                try transaction.audit("patients searched", AuditSubject("search", "patients"), showing: [])
            }
            func actions(_ patient: PatientID) async throws -> [String] {
                try await database.read { try AuditTrail.entries(.patient(patient), in: $0).map(\.action) }
            }
            #expect(try await actions(patients[0]).sorted() == ["appointment booked", "clinic list viewed", "patient record viewed"])
            #expect(try await actions(patients[1]) == ["clinic list viewed"])
            #expect(try await actions(patients[2]) == [])
            let details = try await database.read {
                try $0.value(String.self, "SELECT details FROM audit_entries WHERE action = 'clinic list viewed'")
            }
            #expect(details == #"{"patients":"\#(patients[0].stored) \#(patients[1].stored)","shown":"3"}"#)
            try await database.sealAuditTrail()
            #expect(try await sealedVerdict(database).isWhole)
        }
    }

    @Test("Entries from before lists had rows of their own are found by patient as well", arguments: TestDatabases.engines)
    func earlierLists(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            try await database.maintain { connection in
                try connection.execute("DROP TABLE audit_patients")
                try connection.execute("DELETE FROM schema_migrations WHERE name LIKE '%patients of audit entries'")
            }
            let patients = (0..<70).map { _ in PatientID(at: TestDay.now) }
            try await database.write(by: .test, at: TestDay.now) { transaction in
                for shown in [patients, [], [patients[1]], [patients[2], patients[2]]] {
                    try transaction.audit(
                        "patients searched", AuditSubject("search", "patients"),
                        details: ["patients": shown.map(\.stored).joined(separator: " "), "shown": String(shown.count)])
                }
                try transaction.audit("number added", AuditSubject("number", "1"), details: ["a": "b"])
            }
            try await SchemaHistory.bring(database, to: TestDatabases.ground + StoreTables.migrations, at: TestDay.now)
            let counts = try await database.read { connection in
                try patients.map { try AuditTrail.entries(.patient($0), in: connection).count }
            }
            #expect(counts == [1, 2, 2] + [Int](repeating: 1, count: 67))
            #expect(try await database.read { try $0.value(Int.self, "SELECT CAST(COUNT(*) AS BIGINT) FROM audit_patients") } == 72)
        }
    }

    @Test("Any altered field is found", arguments: TestDatabases.engines, ["reason", "action", "at", "subject_id", "patient"])
    func altered(engine: Engine, column: String) async throws {
        let findings = try await tamper(engine) { connection in
            try connection.execute("UPDATE audit_entries SET \(SQL(verbatim: column)) = 'other' WHERE subject_id = '4'")
        }
        guard findings.count == 1, case .altered(let sequence, _) = findings[0] else {
            Issue.record("\(findings)")
            return
        }
        #expect(sequence == 5)
    }

    @Test("A deleted entry is found", arguments: TestDatabases.engines)
    func deleted(engine: Engine) async throws {
        let findings = try await tamper(engine) { try $0.execute("DELETE FROM audit_entries WHERE subject_id = '4'") }
        guard findings.count == 1, case .deleted(let sequence, _) = findings[0] else {
            Issue.record("\(findings)")
            return
        }
        #expect(sequence == 5)
    }

    @Test("An entry deleted together with its seal is found", arguments: TestDatabases.engines)
    func deletedWithSeal(engine: Engine) async throws {
        let findings = try await tamper(engine) { connection in
            try connection.execute("DELETE FROM audit_seals WHERE entry = (SELECT id FROM audit_entries WHERE subject_id = '4')")
            try connection.execute("DELETE FROM audit_entries WHERE subject_id = '4'")
        }
        #expect(findings == [.gap(after: 4, next: 6)])
    }

    @Test("Two entries that changed places are found", arguments: TestDatabases.engines)
    func reordered(engine: Engine) async throws {
        let findings = try await tamper(engine) { connection in
            let entries = try connection.values(String.self, "SELECT entry FROM audit_seals WHERE sequence IN (3, 4) ORDER BY sequence")
            try connection.execute("UPDATE audit_seals SET entry = 'aside' WHERE sequence = 3")
            try connection.execute("UPDATE audit_seals SET entry = \(entries[0]) WHERE sequence = 4")
            try connection.execute("UPDATE audit_seals SET entry = \(entries[1]) WHERE sequence = 3")
        }
        #expect(findings.count == 2)
    }

    @Test("An end that was cut off is found by the end noted before", arguments: TestDatabases.engines)
    func cutOff(engine: Engine) async throws {
        let findings = try await tamper(engine) { connection in
            try connection.execute("DELETE FROM audit_entries WHERE subject_id IN ('8', '9')")
            try connection.execute("DELETE FROM audit_seals WHERE sequence > 8")
        }
        guard findings.count == 1, case .cutOff(let anchor) = findings[0] else {
            Issue.record("\(findings)")
            return
        }
        #expect(anchor.sequence == 10)
    }

    @Test("Entries added from outside, or whose seals were deleted, are found without any note of the end", arguments: TestDatabases.engines)
    func strays(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            _ = try await fill(database)
            try await database.maintain { try $0.execute("DELETE FROM audit_seals WHERE sequence > 8") }
            #expect(try await sealedVerdict(database).findings == [.unsealed(2)])
        }
    }

    @Test("A noted end reads back, and nonsense does not")
    func anchorText() throws {
        let anchor = AuditAnchor(sequence: 12, hash: String(repeating: "a", count: 64))
        #expect(try AuditAnchor(parsing: anchor.description) == anchor)
        #expect(throws: ParseProblem.self) { try AuditAnchor(parsing: "12") }
    }

    @Test("The trail is found by subject, patient and person, newest first, page by page", arguments: TestDatabases.engines)
    func search(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            let patient = PatientID(at: TestDay.now)
            for number in 0..<5 {
                try await database.write(by: .test, at: TestDay.later(minutes: number)) { transaction in
                    try transaction.audit("record viewed", AuditSubject("patient", "\(number % 2)"), patient: number < 3 ? patient : nil)
                }
            }
            let entries = try await database.read { try AuditTrail.entries(.patient(patient), limit: 2, in: $0) }
            #expect(entries.map(\.at) == [TestDay.later(minutes: 2), TestDay.later(minutes: 1)])
            let rest = try await database.read { try AuditTrail.entries(.patient(patient), before: entries.last?.id, limit: 2, in: $0) }
            #expect(rest.map(\.at) == [TestDay.now])
            let subject = try await database.read { try AuditTrail.entries(.subject(AuditSubject("patient", "1")), in: $0) }
            #expect(subject.count == 2)
            #expect(try await database.read { try AuditTrail.entries(.everything, in: $0) }.count == 5)
        }
    }
}

extension AuditVerdict {
    static func whole(entries: Int, head: AuditAnchor?) -> AuditVerdict {
        AuditVerdict(entries: entries, sealed: entries, unsealed: 0, head: head, findings: [])
    }
}
