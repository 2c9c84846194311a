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

    @discardableResult
    func patient(
        _ serial: Int, at practice: OrganisationID = Cast.riverside, given: String = "Amina", family: String = "Example", born: String = "1961-05-04"
    ) async throws -> PatientID {
        let patient = Patient(
            id: ID(at: TestDay.now), nhsNumber: try Cast.nhsNumber(serial), givenName: given, familyName: family,
            bornOn: try LocalDate(parsing: born), gender: .female, telephone: try TelephoneNumber(parsing: "07700 900123"))
        try await database.write(by: .test, at: TestDay.now) { tx in
            try PatientStore.register(patient, at: practice, from: try LocalDate(parsing: "2026-01-01"), registration: ID(at: tx.instant), in: tx)
        }
        return patient.id
    }

    func count(_ sql: SQL) async throws -> Int { try await database.read { try $0.value(Int.self, sql) ?? 0 } }

    func actor() -> Actor {
        Actor(account: AccountID(at: TestDay.now), person: Cast.pat, role: .receptionist, organisation: Cast.riverside, request: nil)
    }
}
