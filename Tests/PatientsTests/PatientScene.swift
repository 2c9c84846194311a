// Patients of the cast's practices.

import Directory
import Governance
import Identity
import Kernel
import Patients
import Store
import TestCast
import TestKit
import Testing
import Web

/// The cast's practices with patients on their lists, and no care.
struct PatientScene: Sendable {
    let database: any Database

    static func run(_ engine: Engine, _ body: (PatientScene) async throws -> Void) async throws {
        let migrations = DirectoryMigrations.all + IdentityFeature.migrations + GovernanceFeature.migrations + PatientsFeature.migrations
        try await withDatabase(engine, migrations: migrations) { database in
            try await database.write(by: .test, at: TestDay.now) { try Cast.found(in: $0) }
            try await body(PatientScene(database: database))
        }
    }

    /// The `serial`-th NHS number of the test range; not every stem has a check digit, so each has three to choose from.
    static func number(_ serial: Int) throws -> NHSNumber {
        try #require((serial * 3..<serial * 3 + 3).lazy.compactMap(NHSNumber.init(testSerial:)).first)
    }

    @discardableResult
    func patient(
        _ serial: Int, at practice: OrganisationID = Cast.riverside, given: String = "Amina", family: String = "Example", born: String = "1961-05-04"
    ) async throws -> PatientID {
        let patient = Patient(
            id: ID(at: TestDay.now), nhsNumber: try PatientScene.number(serial), givenName: given, familyName: family,
            bornOn: try LocalDate(parsing: born), gender: .female, telephone: try TelephoneNumber(parsing: "07700 900123"))
        try await database.write(by: .test, at: TestDay.now) { tx in
            try PatientStore.register(patient, at: practice, from: try LocalDate(parsing: "2026-01-01"), registration: ID(at: tx.instant), in: tx)
        }
        return patient.id
    }

    func count(_ sql: SQL) async throws -> Int { try await database.read { try $0.value(Int.self, sql) ?? 0 } }

    /// What somebody with a role at a practice sees on a day, mergers followed as at sign-in.
    func scope(at practice: OrganisationID, on date: LocalDate) async throws -> Scope {
        let lineage = try await database.read { try OrganisationStore.lineage(of: practice, on: date, in: $0) }
        return ScopeRules.scope(of: .receptionist, at: lineage.heir, carryingOnFor: lineage.predecessors)
    }

    func actor() -> Actor {
        Actor(account: AccountID(at: TestDay.now), person: Cast.pat, role: .receptionist, organisation: Cast.riverside, request: nil)
    }
}

/// Runs `count` bodies at once and gives back what each came to.
func atOnce<Value: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        for index in 0..<count { group.addTask { (index, try await body(index)) } }
        var values: [Int: Value] = [:]
        for try await (index, value) in group { values[index] = value }
        return (0..<count).compactMap { values[$0] }
    }
}
