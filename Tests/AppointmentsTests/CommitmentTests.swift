// What stands planned after a day.

import Appointments
import Kernel
import Store
import TestKit
import Testing
import Web

@Suite("What clinics and bookings commit to after a day")
struct CommitmentTests {
    @Test("A scheme and a site have the clinics that are published after the day, and who withdraws them first", arguments: TestDatabases.engines)
    func clinics(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            // Mondays 23 and 30 November.
            try await scene.publish(scene.pattern(until: Scene.today.adding(days: 13)))
            let feature = AppointmentsFeature(database: scene.database, contracts: Scene.contracts)
            func planned(_ subject: Commitment.Subject, after day: LocalDate) async throws -> [Commitment] {
                try await scene.database.read { try feature.commitments(of: subject, after: day, in: $0) }
            }
            for subject in [Commitment.Subject.scheme(Scene.scheme), .site(Cast.oakHub)] {
                let both = try #require(try await planned(subject, after: Scene.today).first)
                #expect(both.what == "2 clinics are published")
                #expect(both.remedy == "Ask a hub coordinator to withdraw them first.")
                let one = try #require(try await planned(subject, after: Scene.monday).first)
                #expect(one.what == "A clinic is published" && one.remedy == "Ask a hub coordinator to withdraw it first.")
                #expect(try await planned(subject, after: Scene.monday.adding(days: 7)).isEmpty)
            }
            #expect(try await planned(.scheme(SchemeID(at: TestDay.now)), after: Scene.today).isEmpty)
        }
    }

    @Test(
        "A practice that leaves a scheme has its patients' appointments and the clinics that it hosts, with their days",
        arguments: TestDatabases.engines)
    func practice(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(until: Scene.today.adding(days: 13))
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern, on: Scene.monday)
            _ = try await scene.book(slots[0].id, for: scene.patient(1))
            let feature = AppointmentsFeature(database: scene.database, contracts: Scene.contracts)
            func planned(_ practice: OrganisationID) async throws -> [Commitment] {
                let subject = Commitment.Subject.practice(practice, under: Scene.scheme)
                return try await scene.database.read { try feature.commitments(of: subject, after: Scene.today, in: $0) }
            }
            let riverside = try await planned(Cast.riverside)
            #expect(
                riverside.map(\.sentence) == [
                    "1 appointment is booked for your patients after this day, the last on 23 November 2026. They are kept unless they are cancelled."
                ])
            // Elm hosts the hub, and no patient of its own is booked.
            let elm = try await planned(Cast.elm)
            let said = "2 clinics are published at Oak Hub, which your practice hosts, after this day, the last on 30 November 2026"
            #expect(elm.count == 1 && elm.first?.sentence.contains(said) == true)
            #expect(try await planned(Cast.oldMill).isEmpty)
        }
    }
}
