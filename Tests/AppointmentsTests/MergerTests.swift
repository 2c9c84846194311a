// Appointments when practices merge.

import Activity
import Appointments
import Directory
import Governance
import Identity
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web
import Worklist

/// Riverside merges into Elm three days after the frozen Saturday, the day after the clinic on Monday, unless a test says otherwise.
@Suite("Appointments after a merger")
struct MergerTests {
    static let merger = Scene.today.adding(days: 3)

    static func merge(
        _ scene: Scene, _ old: OrganisationID? = nil, into new: OrganisationID? = nil, from date: LocalDate = merger
    ) async throws {
        let (old, new) = (old ?? Cast.riverside, new ?? Cast.elm)
        try await scene.database.write(by: .test, at: TestDay.now) {
            try OrganisationStore.succeed(old, by: new, from: date, reason: "Merger", in: $0)
        }
    }

    /// Morning of a day.
    static func morning(_ date: LocalDate) -> Instant { London.instant(LocalDateTime(date: date, time: LocalTime(clamping: 540))) }

    /// Pages for somebody with a role at a practice, as the sign-in would let them in on a day.
    static func probe(_ scene: Scene, _ role: Role, at practice: OrganisationID, on date: LocalDate) async throws -> PageProbe {
        let lineage = try await scene.database.read { try OrganisationStore.lineage(of: practice, on: date, in: $0) }
        let plain = scene.principal(role, at: lineage.heir)
        let principal = Principal(
            account: plain.account, person: plain.person, name: plain.name, role: role, organisation: lineage.heir, organisationName: "Somewhere",
            holdsOtherRoles: false, scope: ScopeRules.scope(of: role, at: lineage.heir, carryingOnFor: lineage.predecessors))
        return try PageProbe(features: scene.features, as: principal, at: morning(date))
    }

    /// A patient of Riverside with an appointment on the Monday a week after the first.
    static func booked(_ scene: Scene) async throws -> Booking {
        let patient = try await scene.patient(1)
        let pattern = try scene.pattern()
        try await scene.publish(pattern)
        let slot = try #require(try await scene.slots(of: pattern, on: Scene.monday.adding(days: 7)).first)
        return try await scene.book(slot.id, for: patient)
    }

