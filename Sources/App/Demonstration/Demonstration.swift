// A federation that is made up from a number.

import Appointments
import Identity
import Kernel
import Store
import Web

/// The demonstration federation: 34 practices in 6 networks with some 296,000 registered patients, 3,000 patient records, two hubs, eight weeks of
/// clinics that are over and two to come. All of it is made up, and the same seed on the same day makes the same.
package struct Demonstration: Sendable {
    package let seed: UInt64

    package init(seed: UInt64 = 2026) { self.seed = seed }

    /// One for each role.
    package var signIns: [DemonstrationSignIn] { DemonstrationPeople.signIns(seed: seed) }

    /// Makes the federation in an empty, migrated database. `progress` is told how many steps of how many are done.
    package func load(into installation: Installation, progress: @Sendable (_ done: Int, _ total: Int) -> Void) async throws {
        let calendar = DemonstrationCalendar(now: installation.clock.now())
        let hash = try await PasswordHasher(cost: installation.settings.passwordCost).hash(Password(DemonstrationPeople.password))
        try await load(
            into: installation.database, calendar: calendar, passwordHash: hash, key: installation.passcodeKey(), rooms: installation.features,
            progress: progress)
    }

    private func load(
        into database: any Database, calendar: DemonstrationCalendar, passwordHash: String, key: PasscodeKey, rooms: [any Feature],
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws {
        let product = Actor(process: "demonstration")
        let (signIns, seed) = (signIns, seed)
        let formed = calendar.instant(calendar.formed, 9)
        let (bodies, people, terms) = try await database.write(by: product, at: formed) { transaction in
            var random = SeededRandom(seed: seed, part: "bodies")
            let bodies = try DemonstrationBodies.make(calendar, random: &random, in: transaction)
            random = SeededRandom(seed: seed, part: "people")
            let people = try DemonstrationPeople.make(
                bodies, calendar, signIns: signIns, passwordHash: passwordHash, key: key, random: &random, in: transaction)
            random = SeededRandom(seed: seed, part: "terms")
            let terms = try DemonstrationTerms.make(bodies, calendar, random: &random, in: transaction)
            try terms.agree(bodies, people, calendar, in: transaction)
            random = SeededRandom(seed: seed, part: "clinics")
            try DemonstrationClinics.publish(bodies, people, terms, calendar, random: &random, in: transaction)
            return (bodies, people, terms)
        }
        let patients = try await database.write(by: product, at: formed.adding(minutes: 30)) { transaction in
            var (patients, random) = (DemonstrationPatients(), SeededRandom(seed: seed, part: "patients"))
            // A tenth more serial numbers, as one in eleven has no check digit.
            try patients.make(
                1..<(DemonstrationPatients.count * 11 / 10), bodies, calendar, random: &random, in: transaction)
            return patients
        }
        var care = DemonstrationCare(
            database: database, calendar: calendar, bodies: bodies, people: people, terms: terms, patients: patients,
            random: SeededRandom(seed: seed, part: "care"))
        try await care.plan()
        let days = care.days
        for (index, day) in days.enumerated() {
            try Task.checkCancellation()
            try await care.live(through: day)
            progress(index + 1, days.count)
        }
        let scene = scene(bodies, people)
        try await database.write(by: product, at: calendar.now) { transaction in
            for room in rooms {
                var random = SeededRandom(seed: seed, part: "\(type(of: room))")
                try room.demonstrate(scene, random: &random, in: transaction)
            }
        }
    }

    private func scene(_ bodies: DemonstrationBodies, _ people: DemonstrationPeople) -> DemonstrationScene {
        DemonstrationScene(
            federation: bodies.federation, practices: bodies.practices.map(\.id), hubs: bodies.hubs.map(\.id),
            people: people.accounts.mapValues {
                Principal(
                    account: $0.account, person: $0.person, name: "", role: $0.role, organisation: $0.organisation, organisationName: "",
                    holdsOtherRoles: false, scope: ScopeRules.scope(of: $0.role, at: $0.organisation))
            })
    }
}
