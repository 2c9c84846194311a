// Who may see whom, before and after.

import Appointments
import Directory
import Kernel
import Patients
import Store
import TestCast
import TestKit
import Testing

/// Until November 2026 the register asked bookings and clinics who may see a patient: a hub whoever has an appointment there that is not cancelled, a
/// clinician whoever has one in their clinics from 7 days back to 14 days ahead. Relations of care have to answer the same.
@Suite("Relations of care")
struct CareRelationTests {
    private struct Answer: Hashable {
        let who: String
        let day: LocalDate
        let patients: Set<PatientID>
    }

    /// The rule as it was, in its own words.
    private static func before(_ hub: OrganisationID, _ people: [PersonID], _ days: [LocalDate], in connection: any Connection) throws -> [Answer] {
        try days.flatMap { day in
            let atHub: [PatientID] = try connection.values(
                "SELECT patient FROM bookings WHERE hub = \(hub) AND status <> 'cancelled'")
            return try [Answer(who: "hub", day: day, patients: Set(atHub))]
                + people.enumerated().map { number, person in
                    let expected: [PatientID] = try connection.values(
                        """
                        SELECT bookings.patient
                        FROM bookings
                        JOIN clinics ON clinics.id = bookings.clinic
                        WHERE clinics.clinician = \(person)
                          AND bookings.status <> 'cancelled'
                          AND bookings.local_date >= \(day.adding(days: -7))
                          AND bookings.local_date <= \(day.adding(days: 14))
                        """)
                    return Answer(who: "person \(number)", day: day, patients: Set(expected))
                }
        }
    }

    /// The rule as it is: each pair of a party and a patient asked alone.
    private static func now(_ hub: OrganisationID, _ people: [PersonID], _ days: [LocalDate], in connection: any Connection) throws -> [Answer] {
        try days.flatMap { day in
            func seen(_ party: CareRelation.Party) throws -> Set<PatientID> {
                Set(try connection.values("SELECT id FROM patients WHERE \(CareRelationStore.condition(party, patient: "patients.id", on: day))"))
            }
            return try [Answer(who: "hub", day: day, patients: seen(.place(hub)))]
                + people.enumerated().map { Answer(who: "person \($0)", day: day, patients: try seen(.person($1))) }
        }
    }

