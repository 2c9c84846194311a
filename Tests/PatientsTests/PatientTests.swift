// Finding and registering patients.

import Directory
import Identity
import Kernel
import Patients
import Store
import TestCast
import TestKit
import Testing

@Suite("Patients")
struct PatientTests {
    @Test("One line is read as an NHS number, a name, or a name with a date of birth")
    func query() throws {
        let number = try Cast.nhsNumber(7)
        #expect(try PatientQuery(typed: number.spaced) == .nhsNumber(number))
        #expect(try PatientQuery(typed: "Amina Example \(number.spaced)") == .nhsNumber(number))
        let born = try LocalDate(parsing: "1961-05-04")
        for typed in ["Amina Example 4 5 1961", "amina example, 04/05/1961", "Amina  Example 4 May 1961"] {
            #expect(try PatientQuery(typed: typed) == .person(names: ["amina", "example"], bornOn: born), "\(typed)")
        }
        #expect(try PatientQuery(typed: "exa") == .person(names: ["exa"], bornOn: nil))
        #expect(try PatientQuery(typed: "4 5 1961") == .person(names: [], bornOn: born))
    }

    @Test("What cannot be searched for says what to enter", arguments: ["", "ex", "999 000 0019", "Example 31 2 1961", "Example 4 5", "!!"])
    func badQuery(typed: String) {
        #expect(throws: ParseProblem.self) { try PatientQuery(typed: typed) }
    }

    @Test("A letter pasted into the search is refused at once, however long it is")
    func pastedLetter() {
        let letter = String(repeating: "ab ", count: 20_000)
        #expect(throws: ParseProblem.self) { try PatientQuery(typed: letter) }
        #expect(throws: ParseProblem.self) { try PatientQuery(typed: "anna b c d e f g h i 4 5 1961") }
        // Eight names are as many as a line may hold.
        #expect(throws: Never.self) { try PatientQuery(typed: "maria da conceicao dos santos e silva costa 4 5 1961") }
    }

    @Test("A misheard name, a shortened one, swapped names and a swapped day and month still find the person; another name does not")
    func matching() throws {
        let patient = Patient(
            id: ID(at: TestDay.now), nhsNumber: try Cast.nhsNumber(1), givenName: "Siobhán", familyName: "O’Neill-Smith",
            bornOn: try LocalDate(parsing: "1961-05-04"), gender: .female)
        func distance(_ typed: String) throws -> Int? {
            guard case .person(let names, let bornOn) = try PatientQuery(typed: typed) else { return nil }
            return PatientRules.distance(of: patient, from: names, bornOn: bornOn)
        }
        #expect(try distance("Siobhan ONeill Smith 4 5 1961") == 0)
        #expect(try distance("oneill-smith siobhan 4 5 1961") == 0)
        #expect(try distance("siob oneil 4 5 1961") == 2)
        #expect(try distance("Siobahn O'Neill-Smith 4 5 1961") == 2)
        #expect(try distance("Siobhan O'Neill-Smith 5 4 1961") == 3)
        #expect(try distance("Siobhan O'Neill-Smith 4 5 1962") == nil)
        #expect(try distance("Mary Jones 4 5 1961") == nil)
        #expect(try distance("Siobhan 4 5 1961") != nil)
    }

    @Test("A search finds by number, by name and by birth, best first, within the scope only", arguments: TestDatabases.engines)
    func find(engine: Engine) async throws {
        try await PatientScene.run(engine) { scene in
            let amina = try await scene.patient(1)
            _ = try await scene.patient(2, given: "Amin", family: "Exemplar")
            let elsewhere = try await scene.patient(3, at: Cast.elm)
            func found(_ typed: String, _ scope: Scope) async throws -> [PatientID] {
                let query = try PatientQuery(typed: typed)
                return try await scene.database.read { try PatientStore.find(query, on: TestDay.today, scope: scope, in: $0) }.map(\.patient.id)
            }
            let mine = Scope.practice(Cast.riverside)
            #expect(try await found("amina exampel 4 5 1961", mine) == [amina])
            #expect(try await found("amina example", mine) == [amina])
            #expect(try await found("exa", mine) == [amina])
            #expect(try await found("exe", mine).count == 1)
            #expect(Set(try await found("amina example 4 5 1961", .federation)) == [amina, elsewhere])
            #expect(try await found(Cast.nhsNumber(3).stored, mine).isEmpty)
            #expect(try await found(Cast.nhsNumber(3).stored, .federation) == [elsewhere])
            #expect(try await found("amina example 4 5 1961", .hub(Cast.hub)).isEmpty)
        }
    }

    @Test("An NHS number is registered once; the second time says so without saying whose it is", arguments: TestDatabases.engines)
    func registeredOnce(engine: Engine) async throws {
        try await PatientScene.run(engine) { scene in
            try await scene.patient(1, at: Cast.elm)
            await #expect(throws: PatientRefusal.numberTaken) { try await scene.patient(1, at: Cast.riverside) }
            #expect(!PatientRefusal.numberTaken.sentence.contains("Elm Practice"))
        }
    }

    @Test("A patient belongs to the practice whose list they are on that day, or to the one that took it over", arguments: TestDatabases.engines)
    func practiceByDate(engine: Engine) async throws {
        try await PatientScene.run(engine) { scene in
            let patient = try await scene.patient(1)
            func practice(on date: LocalDate, scope: Scope = .federation) async throws -> OrganisationID? {
                try await scene.database.read { try PatientStore.patient(patient, on: date, scope: scope, in: $0)?.practice }
            }
            let moved = TestDay.today.adding(days: 10)
            try await scene.database.write(by: .test, at: TestDay.now) {
                try PatientStore.changePractice(of: patient, to: Cast.oldMill, from: moved, registration: ID(at: TestDay.now), in: $0)
            }
            #expect(try await practice(on: moved.adding(days: -1)) == Cast.riverside)
            #expect(try await practice(on: moved) == Cast.oldMill)
            #expect(try await practice(on: moved, scope: .practice(Cast.riverside)) == nil)
            let merged = TestDay.today.adding(days: 20)
            try await scene.database.write(by: .test, at: TestDay.now) {
                try OrganisationStore.succeed(Cast.oldMill, by: Cast.elm, from: merged, reason: "Merger", in: $0)
            }
            #expect(try await practice(on: merged) == Cast.elm)
            for (day, home) in [(merged, Cast.elm), (merged.adding(days: -1), nil)] {
                let scope = try await scene.database.read { try Cast.scope(at: Cast.elm, on: day, in: $0) }
                #expect(try await practice(on: merged, scope: scope) == home)
            }
        }
    }
}
