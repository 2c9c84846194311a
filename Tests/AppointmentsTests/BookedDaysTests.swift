// Two bookings of one patient meet.

import Appointments
import Kernel
import Store
import TestKit
import Testing

@Suite("Booked days")
struct BookedDaysTests {
    private func counts(_ scene: Scene) async throws -> [Int] {
        try await scene.database.read { try $0.values("SELECT bookings FROM booked_days ORDER BY bookings DESC") }
    }

    @Test("Each booking of a patient for a day is counted, and one that overlaps another of that day is refused", arguments: TestDatabases.engines)
    func counted(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (one, other) = (try scene.pattern(), try scene.pattern(.physiotherapist, clinician: Cast.physiotherapist, room: 1, minutes: 20))
            for pattern in [one, other] { try await scene.publish(pattern) }
            let (gp, physio) = (try await scene.slots(of: one), try await scene.slots(of: other))
            let patient = try await scene.patient(1)
            let booking = try await scene.book(gp[0].id, for: patient)
            // 6:30pm to 6:45pm, and 6:30pm to 6:50pm.
            #expect(try await scene.refusal(physio[0].id, for: patient) == .overlaps(gp[0].startsAt))
            #expect(try await counts(scene) == [1])
            #expect(try await scene.refusal(physio[1].id, for: patient) == nil)
            #expect(try await counts(scene) == [2])
            try await scene.database.write(by: .test, at: TestDay.now) {
                try BookingStore.cancel(booking.id, reason: .patientAsked, note: "", scope: .federation, in: $0)
            }
            // What was cancelled stays counted and bars nobody: physiotherapy begins at 6:50pm.
            #expect(try await scene.refusal(physio[0].id, for: patient) == nil)
            #expect(try await counts(scene) == [3])
            #expect(try await scene.database.read { try BookedDays.verify(in: $0) } == [])
        }
    }

    @Test(
        "A count that is too high, as a booking that was refused leaves it where its transaction goes on, is no finding; one too low is",
        arguments: TestDatabases.engines)
    func tooHigh(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (one, other) = (try scene.pattern(), try scene.pattern(.physiotherapist, clinician: Cast.physiotherapist, room: 1, minutes: 20))
            for pattern in [one, other] { try await scene.publish(pattern) }
            let (gp, physio) = (try await scene.slots(of: one)[0], try await scene.slots(of: other)[0])
            let patient = try await scene.patient(1)
            _ = try await scene.book(gp.id, for: patient)
            let draft = BookingDraft(id: ID(at: TestDay.now), slot: physio.id, patient: patient)
            try await scene.database.write(by: .test, at: TestDay.now) { tx in
                #expect(throws: BookingRefusal.overlaps(gp.startsAt)) { try BookingStore.book(draft, scope: .federation, in: tx) }
                try tx.audit("test", AuditSubject("test", patient))
            }
            #expect(try await counts(scene) == [2])
            #expect(try await scene.database.read { try BookedDays.verify(in: $0) } == [])
            // Two bookings stand and one is counted.
            _ = try await scene.book(try await scene.slots(of: one)[5].id, for: patient)
            _ = try await scene.database.maintain { try $0.execute("UPDATE booked_days SET bookings = 1") }
            let told = try await scene.database.read { try BookedDays.verify(in: $0) }
            #expect(told.map { $0.contains(patient.stored) } == [true])
        }
    }

    @Test("A database from before the days were counted has them afterwards; a day that is not counted is told", arguments: TestDatabases.engines)
    func migration(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(until: Scene.today.adding(days: 13))
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            let patients = [try await scene.patient(1), try await scene.patient(2)]
            let first = try await scene.book(slots[0].id, for: patients[0])
            // Two on the first Monday, one of them cancelled, and one on the second; another patient has one.
            try await scene.database.write(by: .test, at: TestDay.now) {
                try BookingStore.cancel(first.id, reason: .patientAsked, note: "", scope: .federation, in: $0)
            }
            for slot in [slots[1], slots[7]] { _ = try await scene.book(slot.id, for: patients[0]) }
            _ = try await scene.book(slots[2].id, for: patients[1])
            let before = try await counts(scene)
            #expect(before == [2, 1, 1])
            try await scene.database.maintain { connection in
                try connection.execute("DROP TABLE booked_days")
                try connection.execute("DELETE FROM schema_migrations WHERE name = \(AppointmentsFeature.bookedDays.name)")
            }
            let ran = try await SchemaHistory.bring(scene.database, to: TestDatabases.ground + Scene.migrations, at: TestDay.now)
            #expect(ran == [AppointmentsFeature.bookedDays.name])
            #expect(try await counts(scene) == before)
            _ = try await scene.database.maintain { try $0.execute("DELETE FROM booked_days WHERE patient = \(patients[1])") }
            let told = try await scene.database.read { try BookedDays.verify(in: $0) }
            #expect(told.map { $0.contains(patients[1].stored) } == [true])
        }
    }
}
