// What the board declared, made up.

import Kernel
import Store
import Web

extension MeetingsFeature {
    /// Two interests, and a paper form that is older than a year, so that somebody is late.
    package func demonstrate(_ scene: DemonstrationScene, random: inout SeededRandom, in transaction: Transaction) throws {
        let today = London.local(transaction.instant).date
        guard let manager = scene.people[.federationManager] else { return }
        func declare(
            _ role: Role, _ kind: InterestKind, _ what: String, _ place: String, on day: LocalDate, enteredBy: PersonID? = nil
        ) throws {
            let names = try InterestStore.holders(of: [role], on: today, in: transaction)
            guard let person = names.first(where: { $0.id == scene.people[role]?.person }) else { return }
            let interest = Interest(
                id: ID(at: transaction.instant, using: &random), person: person.id, personName: person.name, kind: kind, what: what,
                organisation: nil, organisationName: place, fromDate: kind == .nothing ? day : day.adding(months: -14), untilDate: nil,
                declaredOn: day, enteredBy: enteredBy, endedAt: nil)
            try InterestStore.declare(interest, in: transaction)
        }
        let pharmacy = random.pick(["Made-up Pharmacy Ltd", "Specimen Pharmacy Ltd", "Example Chemists Ltd"])
        try declare(.federationManager, .indirect, "Partner works there as a pharmacist (made up)", pharmacy, on: today.adding(days: -30))
        try declare(.financeLead, .personal, "Treasurer, unpaid (made up)", "Specimen Hospice", on: today.adding(days: -60))
        try declare(.boardMember, .nothing, "", "", on: today.adding(months: -13), enteredBy: manager.person)
    }
}
