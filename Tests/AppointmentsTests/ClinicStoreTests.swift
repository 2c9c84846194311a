// Publishing, withdrawing and closing clinics.

import Activity
import Appointments
import Directory
import Kernel
import Store
import TestKit
import Testing

@Suite("Clinic store")
struct ClinicStoreTests {
    @Test("A clinician, and a room, are in one clinic at a time", arguments: TestDatabases.engines)
    func clashes(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            try await scene.publish(scene.pattern())
            let sameClinician = try scene.pattern(room: 1, starts: "19:55", ends: "21:00")
            await #expect(throws: ClinicRefusal.self) { try await scene.publish(sameClinician) }
            let sameRoom = try scene.pattern(.physiotherapist, clinician: Cast.physiotherapist, starts: "18:00", ends: "18:35")
            do {
                try await scene.publish(sameRoom)
                Issue.record("Room 1 was given twice")
            } catch ClinicRefusal.clashes(let clashes) {
                #expect(clashes.first?.sentence == "Room 1 is in use for a clinic on Monday 23 November from 6:30pm to 8pm.")
            }
            let afterwards = try scene.pattern(room: 1, starts: "20:00", ends: "21:00")
            #expect(try await scene.publish(afterwards).clinics == 3)
        }
    }

    @Test("Two who publish clinics for one clinician at one moment: one goes through", arguments: TestDatabases.engines)
    func clashRace(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            for round in 0..<5 {
                let from = Scene.today.adding(days: round * 7)
                let patterns = try [0, 1].map { try scene.pattern(room: $0, from: from, until: from.adding(days: 6)) }
                let answers = try await atOnce(2) { index -> Bool in
                    do {
                        try await scene.publish(patterns[index])
                        return true
                    } catch is ClinicRefusal {
                        return false
                    } catch StoreError.duplicate {
                        return false
                    }
                }
                #expect(answers.filter { $0 }.count == 1)
            }
            #expect(try await scene.count("SELECT COUNT(*) FROM clinics") == 5)
        }
    }

    @Test("A clinic on the night on which the clocks go forward is refused where its time does not exist", arguments: TestDatabases.engines)
    func spring(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let night = try LocalDate(parsing: "2027-03-28")
            let pattern = try scene.pattern(weekday: .sunday, starts: "01:30", ends: "03:00", from: night, until: night)
            await #expect(throws: ClinicRefusal.localTimeMissing(date: night, time: pattern.starts)) { try await scene.publish(pattern) }
            #expect(try await scene.count("SELECT COUNT(*) FROM clinics") == 0)
            let autumn = try LocalDate(parsing: "2027-10-31")
            let repeated = try scene.pattern(weekday: .sunday, starts: "00:30", ends: "03:00", from: autumn, until: autumn)
            #expect(try await scene.publish(repeated).slots == 14)
        }
    }

    @Test("Bank holidays and exceptions make no clinic", arguments: TestDatabases.engines)
    func leftOut(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(
                weekday: .friday, from: try LocalDate(parsing: "2026-12-18"), until: try LocalDate(parsing: "2027-01-08"))
            let publication = try await scene.database.write(by: .test, at: TestDay.now) { tx in
                try ClinicStore.add(pattern, in: tx)
                try ClinicStore.except(
                    ClinicException(pattern: pattern.id, date: try LocalDate(parsing: "2026-12-18"), reason: "Training"), in: tx)
                return try ClinicStore.publish(pattern.id, Scene.contracts, in: tx)
            }
            #expect(publication.clinics == 1)
            #expect(publication.leftOut.count == 3)
            await #expect(throws: ClinicRefusal.published) {
                try await scene.database.write(by: .test, at: TestDay.now) {
                    try ClinicStore.except(ClinicException(pattern: pattern.id, date: Scene.today, reason: "Late"), in: $0)
                }
            }
        }
    }

    @Test("A clinic with patients booked into it cannot be withdrawn until they are moved", arguments: TestDatabases.engines)
    func withdrawal(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            let booking = try await scene.book(slots[0].id, for: scene.patient(1))
            func withdraw() async throws {
                try await scene.database.write(by: .test, at: TestDay.now) {
                    try ClinicStore.withdraw(slots[0].clinic, reason: "Clinician unwell", in: $0)
                }
            }
            await #expect(throws: WithdrawalRefusal.booked(1)) { try await withdraw() }
            try await scene.database.write(by: .test, at: TestDay.now) {
                try BookingStore.cancel(booking.id, reason: .clinicWithdrawn, note: "", scope: .federation, in: $0)
            }
            try await withdraw()
            #expect(try await scene.refusal(slots[1].id, for: scene.patient(2)) == .notOffered)
            await #expect(throws: WithdrawalRefusal.notPublished) { try await withdraw() }
            // The time is free for another clinic of the same clinician.
            let instead = try scene.pattern(from: Scene.monday, until: Scene.monday)
            #expect(try await scene.publish(instead).clinics == 1)
        }
    }

    @Test("A withdrawal and a booking at the same moment never leave a patient with a clinic that does not run", arguments: TestDatabases.engines)
    func withdrawalRace(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            for round in 0..<6 {
                let day = Scene.today.adding(days: round)
                let pattern = try scene.pattern(weekday: day.weekday, from: day, until: day)
                try await scene.publish(pattern)
                let slot = try await scene.slots(of: pattern)[0]
                let patient = try await scene.patient(round)
                let done = try await atOnce(2) { index -> Bool in
                    if index == 0 { return try await scene.refusal(slot.id, for: patient) == nil }
                    do {
                        try await scene.database.write(by: .test, at: TestDay.now) { try ClinicStore.withdraw(slot.clinic, reason: "Unwell", in: $0) }
                        return true
                    } catch is WithdrawalRefusal {
                        return false
                    }
                }
                #expect(done.filter { $0 }.count == 1)
            }
        }
    }

    @Test("Closing a clinic writes its unused time once, however often it is closed", arguments: TestDatabases.engines)
    func closing(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(until: Scene.today.adding(days: 6))
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            for serial in 0..<2 { _ = try await scene.book(slots[serial].id, for: scene.patient(serial)) }
            let clinic = slots[0].clinic
            try await scene.database.write(by: .test, at: TestDay.now) { tx in
                try tx.audit("closing tried", AuditSubject("clinic", clinic))
                try ClinicStore.close(clinic, in: tx)
            }
            #expect(try await scene.count("SELECT COUNT(*) FROM activity_entries") == 0)
            let night = slots[5].endsAt.adding(minutes: 300)
            let job = JobItem(id: ID(at: night), kind: CloseClinics.kind, payload: "{}", attempt: 1)
            try await CloseClinics().run(job, in: scene.database, at: night)
            try await CloseClinics().run(job, in: scene.database, at: night)
            let entries = try await scene.database.read { try ActivityStore.entries(evidence: RecordLink(.clinic, clinic), in: $0) }
            #expect(entries.count == 1)
            // Four of six appointments of 15 minutes were not booked; Elm hosts the hub.
            #expect(entries.first?.minutes == 60)
            #expect(entries.first?.count == 4)
            #expect(entries.first?.kind == .capacityUnused)
            #expect(entries.first?.practice == Cast.elm)
        }
    }
}
