// Clinics planned before the diary.

import Appointments
import Directory
import Kernel
import Store
import TestKit
import Testing

@Suite("Clinics of the version before the diary")
struct DiaryMigrationTests {
    @Test("A clinic that was planned before the diary goes on keeping its clinician and its room", arguments: TestDatabases.engines)
    func migrated(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Scene.migrations.filter { $0 != AppointmentsFeature.clinicsInDiary }) { database in
            let scene = try await Scene(database)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            // As the version before kept them: rows of five minutes beside the clinics, and no diary.
            struct Kept: Decodable, Sendable {
                let resourceKind: String
                let resource: String
                let fiveMinutes: Int
                let record: String
            }
            let kept: [Kept] = try await database.read {
                try $0.all("SELECT resource_kind, resource, five_minutes, record FROM diary_times ORDER BY resource_kind, resource, five_minutes")
            }
            try await database.write(by: .test, at: TestDay.now) { tx in
                for row in kept {
                    try tx.execute(
                        """
                        INSERT INTO clinic_times (kind, subject, five_minutes, clinic)
                        VALUES (\(row.resourceKind == "person" ? "clinician" : "room"), \(row.resource), \(row.fiveMinutes),
                          \(String(row.record.dropFirst("clinic:".count))))
                        """)
                }
                try tx.execute("DELETE FROM diary_times")
                try tx.execute("DELETE FROM diary_entries")
                try tx.audit("test", AuditSubject("test", Cast.hub))
            }
            try await SchemaHistory.bring(database, to: TestDatabases.ground + Scene.migrations, at: TestDay.now)
            let after: [Kept] = try await database.read {
                try $0.all("SELECT resource_kind, resource, five_minutes, record FROM diary_times ORDER BY resource_kind, resource, five_minutes")
            }
            // A clinic of 90 minutes fills 18 rows for its clinician and 18 for its room.
            #expect(!kept.isEmpty && kept.count % 36 == 0)
            #expect(after.map(\.record) == kept.map(\.record) && after.map(\.fiveMinutes) == kept.map(\.fiveMinutes))
            #expect(after.map(\.resource) == kept.map(\.resource))
            let clinics: Int? = try await database.read { try $0.value("SELECT CAST(COUNT(*) AS BIGINT) FROM diary_entries") }
            #expect(clinics == kept.count / 36)
            await #expect(throws: ClinicRefusal.self) { try await scene.publish(scene.pattern()) }
        }
    }
}
