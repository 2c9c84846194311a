// Appointments of who moves or dies.

import Appointments
import Directory
import Kernel
import Patients
import Store
import TestKit
import Testing

@Suite("Appointments of patients who move or die")
struct PatientEndTests {
    /// The refusal with which a change ends, or nil where it goes through.
    private func refusal(_ scene: Scene, at now: Instant = TestDay.now, _ act: @escaping @Sendable (Transaction) throws -> Void) async throws
        -> PatientRefusal?
    {
        do {
            try await scene.database.write(by: scene.actor(), at: now) { try act($0) }
            return nil
        } catch let refusal as PatientRefusal {
            return refusal
        }
    }

    @Test(
        "From the day of a move the old practice does not see the record and the new one does; what is booked stays", arguments: TestDatabases.engines
    )
    func moved(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let booking = try await scene.book(scene.slots(of: pattern)[0].id, for: patient)
            func move(
                to practice: OrganisationID?, from days: Int, revision: Int, by scope: Scope? = nil
            ) async throws -> PatientRefusal? {
                try await refusal(scene) {
                    try PatientChangeStore.move(
                        patient, to: practice, from: Scene.today.adding(days: days), reason: "", revision: Revision(revision),
                        scope: scope ?? .practice(Cast.riverside), in: $0)
                }
            }
            func sees(_ practice: OrganisationID, _ days: Int) async throws -> Bool {
                try await scene.database.read {
                    try PatientStore.patient(patient, on: Scene.today.adding(days: days), scope: .practice(practice), in: $0) != nil
                }
            }
            // Refused: another practice's receptionist, the same practice, before the record began (1 January), too far ahead, a body that is no member.
            #expect(try await move(to: Cast.oldMill, from: 1, revision: 0, by: .practice(Cast.elm)) == .notFound)
            #expect(try await move(to: Cast.riverside, from: 1, revision: 0) == .samePractice("Riverside Surgery"))
            #expect(try await move(to: Cast.oldMill, from: -400, revision: 0) == .practiceBefore(LocalDate(parsing: "2026-01-01")))
            #expect(try await move(to: Cast.oldMill, from: 91, revision: 0) == .practiceBeyond(Scene.today.adding(days: 90)))
            #expect(try await move(to: Cast.hub, from: 1, revision: 0) == .noSuchPractice)
            #expect(try await sees(Cast.riverside, 30))

            #expect(try await move(to: Cast.oldMill, from: 3, revision: 0) == nil)
            #expect(try await sees(Cast.riverside, 2))
            #expect(try await !sees(Cast.oldMill, 2))
            #expect(try await !sees(Cast.riverside, 3))
            #expect(try await sees(Cast.oldMill, 3))
            let kept = try await scene.database.read { try BookingStore.booking(booking.id, scope: .practice(Cast.riverside), in: $0) }
            #expect(kept?.status == .booked && kept?.practice == Cast.riverside)

            // Moved by mistake: moving back from the same day restores the list as it was.
            await #expect(throws: ChangedMeanwhile()) { try await move(to: Cast.oldMill, from: 0, revision: 0) }
            #expect(try await move(to: Cast.oldMill, from: 0, revision: 1) == nil)
            #expect(try await move(to: Cast.riverside, from: 0, revision: 2, by: .practice(Cast.oldMill)) == nil)
            #expect(try await sees(Cast.riverside, 0))
            #expect(try await sees(Cast.riverside, 30))
            #expect(try await !sees(Cast.oldMill, 0))
            #expect(try await scene.count("SELECT COUNT(*) FROM patient_registrations WHERE patient = \(patient) AND until_date IS NULL") == 1)

            // Out of the federation: no practice sees the record, and nothing new can be booked.
            #expect(try await move(to: nil, from: 0, revision: 3) == nil)
            #expect(try await !sees(Cast.riverside, 0))
            #expect(try await scene.refusal(scene.slots(of: pattern)[2].id, for: patient) == .notRegistered)
            let history = try await scene.database.read { try PatientChangeStore.history(of: patient, in: $0) }
            #expect(history.map(\.kind) == [.practice, .practice, .practice, .practice])
            #expect(history.first?.fields.first == FieldChange(.practice, from: Cast.riverside.stored, to: ""))
        }
    }

    @Test("A death cancels or keeps the appointments by choice, nothing new is booked, and it can be taken back", arguments: TestDatabases.engines)
    func death(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            let booking = try await scene.book(slots[0].id, for: patient)
            func record(
                _ date: LocalDate = Scene.today, cancelling: Bool, shown: [ID<Booking>], revision: Int = 0, by scope: Scope? = nil
            ) async throws -> PatientRefusal? {
                try await refusal(scene) {
                    try PatientChangeStore.recordDeath(
                        of: patient, on: date, source: "The daughter", cancelling: cancelling,
                        shown: shown.map { $0.asID(of: CareEvent.self) }, revision: Revision(revision), scope: scope ?? .practice(Cast.riverside),
                        deliveries: [AppointmentsFeature.care], in: $0)
                }
            }
            func status() async throws -> BookingStatus? {
                try await scene.database.read { try BookingStore.booking(booking.id, scope: .federation, in: $0)?.status }
            }
            #expect(try await record(cancelling: true, shown: [booking.id], by: .practice(Cast.elm)) == .notFound)
            #expect(try await record(Scene.today.adding(days: 1), cancelling: true, shown: [booking.id]) == .diedInFuture)
            #expect(try await record(LocalDate(parsing: "1961-05-03"), cancelling: true, shown: [booking.id]) == .diedBeforeBirth)
            // Somebody booked after the page was opened: the appointment was not among those that were shown.
            #expect(try await record(cancelling: true, shown: []) == .appointmentsChanged)
            #expect(try await status() == .booked)

            #expect(try await record(cancelling: false, shown: [booking.id]) == nil)
            #expect(try await status() == .booked)
            #expect(try await scene.refusal(slots[1].id, for: patient) == .deceased)
            #expect(try await record(cancelling: true, shown: [booking.id], revision: 1) == .alreadyDied(Scene.today))

            func takeBack(_ revision: Int, by scope: Scope) async throws -> PatientRefusal? {
                try await refusal(scene) {
                    try PatientChangeStore.takeBackDeath(of: patient, reason: "Wrong person", revision: Revision(revision), scope: scope, in: $0)
                }
            }
            #expect(try await takeBack(1, by: .practice(Cast.elm)) == .notFound)
            await #expect(throws: ChangedMeanwhile()) { try await takeBack(0, by: .federation) }
            #expect(try await takeBack(1, by: .federation) == nil)
            #expect(try await takeBack(2, by: .federation) == .notDied)

            #expect(try await record(cancelling: true, shown: [booking.id], revision: 2) == nil)
            #expect(try await status() == .cancelled)
            #expect(try await takeBack(3, by: .federation) == nil)
            let (history, cancelled) = try await scene.database.read { connection in
                let history = try PatientChangeStore.history(of: patient, in: connection)
                let death = try #require(history.first { $0.kind == .death })
                return (history, try AppointmentsFeature.care.cancelled(patient, death.changedAt, TestDay.now, connection))
            }
            #expect(history.map(\.kind) == [.deathTakenBack, .death, .deathTakenBack, .death])
            #expect(cancelled.map(\.id) == [booking.id.asID(of: CareEvent.self)])
            #expect(try await scene.refusal(slots[1].id, for: patient) == nil)
            #expect(try await scene.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'death recorded'") == 2)
            #expect(try await scene.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'death taken back'") == 2)
        }
    }

    @Test("A death before a day on which a hub met the patient is refused: it may be the wrong person", arguments: TestDatabases.engines)
    func metSince(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slot = try await scene.slots(of: pattern)[0]
            let booking = try await scene.book(slot.id, for: patient)
            let evening = slot.startsAt
            try await scene.database.write(by: .test, at: evening) { tx in
                try ClinicListStore.mark(booking.id, .arrive, hub: Cast.hub, in: tx)
                try ClinicListStore.mark(booking.id, .see, hub: Cast.hub, in: tx)
            }
            func record(_ date: LocalDate) async throws -> PatientRefusal? {
                try await refusal(scene, at: evening.adding(minutes: 2880)) {
                    try PatientChangeStore.recordDeath(
                        of: patient, on: date, source: "A letter", cancelling: false, shown: [], revision: Revision(0), scope: .federation,
                        deliveries: [AppointmentsFeature.care], in: $0)
                }
            }
            #expect(try await record(Scene.monday.adding(days: -1)) == .metSince(Scene.monday))
            #expect(try await record(Scene.monday) == nil)
        }
    }

    @Test("A death and a booking at the same moment never leave a new appointment in the name of the dead", arguments: TestDatabases.engines)
    func deathRace(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern, on: Scene.monday)
            for round in 0..<5 {
                let patient = try await scene.patient(round + 1, family: "Example\(round)")
                let done = try await atOnce(2) { index -> Bool in
                    if index == 0 { return try await scene.refusal(slots[round].id, for: patient) == nil }
                    return try await refusal(scene) {
                        try PatientChangeStore.recordDeath(
                            of: patient, on: Scene.today, source: "A letter", cancelling: false, shown: [], revision: Revision(0), scope: .federation,
                            deliveries: [AppointmentsFeature.care], in: $0)
                    } == nil
                }
                #expect(done.filter { $0 }.count == 1)
            }
        }
    }
}
