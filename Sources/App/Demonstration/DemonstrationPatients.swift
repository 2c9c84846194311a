// Three thousand made-up patients.

import Appointments
import Kernel
import Patients
import Store

/// A patient of the demonstration, as far as the care that is made up for them needs to know.
struct DemonstrationPatients: Sendable {
    static let count = 3000
    /// Patients by practice.
    private(set) var byPractice: [OrganisationID: [PatientID]] = [:]

    /// Makes the patients with serial numbers in `range`. NHS numbers lie in the 999 range, which no person has; telephone numbers in the ranges that
    /// Ofcom keeps for drama.
    mutating func make(
        _ range: Range<Int>, _ bodies: DemonstrationBodies, _ calendar: DemonstrationCalendar, random: inout SeededRandom, in transaction: Transaction
    ) throws {
        let weights = bodies.practices.map(\.registered)
        let from = calendar.formed.adding(days: -365)
        for serial in range {
            // One serial number in eleven has no check digit.
            guard let number = NHSNumber(testSerial: serial) else { continue }
            let first = serial == 1
            guard let practice = first ? bodies.practice(DemonstrationPeople.homePractice) : random.pick(bodies.practices, by: weights) else {
                continue
            }
            let givenName = first ? "Amina" : random.pick(DemonstrationNames.givenNames)
            let familyName = first ? "Example" : random.pick(DemonstrationNames.familyNames)
            let born =
                first ? LocalDate(year: 1961, month: 5, day: 4) : calendar.today.adding(days: -Int.random(in: 30...(95 * 365), using: &random))
            guard let born else { continue }
            let patient = Patient(
                id: ID(at: transaction.instant, using: &random), nhsNumber: number, givenName: givenName, familyName: familyName, bornOn: born,
                gender: first ? .female : (random.chance(51) ? .female : .male),
                telephone: try TelephoneNumber(parsing: "07700 900\((serial % 1000).padded(3))"),
                address: "\(serial % 200 + 1) \(random.pick(DemonstrationNames.streets)), Madeupton",
                postcode: try DemonstrationBodies.postcode(serial % 899),
                communicationNeeds: random.chance(4) ? "Needs an interpreter (made up)" : "",
                diedOn: !first && random.chance(1) ? calendar.formed.adding(days: -Int.random(in: 1...300, using: &random)) : nil)
            try PatientStore.add(
                patient, at: practice.id, from: from, registration: ID(at: transaction.instant, using: &random), in: transaction)
            if patient.diedOn == nil { byPractice[practice.id, default: []].append(patient.id) }
        }
        try transaction.audit(
            "patients made up", AuditSubject("demonstration", "patients"),
            details: ["from": String(range.lowerBound), "to": String(range.upperBound - 1)])
    }
}
