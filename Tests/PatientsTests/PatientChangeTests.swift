// Changing a record that exists.

import Directory
import Kernel
import Patients
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
    private func refusal(_ scene: PatientScene, at now: Instant = TestDay.now, _ act: @escaping @Sendable (Transaction) throws -> Void) async throws
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
        try await PatientScene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let after = try details(family: "Exemplar", telephone: "", address: "1 Made Up Street")
            let done = try await refusal(scene) {
                try PatientChangeStore.correct(
                    patient, to: after, reason: "Spelt wrongly", answer: "", revision: Revision(0), scope: .practice(Cast.riverside), in: $0)
            }
            #expect(done == nil)
            let (found, history) = try await scene.database.read { connection in
                (
                    try PatientStore.find(PatientQuery(typed: "amina exemplar 4 5 1961"), on: TestDay.today, scope: .federation, in: connection),
                    try PatientChangeStore.history(of: patient, in: connection)
                )
            }
            #expect(found.first.map { PatientDetails($0.patient) } == after)
            let change = try #require(history.first)
            #expect(history.count == 1 && change.number == 1 && change.kind == .details)
            #expect(change.reason == "Spelt wrongly" && change.changedBy == Cast.pat && change.changedAt == TestDay.now)
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
        try await PatientScene.run(engine) { scene in
            for round in 1...4 {
                let patient = try await scene.patient(round, family: "Example\(round)")
                let answers = try await atOnce(3) { index -> Bool in
                    let after = try details(family: "Example\(round)", address: "\(index) Made Up Street")
                    do {
                        let refusal = try await refusal(scene) {
                            try PatientChangeStore.correct(
                                patient, to: after, reason: "", answer: "", revision: Revision(0), scope: .federation, in: $0)
                        }
                        #expect(refusal == nil)
                        return true
                    } catch is ChangedMeanwhile {
                        return false
                    }
                }
                #expect(answers.filter { $0 }.count == 1)
                let winner = answers.firstIndex(of: true)
                let stored = try await scene.database.read {
                    try PatientStore.patient(patient, on: TestDay.today, scope: .federation, in: $0)?.patient.address
                }
                #expect(stored == winner.map { "\($0) Made Up Street" })
                #expect(try await scene.count("SELECT COUNT(*) FROM patient_changes WHERE patient = \(patient)") == 1)
            }
        }
    }

    @Test("The database itself refuses a second change of one number")
    func numberedOnce() async throws {
        for engine in TestDatabases.engines {
            try await PatientScene.run(engine) { scene in
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
        try await PatientScene.run(engine) { scene in
            let (patient, other) = (try await scene.patient(1), try await scene.patient(2, at: Cast.elm, family: "Other"))
            let (taken, free) = (try Cast.nhsNumber(2), try Cast.nhsNumber(3))
            func correct(_ number: NHSNumber, _ revision: Int) async throws -> PatientRefusal? {
                try await refusal(scene) {
                    try PatientChangeStore.correctNumber(
                        of: patient, to: number, source: .tracing, revision: Revision(revision), scope: .practice(Cast.riverside), in: $0)
                }
            }
            #expect(try await correct(taken, 0) == .numberOfAnother)
            #expect(try await correct(Cast.nhsNumber(1), 0) == .nothingChanged)
            #expect(try await correct(free, 0) == nil)
            await #expect(throws: ChangedMeanwhile()) { try await correct(Cast.nhsNumber(4), 0) }
            let found = try await scene.database.read { connection in
                try [Cast.nhsNumber(1), free].map {
                    try PatientStore.find(.nhsNumber($0), on: TestDay.today, scope: .federation, in: connection).map(\.patient.id)
                }
            }
            // The number before finds the record too.
            #expect(found == [[patient], [patient]])
            #expect(!PatientRefusal.numberOfAnother.sentence.contains("Elm Practice"))

            // Both records are to get one number, in the same moment.
            let wanted = try Cast.nhsNumber(9)
            let answers = try await atOnce(2) { index -> PatientRefusal? in
                try await refusal(scene) {
                    try PatientChangeStore.correctNumber(
                        of: index == 0 ? patient : other, to: wanted, source: .letter, revision: Revision(index == 0 ? 1 : 0), scope: .federation,
                        in: $0)
                }
            }
            #expect(answers.filter { $0 == nil }.count == 1 && answers.contains(.numberOfAnother))

            let newNumber = try Cast.nhsNumber(12)
            let registered = try await atOnce(3) { index -> PatientRefusal? in
                try await refusal(scene) { tx in
                    let one = Patient(
                        id: ID(at: TestDay.now), nhsNumber: newNumber, givenName: "Noor", familyName: "Specimen\(index)",
                        bornOn: try LocalDate(parsing: "1990-02-01"), gender: .female)
                    try PatientStore.register(
                        one, at: Cast.riverside, from: TestDay.today, registration: ID(at: tx.instant), answer: "", in: tx)
                }
            }
            #expect(registered.filter { $0 == nil }.count == 1)
            #expect(registered.compactMap { $0 }.allSatisfy { $0 == .numberTaken })
        }
    }

    @Test(
        "A former NHS number finds the record, and asks whether a second registration is the same person", arguments: TestDatabases.engines)
    func formerNumber(engine: Engine) async throws {
        try await PatientScene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let (former, current) = (try Cast.nhsNumber(1), try Cast.nhsNumber(3))
            let corrected = try await refusal(scene) {
                try PatientChangeStore.correctNumber(of: patient, to: current, source: .tracing, revision: Revision(0), scope: .federation, in: $0)
            }
            #expect(corrected == nil)
            func register(isAnother: Bool) async throws -> PatientRefusal? {
                try await refusal(scene) { tx in
                    let one = Patient(
                        id: ID(at: TestDay.now), nhsNumber: former, givenName: "Noor", familyName: "Specimen",
                        bornOn: try LocalDate(parsing: "1990-02-01"),
                        gender: .female)
                    try PatientStore.register(
                        one, at: Cast.elm, from: TestDay.today, registration: ID(at: tx.instant), answer: isAnother ? nil : "", in: tx)
                }
            }
            #expect(try await register(isAnother: false) == .formerNumber(1))
            #expect(!PatientRefusal.formerNumber(1).sentence.contains("Riverside"))
            #expect(try await register(isAnother: true) == nil)
            // Whoever has the number now comes first, then whoever had it; each practice finds its own.
            func found(_ scope: Scope) async throws -> [PatientID] {
                try await scene.database.read { try PatientStore.find(.nhsNumber(former), on: TestDay.today, scope: scope, in: $0) }.map(\.patient.id)
            }
            let both = try await found(.federation)
            #expect(both.count == 2 && both.last == patient)
            #expect(try await found(.practice(Cast.riverside)) == [patient])
            // A number that was put on the wrong record goes back to the right one without a question.
            #expect(
                try await refusal(scene) {
                    try PatientChangeStore.correctNumber(
                        of: both[0], to: try Cast.nhsNumber(5), source: .tracing, revision: Revision(0), scope: .federation, in: $0)
                } == nil)
            #expect(
                try await refusal(scene) {
                    try PatientChangeStore.correctNumber(of: patient, to: former, source: .tracing, revision: Revision(1), scope: .federation, in: $0)
                } == nil)
            #expect(try await scene.database.read { try PatientStore.holders(of: former, in: $0) } == [patient, both[0]])
        }
    }

    @Test("A second record of one person is refused, unless somebody says that it is another person", arguments: TestDatabases.engines)
    func alike(engine: Engine) async throws {
        try await PatientScene.run(engine) { scene in
            _ = try await scene.patient(1, at: Cast.elm, given: "Siobhán", family: "O’Neill")
            func register(_ serial: Int, isAnother: Bool) async throws -> PatientRefusal? {
                let number = try Cast.nhsNumber(serial)
                return try await refusal(scene) { tx in
                    let one = Patient(
                        id: ID(at: TestDay.now), nhsNumber: number, givenName: "siobhan", familyName: "O Neill",
                        bornOn: try LocalDate(parsing: "1961-05-04"), gender: .female)
                    try PatientStore.register(
                        one, at: Cast.riverside, from: TestDay.today, registration: ID(at: tx.instant), answer: isAnother ? nil : "", in: tx)
                }
            }
            #expect(try await register(2, isAnother: false) == .alike(1))
            #expect(try await register(2, isAnother: true) == nil)
            let third = try await scene.patient(3, given: "Siobhan", family: "ONeal")
            let after = try details(given: "Siobhan", family: "O'Neill")
            func correct(_ isAnother: Bool) async throws -> PatientRefusal? {
                try await refusal(scene) {
                    try PatientChangeStore.correct(
                        third, to: after, reason: "Misheard", answer: isAnother ? nil : "", revision: Revision(0), scope: .federation, in: $0)
                }
            }
            #expect(try await correct(false) == .alike(2))
            #expect(try await correct(true) == nil)
        }
    }

    @Test("Every refusal says what to do in a sentence that ends")
    func sentences() {
        let all: [PatientRefusal] = [
            .notFound, .numberTaken, .numberOfAnother, .formerNumber(1), .formerNumber(2), .alike(1), .alike(2), .nothingChanged,
            .samePractice("Riverside Surgery"),
            .noSuchPractice, .practiceBefore(TestDay.today), .practiceBeyond(TestDay.today), .alreadyDied(TestDay.today), .notDied, .diedBeforeBirth,
            .diedInFuture, .metSince(TestDay.today), .appointmentsChanged,
        ]
        for refusal in all { #expect(refusal.sentence.hasSuffix(".") && refusal.sentence.count > 30, "\(refusal)") }
    }
}