    @Test("A database of the version before is filled so that everybody sees whom they saw", arguments: TestDatabases.engines)
    func migrated(engine: Engine) async throws {
        let before = Scene.migrations.filter { $0 != PatientsFeature.careRelations }
        #expect(before.count == Scene.migrations.count - 1)
        try await withDatabase(engine, migrations: before) { database in
            let scene = try await Scene(database)
            let patterns = [try scene.pattern(), try scene.pattern(.physiotherapist, clinician: Cast.physiotherapist, room: 1, weekday: .tuesday)]
            for pattern in patterns { try await scene.publish(pattern) }
            var patients: [PatientID] = []
            for serial in 1...12 { patients.append(try await scene.patient(serial, family: "Example\(serial)")) }
            // The ends of months, of a leap year's February and of a year are where a calendar goes wrong.
            let days = try [
                "2026-11-23", "2026-11-24", "2026-12-07", "2026-12-31", "2027-01-01", "2027-02-28", "2027-03-01", "2024-02-28", "2024-02-29",
                "2024-03-01",
                "2026-11-16", "2026-11-13",
            ].map { try LocalDate(parsing: $0) }
            let slots = try await scene.slots(of: patterns[0]) + scene.slots(of: patterns[1])
            let statuses = ["booked", "seen", "cancelled", "did-not-attend", "arrived"]
            let (all, hub) = (patients, Cast.hub)
            try await database.write(by: .test, at: TestDay.now) { tx in
                for (index, slot) in slots.prefix(24).enumerated() {
                    let status = statuses[index % statuses.count]
                    let ended: Instant? = status == "cancelled" ? tx.instant : nil
                    let reason: String? = status == "cancelled" ? "patient-asked" : nil
                    try tx.execute(
                        """
                        INSERT INTO bookings (id, slot, clinic, hub, patient, practice, starts_at, ends_at, local_date, minutes, status, need, note,
                          booked_at, cancelled_at, cancel_reason, cancel_note)
                        VALUES (\(ID<Booking>(at: tx.instant)), \(slot.id), \(slot.clinic), \(hub), \(all[index % 12]), \(Cast.riverside),
                          \(slot.startsAt), \(slot.endsAt), \(days[index % days.count]), 15, \(status), '', '', \(tx.instant), \(ended), \(reason), '')
                        """)
                }
                try tx.audit("test", AuditSubject("test", Cast.hub))
            }
            let people = [Cast.doctor, Cast.physiotherapist, Cast.pat]
            let around = Set(days.flatMap { day in [-15, -14, -8, -1, 0, 6, 7, 8].map { day.adding(days: $0) } } + [TestDay.today]).sorted()
            let old = try await database.read { try Self.before(hub, people, around, in: $0) }
            try await SchemaHistory.bring(database, to: TestDatabases.ground + Scene.migrations, at: TestDay.now)
            let new = try await database.read { try Self.now(hub, people, around, in: $0) }
            for (one, other) in zip(old, new) where one.who != "hub" || one.day >= TestDay.today { #expect(one == other) }
            #expect(Set(old.map(\.patients)).count > 8)
            // 24 bookings, every fifth from the third on cancelled: 5 of them (3, 8, 13, 18, 23); two relations for each of the others.
            #expect(try await scene.count("SELECT COUNT(*) FROM care_relations") == 2 * 19)
        }
    }

    @Test(
        "Whatever is booked, moved, cancelled, given to another clinician or not held, the old rule and the new one agree",
        arguments: TestDatabases.engines)
    func asBefore(engine: Engine) async throws {
        var kinds: Set<String> = []
        for seed in UInt64(1)...3 {
            try await Scene.run(engine) { scene in
                var random = SeededGenerator(seed: seed)
                let patterns = [
                    try scene.pattern(), try scene.pattern(.physiotherapist, clinician: Cast.physiotherapist, room: 1, weekday: .tuesday),
                ]
                for pattern in patterns { try await scene.publish(pattern) }
                let slots = try await scene.slots(of: patterns[0]) + scene.slots(of: patterns[1])
                let clinics = Array(Set(slots.map(\.clinic))).sorted()
                var patients: [PatientID] = []
                for serial in 1...6 { patients.append(try await scene.patient(serial, family: "Example\(serial)")) }
                let stand = PersonID(at: TestDay.now)
                try await scene.database.write(by: .test, at: TestDay.now) { tx in
                    try PersonStore.add(Person(id: stand, givenName: "Lee", familyName: "Standin", profession: "GP and physiotherapist"), in: tx)
                    try PersonStore.appoint(
                        Post(id: ID(at: tx.instant), personId: stand, organisationId: Cast.hub, kind: .staff, fromDate: Scene.today), in: tx)
                }
                let people = [Cast.doctor, Cast.physiotherapist, stand]
                var (now, done) = (TestDay.now, [String: Int]())
                for _ in 0..<90 {
                    now = now.adding(minutes: Int.random(in: 1...400, using: &random))
                    let (slot, patient) = (slots.randomElement(using: &random)?.id, patients.randomElement(using: &random))
                    let clinic = try #require(clinics.randomElement(using: &random))
                    let bookings: [Booking] = try await scene.database.read { try $0.all("SELECT * FROM bookings ORDER BY booked_at, starts_at") }
                    let booking = bookings.randomElement(using: &random)
                    let (choice, room, person) = (
                        Int.random(in: 0..<12, using: &random), Cast.rooms[Int.random(in: 0...1, using: &random)],
                        people[Int.random(in: 0..<people.count, using: &random)]
                    )
                    let (at, target, whom) = (now, try #require(slot), try #require(patient))
                    do {
                        let act = try await scene.database.write(by: .test, at: at) { tx -> String in
                            let draft = BookingDraft(id: ID(at: at), slot: target, patient: whom)
                            switch (choice, booking) {
                            case (0...4, _), (_, nil):
                                try BookingStore.book(draft, scope: .federation, in: tx)
                                return "booked"
                            case (5, let booking?):
                                try BookingStore.move(
                                    booking.id, to: BookingDraft(id: ID(at: at), slot: target, patient: booking.patient), scope: .federation, in: tx)
                                return "moved"
                            case (6, let booking?):
                                try BookingStore.cancel(booking.id, reason: .patientAsked, note: "", scope: .federation, in: tx)
                                return "cancelled"
                            case (7, _):
                                let seen = try ClinicDateStore.substitutions(of: clinic, in: tx).first?.number ?? 0
                                try ClinicDateStore.substitute(
                                    SubstitutionDraft(clinician: person, room: room, reason: "Unwell", seen: Revision(seen)), on: clinic, in: tx)
                                return "substituted"
                            case (8, _):
                                try ClinicDateStore.stop(clinic, reason: "Unwell", in: tx)
                                return "stopped"
                            case (9, let booking?):
                                try ClinicListStore.mark(booking.id, .arrive, hub: Cast.hub, in: tx)
                                return "arrived"
                            case (10, _):
                                try ClinicDateStore.recordNotHeld(clinic, .clinicianUnwell, in: tx)
                                return "not held"
                            default:
                                try ClinicDateStore.takeBackNotHeld(clinic, in: tx)
                                return "held after all"
                            }
                        }
                        done[act, default: 0] += 1
                    } catch let fault as StoreError {
                        Issue.record(fault, "choice \(choice), seed \(seed) after \(done)")
                    } catch {
                        continue
                    }
                    let today = London.local(now).date
                    let days = [0, 1, 5, 13, 14, 20, 30].map { today.adding(days: $0) }
                    let (old, new) = try await scene.database.read { connection in
                        (try Self.before(Cast.hub, people, days, in: connection), try Self.now(Cast.hub, people, days, in: connection))
                    }
                    #expect(old == new, "seed \(seed) after \(done)")
                    #expect(try await scene.database.read { try BookingRelations.verify(in: $0) } == [], "seed \(seed) after \(done)")
                }
                kinds.formUnion(done.keys)
            }
        }
        #expect(kinds.count >= 6, "\(kinds)")
    }

    @Test("An appointment without its relations, and a relation that outlived its appointment, are told", arguments: TestDatabases.engines)
    func verified(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            var bookings: [Booking] = []
            for serial in 1...3 { bookings.append(try await scene.book(slots[serial].id, for: scene.patient(serial))) }
            let gone = bookings[2].id
            try await scene.database.write(by: .test, at: TestDay.now) {
                try BookingStore.cancel(gone, reason: .patientAsked, note: "", scope: .federation, in: $0)
            }
            func findings() async throws -> [String] { try await scene.database.read { try BookingRelations.verify(in: $0) } }
            #expect(try await findings() == [])
            // One has lost its hub's, one its clinician's, and what was called off stands again.
            for change: SQL in [
                "DELETE FROM care_relations WHERE evidence = \(bookings[0].id) AND place IS NOT NULL",
                "UPDATE care_relations SET person = \(Cast.pat) WHERE evidence = \(bookings[1].id) AND person IS NOT NULL",
                "UPDATE care_relations SET ended_at = NULL WHERE evidence = \(gone)",
            ] { _ = try await scene.database.maintain { try $0.execute(change) } }
            let told = try await findings()
            let (unseen, seen) = (told.filter { $0.contains("cannot see the patient") }, told.filter { $0.contains("still lets somebody see") })
            #expect(told.count == 4 && unseen.count == 2 && seen.count == 2, "\(told)")
            for id in [bookings[0].id, bookings[1].id] { #expect(unseen.contains { $0.hasPrefix("Appointment \(id) ") }) }
            for id in [bookings[1].id, gone] { #expect(seen.contains { $0.hasPrefix("Appointment \(id) ") }) }
        }
    }

    @Test("A relation that was called off keeps its row, with the instant", arguments: TestDatabases.engines)
    func calledOff(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let booking = try await scene.book(scene.slots(of: pattern)[0].id, for: scene.patient(1))
            try await scene.database.write(by: .test, at: TestDay.later(minutes: 5)) {
                try BookingStore.cancel(booking.id, reason: .patientAsked, note: "", scope: .federation, in: $0)
            }
            #expect(
                try await scene.count(
                    "SELECT COUNT(*) FROM care_relations WHERE evidence = \(booking.id) AND ended_at = \(TestDay.later(minutes: 5))") == 2)
        }
    }
}