    @Test("The successor's receptionist sees and cancels what was booked at the old practice; nobody else does", arguments: TestDatabases.engines)
    func cancels(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let booking = try await Self.booked(scene)
            try await Self.merge(scene)
            let path = "/bookings/\(booking.id)"
            let before = try await Self.probe(scene, .receptionist, at: Cast.elm, on: Self.merger.adding(days: -1))
            #expect(await before.get(path).status == 404)
            #expect(await before.get("/desk/patients/\(booking.patient)").status == 404)
            let stranger = try await Self.probe(scene, .receptionist, at: Cast.oldMill, on: Self.merger)
            #expect(await stranger.get(path).status == 404)
            #expect(await stranger.get("\(path)/cancellation").status == 404)
            let receptionist = try await Self.probe(scene, .receptionist, at: Cast.elm, on: Self.merger)
            #expect(await receptionist.get("/desk/patients/\(booking.patient)").contains(path))
            #expect(await receptionist.get(path).contains("Elm Practice"))
            let asking = await receptionist.get("\(path)/cancellation")
            let done = await receptionist.submit(asking, to: "\(path)/cancellation", ["reason": "patient-asked"])
            #expect(done.status == 303)
            #expect(try await scene.count("SELECT COUNT(*) FROM bookings WHERE status = 'cancelled'") == 1)
        }
    }

    @Test(
        "Somebody with a role at the old practice books for the successor from the first day, and sees what they booked",
        arguments: TestDatabases.engines)
    func roleFollows(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            try await Self.merge(scene)
            let slot = try #require(try await scene.slots(of: pattern, on: Scene.monday.adding(days: 7)).first)
            let scope = try await scene.database.read { try Cast.scope(at: Cast.riverside, on: Self.merger, in: $0) }
            let booking = try await scene.book(slot.id, for: patient, scope: scope, at: Self.morning(Self.merger))
            #expect(booking.practice == Cast.elm)
            let former = try await Self.probe(scene, .receptionist, at: Cast.riverside, on: Self.merger)
            #expect(await former.get("/bookings/\(booking.id)").status == 200)
        }
    }

    @Test("A practice merged twice in a chain is followed to the last; taken back, nothing is", arguments: TestDatabases.engines)
    func chain(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let booking = try await Self.booked(scene)
            try await Self.merge(scene)
            try await Self.merge(scene, Cast.elm, into: Cast.oldMill, from: Self.merger.adding(days: 1))
            func sees(_ practice: OrganisationID, _ date: LocalDate) async throws -> Bool {
                let scope = try await scene.database.read { try Cast.scope(at: practice, on: date, in: $0) }
                return try await scene.database.read { connection in
                    let one = try BookingStore.booking(booking.id, scope: scope, in: connection) != nil
                    let list = try BookingStore.bookings(of: booking.patient, from: Scene.today, scope: scope, in: connection)
                    #expect(list.isEmpty == !one)
                    return one
                }
            }
            #expect(try await !sees(Cast.oldMill, Self.merger))
            #expect(try await sees(Cast.elm, Self.merger))
            #expect(try await sees(Cast.oldMill, Self.merger.adding(days: 1)))
            try await scene.database.write(by: .test, at: TestDay.later(minutes: 5)) {
                try OrganisationStore.takeBackMerger(of: Cast.riverside, reopens: true, reason: "Wrong code", in: $0)
            }
            #expect(try await !sees(Cast.oldMill, Self.merger.adding(days: 1)))
            #expect(try await !sees(Cast.elm, Self.merger))
            #expect(try await sees(Cast.riverside, Self.merger))
        }
    }

    @Test("The old practice's consent does not book its patients after the merger; the successor's does", arguments: TestDatabases.engines)
    func consent(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern, on: Scene.monday.adding(days: 7))
            try await scene.database.write(by: .test, at: TestDay.now) { transaction in
                _ = try ConsentStore.withdraw(
                    practice: Cast.elm, undertaking: Scene.scheme, lastDay: Scene.today, by: Cast.pat, reason: "Not yet", in: transaction)
            }
            try await Self.merge(scene)
            let now = Self.morning(Self.merger)
            guard case .consentMissing(let missing) = try await scene.refusal(slots[0].id, for: patient, at: now) else {
                return #expect(Bool(false), "booked without the successor's consent")
            }
            #expect(missing.practiceName == "Elm Practice")
            try await scene.database.write(by: .test, at: now) { transaction in
                _ = try ConsentStore.give(
                    ConsentDraft(
                        practice: Cast.elm, undertaking: Scene.scheme, termsVersion: 1, signedBy: Cast.pat, signedName: "Pat Marlow",
                        from: London.local(now).date), in: transaction)
            }
            #expect(try await scene.refusal(slots[0].id, for: patient, at: now) == nil)
        }
    }

    @Test(
        "Work done after the merger is the successor's, as host and for its patients, though it was planned and booked before",
        arguments: TestDatabases.engines)
    func work(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let booking = try await Self.booked(scene)
            // Riverside into Old Mill for the patients, Elm into Old Mill for the hub that it hosts.
            try await Self.merge(scene, Cast.riverside, into: Cast.oldMill)
            try await Self.merge(scene, Cast.elm, into: Cast.oldMill)
            try await scene.database.write(by: .test, at: booking.startsAt) { transaction in
                for act in [BookingAct.arrive, .see] { try ClinicListStore.mark(booking.id, act, hub: Cast.hub, in: transaction) }
            }
            try await scene.database.write(by: .test, at: booking.startsAt.adding(minutes: 600)) { try ClinicStore.close(booking.clinic, in: $0) }
            let entries = try await scene.database.read {
                try ActivityStore.entries(
                    scheme: Scene.scheme, from: booking.localDate, through: booking.localDate, scope: .federation, in: $0)
            }
            #expect(Set(entries.map(\.kind)) == [.appointmentDelivered, .capacityUnused])
            #expect(entries.allSatisfy { $0.practice == Cast.oldMill && $0.host == Cast.oldMill })
            let listed = try await scene.database.read { try ClinicListStore.list([booking.clinic], on: booking.localDate, in: $0) }
            #expect(listed.map(\.practiceName) == ["Old Mill Surgery"])
        }
    }

    @Test("The old practice's messages and its use of the week's share are the successor's", arguments: TestDatabases.engines)
    func messages(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let booking = try await Self.booked(scene)
            try await scene.database.write(by: .test, at: booking.startsAt) { transaction in
                for act in [BookingAct.arrive, .see] { try ClinicListStore.mark(booking.id, act, hub: Cast.hub, in: transaction) }
                try ClinicListStore.send("Seen.", mustAct: false, about: booking.id, hub: Cast.hub, in: transaction)
            }
            let after = booking.localDate.adding(days: 1)
            try await Self.merge(scene, from: after)
            func unread(_ practice: OrganisationID, _ date: LocalDate) async throws -> Int {
                let scope = try await scene.database.read { try Cast.scope(at: practice, on: date, in: $0) }
                return try await scene.database.read { try MessageStore.messages(.unread, scope: scope, in: $0).count }
            }
            #expect(try await unread(Cast.elm, booking.localDate) == 0)
            #expect(try await unread(Cast.elm, after) == 1)
            #expect(try await unread(Cast.oldMill, after) == 0)
            let share = try await scene.database.read {
                try CapacityStore.share(of: Cast.elm, weekOf: after, knownAt: TestDay.now, in: $0)
            }
            // The one appointment of the week was booked when the patient was Riverside's.
            #expect(share?.used == 1)
        }
    }
}
