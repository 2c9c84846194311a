// Changing a record that exists.

import Appointments
import Directory
import Kernel
import Store
import TestKit
import Testing

@Suite("Changes of a patient's record")
struct PatientChangeTests {
    private func details(
        given: String = "Amina", family: String = "Example", born: String = "1961-05-04", telephone: String = "07700 900123", address: String = ""
    ) throws -> PatientDetails {
        PatientDetails(
            givenName: given, familyName: family, bornOn: try LocalDate(parsing: born), gender: .female,
            telephone: telephone.isEmpty ? nil : try TelephoneNumber(parsing: telephone), address: address)
    }

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

    @Test("A correction keeps what was there before, who changed it and why, and the search finds the new name", arguments: TestDatabases.engines)
    func corrected(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let after = try details(family: "Exemplar", telephone: "", address: "1 Made Up Street")
            let done = try await refusal(scene) {
                try PatientChangeStore.correct(
                    patient, to: after, reason: "Spelt wrongly", isAnother: false, revision: 0, scope: .practice(scene.riverside), in: $0)
            }
            #expect(done == nil)
            let (found, history) = try await scene.database.read { connection in
                (
                    try PatientStore.find(PatientQuery(typed: "amina exemplar 4 5 1961"), on: Scene.today, scope: .federation, in: connection),
                    try PatientChangeStore.history(of: patient, in: connection)
                )
            }
            #expect(found.first.map { PatientDetails($0.patient) } == after)
            let change = try #require(history.first)
            #expect(history.count == 1 && change.number == 1 && change.kind == .details)
            #expect(change.reason == "Spelt wrongly" && change.changedBy == scene.manager && change.changedAt == TestDay.now)
            #expect(
                change.fields == [
                    FieldChange(.familyName, from: "Example", to: "Exemplar"), FieldChange(.telephone, from: "07700900123", to: ""),
                    FieldChange(.address, from: "", to: "1 Made Up Street"),
                ])
            // The audit trail names the fields, never what stands in them.
            #expect(
                try await scene.count(
                    "SELECT COUNT(*) FROM audit_entries WHERE action = 'patient record changed' AND patient = \(patient) AND details LIKE '%family-name%'"
                )
                    == 1)
            #expect(try await scene.count("SELECT COUNT(*) FROM audit_entries WHERE details LIKE '%xempla%' OR details LIKE '%900123%'") == 0)
        }
    }

    @Test("Of two who change one record at once the second is told, and what the first wrote stays", arguments: TestDatabases.engines)
    func atTheSameTime(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            for round in 1...4 {
                let patient = try await scene.patient(round, family: "Example\(round)")
                let answers = try await atOnce(3) { index -> PatientRefusal? in
                    let after = try details(family: "Example\(round)", address: "\(index) Made Up Street")
                    return try await refusal(scene) {
                        try PatientChangeStore.correct(
                            patient, to: after, reason: "", isAnother: false, revision: 0, scope: .federation, in: $0)
                    }
                }
                #expect(answers.filter { $0 == nil }.count == 1)
                #expect(answers.compactMap { $0 }.allSatisfy { $0 == .changedMeanwhile })
                let winner = answers.firstIndex { $0 == nil }
                let stored = try await scene.database.read {
                    try PatientStore.patient(patient, on: Scene.today, scope: .federation, in: $0)?.patient.address
                }
                #expect(stored == winner.map { "\($0) Made Up Street" })
                #expect(try await scene.count("SELECT COUNT(*) FROM patient_changes WHERE patient = \(patient)") == 1)
            }
        }
    }

    @Test("The database itself refuses a second change of one number")
    func numberedOnce() async throws {
        for engine in TestDatabases.engines {
            try await Scene.run(engine) { scene in
                let patient = try await scene.patient(1)
                func insert() async throws {
                    try await scene.database.write(by: .test, at: TestDay.now) { tx in
                        try tx.execute(
                            """
                            INSERT INTO patient_changes (id, patient, number, kind, reason, changed_at, changed_by)
                            VALUES (\(ID<PatientChange>(at: tx.instant)), \(patient), 1, 'details', '', \(tx.instant), NULL)
                            """)
                        try tx.audit("test", AuditSubject("patient", patient))
                    }
                }
                try await insert()
                await #expect(throws: StoreError.self) { try await insert() }
            }
        }
    }

    @Test("A field that a person left alone keeps what somebody else wrote meanwhile")
    func untouched() throws {
        func change(_ number: Int, _ fields: [FieldChange]) -> PatientChange {
            PatientChange(number: number, kind: .details, reason: "", changedAt: TestDay.now, changedBy: nil, fields: fields)
        }
        // They found 07700 900123 and no address; meanwhile the telephone changed twice and the address once. They typed another address.
        let missed = [
            change(3, [FieldChange(.telephone, from: "07700900456", to: "07700900789")]),
            change(2, [FieldChange(.telephone, from: "07700900123", to: "07700900456"), FieldChange(.address, from: "", to: "2 Other Road")]),
        ]
        #expect(PatientChangeRules.untouched(try details(address: "1 Made Up Street"), since: missed) == [.telephone])
        #expect(PatientChangeRules.untouched(try details(telephone: "07700 900456"), since: missed) == [.address])
        #expect(PatientChangeRules.untouched(try details(), since: []).isEmpty)
    }

    @Test(
        "A number that another record has is refused, for a correction as for a second registration at one moment", arguments: TestDatabases.engines)
    func numberOfAnother(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (patient, other) = (try await scene.patient(1), try await scene.patient(2, at: scene.hillside, family: "Other"))
            let (taken, free) = (try Scene.number(2), try Scene.number(3))
            func correct(_ number: NHSNumber, _ revision: Int) async throws -> PatientRefusal? {
                try await refusal(scene) {
                    try PatientChangeStore.correctNumber(
                        of: patient, to: number, source: .tracing, revision: revision, scope: .practice(scene.riverside), in: $0)
                }
            }
            #expect(try await correct(taken, 0) == .numberOfAnother)
            #expect(try await correct(Scene.number(1), 0) == .nothingChanged)
            #expect(try await correct(free, 0) == nil)
            #expect(try await correct(Scene.number(4), 0) == .changedMeanwhile)
            let found = try await scene.database.read { connection in
                try [Scene.number(1), free].map {
                    try PatientStore.find(.nhsNumber($0), on: Scene.today, scope: .federation, in: connection).map(\.patient.id)
                }
            }
            #expect(found == [[], [patient]])
            #expect(!PatientRefusal.numberOfAnother.sentence.contains("Hillside"))

            // Both records are to get one number, in the same moment.
            let wanted = try Scene.number(9)
            let answers = try await atOnce(2) { index -> PatientRefusal? in
                try await refusal(scene) {
                    try PatientChangeStore.correctNumber(
                        of: index == 0 ? patient : other, to: wanted, source: .letter, revision: index == 0 ? 1 : 0, scope: .federation, in: $0)
                }
            }
            #expect(answers.filter { $0 == nil }.count == 1 && answers.contains(.numberOfAnother))

            let newNumber = try Scene.number(12)
            let registered = try await atOnce(3) { index -> PatientRefusal? in
                try await refusal(scene) { tx in
                    let one = Patient(
                        id: ID(at: TestDay.now), nhsNumber: newNumber, givenName: "Noor", familyName: "Specimen\(index)",
                        bornOn: try LocalDate(parsing: "1990-02-01"), gender: .female)
                    try PatientStore.register(one, at: scene.riverside, from: Scene.today, registration: ID(at: tx.instant), isAnother: false, in: tx)
                }
            }
            #expect(registered.filter { $0 == nil }.count == 1)
            #expect(registered.compactMap { $0 }.allSatisfy { $0 == .numberTaken })
        }
    }

    @Test("A second record of one person is refused, unless somebody says that it is another person", arguments: TestDatabases.engines)
    func alike(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            _ = try await scene.patient(1, at: scene.hillside, given: "Siobhán", family: "O’Neill")
            func register(_ serial: Int, isAnother: Bool) async throws -> PatientRefusal? {
                let number = try Scene.number(serial)
                return try await refusal(scene) { tx in
                    let one = Patient(
                        id: ID(at: TestDay.now), nhsNumber: number, givenName: "siobhan", familyName: "O Neill",
                        bornOn: try LocalDate(parsing: "1961-05-04"), gender: .female)
                    try PatientStore.register(
                        one, at: scene.riverside, from: Scene.today, registration: ID(at: tx.instant), isAnother: isAnother, in: tx)
                }
            }
            #expect(try await register(2, isAnother: false) == .alike(1))
            #expect(try await register(2, isAnother: true) == nil)
            let third = try await scene.patient(3, given: "Siobhan", family: "ONeal")
            let after = try details(given: "Siobhan", family: "O'Neill")
            func correct(_ isAnother: Bool) async throws -> PatientRefusal? {
                try await refusal(scene) {
                    try PatientChangeStore.correct(
                        third, to: after, reason: "Misheard", isAnother: isAnother, revision: 0, scope: .federation, in: $0)
                }
            }
            #expect(try await correct(false) == .alike(2))
            #expect(try await correct(true) == nil)
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
                        patient, to: practice, from: Scene.today.adding(days: days), reason: "", revision: revision,
                        scope: scope ?? .practice(scene.riverside), in: $0)
                }
            }
            func sees(_ practice: OrganisationID, _ days: Int) async throws -> Bool {
                try await scene.database.read {
                    try PatientStore.patient(patient, on: Scene.today.adding(days: days), scope: .practice(practice), in: $0) != nil
                }
            }
            // Refused: another practice's receptionist, the same practice, before the record began (1 January), too far ahead, a body that is no member.
            #expect(try await move(to: scene.elmfield, from: 1, revision: 0, by: .practice(scene.hillside)) == .notFound)
            #expect(try await move(to: scene.riverside, from: 1, revision: 0) == .samePractice("Riverside Surgery"))
            #expect(try await move(to: scene.elmfield, from: -400, revision: 0) == .practiceBefore(LocalDate(parsing: "2026-01-01")))
            #expect(try await move(to: scene.elmfield, from: 91, revision: 0) == .practiceBeyond(Scene.today.adding(days: 90)))
            #expect(try await move(to: scene.hub, from: 1, revision: 0) == .noSuchPractice)
            #expect(try await sees(scene.riverside, 30))

            #expect(try await move(to: scene.elmfield, from: 3, revision: 0) == nil)
            #expect(try await sees(scene.riverside, 2))
            #expect(try await !sees(scene.elmfield, 2))
            #expect(try await !sees(scene.riverside, 3))
            #expect(try await sees(scene.elmfield, 3))
            let kept = try await scene.database.read { try BookingStore.booking(booking.id, scope: .practice(scene.riverside), in: $0) }
            #expect(kept?.status == .booked && kept?.practice == scene.riverside)

            // Moved by mistake: moving back from the same day restores the list as it was.
            #expect(try await move(to: scene.elmfield, from: 0, revision: 0) == .changedMeanwhile)
            #expect(try await move(to: scene.elmfield, from: 0, revision: 1) == nil)
            #expect(try await move(to: scene.riverside, from: 0, revision: 2, by: .practice(scene.elmfield)) == nil)
            #expect(try await sees(scene.riverside, 0))
            #expect(try await sees(scene.riverside, 30))
            #expect(try await !sees(scene.elmfield, 0))
            #expect(try await scene.count("SELECT COUNT(*) FROM patient_registrations WHERE patient = \(patient) AND until_date IS NULL") == 1)

            // Out of the federation: no practice sees the record, and nothing new can be booked.
            #expect(try await move(to: nil, from: 0, revision: 3) == nil)
            #expect(try await !sees(scene.riverside, 0))
            #expect(try await scene.refusal(scene.slots(of: pattern)[2].id, for: patient) == .notRegistered)
            let history = try await scene.database.read { try PatientChangeStore.history(of: patient, in: $0) }
            #expect(history.map(\.kind) == [.practice, .practice, .practice, .practice])
            #expect(history.first?.fields.first == FieldChange(.practice, from: scene.riverside.stored, to: ""))
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
                        of: patient, on: date, source: "The daughter", cancelling: cancelling, shown: shown, revision: revision,
                        scope: scope ?? .practice(scene.riverside), in: $0)
                }
            }
            func status() async throws -> BookingStatus? {
                try await scene.database.read { try BookingStore.booking(booking.id, scope: .federation, in: $0)?.status }
            }
            #expect(try await record(cancelling: true, shown: [booking.id], by: .practice(scene.hillside)) == .notFound)
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
                    try PatientChangeStore.takeBackDeath(of: patient, reason: "Wrong person", revision: revision, scope: scope, in: $0)
                }
            }
            #expect(try await takeBack(1, by: .practice(scene.hillside)) == .notFound)
            #expect(try await takeBack(0, by: .federation) == .changedMeanwhile)
            #expect(try await takeBack(1, by: .federation) == nil)
            #expect(try await takeBack(2, by: .federation) == .notDied)

            #expect(try await record(cancelling: true, shown: [booking.id], revision: 2) == nil)
            #expect(try await status() == .cancelled)
            #expect(try await takeBack(3, by: .federation) == nil)
            let (history, cancelled) = try await scene.database.read { connection in
                let history = try PatientChangeStore.history(of: patient, in: connection)
                let death = try #require(history.first { $0.kind == .death })
                return (history, try PatientChangeStore.cancelled(with: death, of: patient, in: connection))
            }
            #expect(history.map(\.kind) == [.deathTakenBack, .death, .deathTakenBack, .death])
            #expect(cancelled.map(\.id) == [booking.id])
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
                try ClinicListStore.mark(booking.id, .arrive, hub: scene.hub, in: tx)
                try ClinicListStore.mark(booking.id, .see, hub: scene.hub, in: tx)
            }
            func record(_ date: LocalDate) async throws -> PatientRefusal? {
                try await refusal(scene, at: evening.adding(minutes: 2880)) {
                    try PatientChangeStore.recordDeath(
                        of: patient, on: date, source: "A letter", cancelling: false, shown: [], revision: 0, scope: .federation, in: $0)
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
                            of: patient, on: Scene.today, source: "A letter", cancelling: false, shown: [], revision: 0, scope: .federation, in: $0)
                    } == nil
                }
                #expect(done.filter { $0 }.count == 1)
            }
        }
    }

    @Test("Every refusal says what to do in a sentence that ends")
    func sentences() {
        let all: [PatientRefusal] = [
            .notFound, .numberTaken, .numberOfAnother, .alike(1), .alike(2), .changedMeanwhile, .nothingChanged, .samePractice("Riverside Surgery"),
            .noSuchPractice, .practiceBefore(Scene.today), .practiceBeyond(Scene.today), .alreadyDied(Scene.today), .notDied, .diedBeforeBirth,
            .diedInFuture, .metSince(Scene.today), .appointmentsChanged,
        ]
        for refusal in all { #expect(refusal.sentence.hasSuffix(".") && refusal.sentence.count > 30, "\(refusal)") }
    }
}
