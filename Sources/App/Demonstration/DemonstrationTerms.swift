// The made-up contract, and who agreed to it.

import Contracts
import Governance
import Kernel
import Store

/// The contract and schemes of the demonstration, as they were made.
struct DemonstrationTerms: Sendable {
    let contract: ContractID
    let scheme: SchemeID
    let dataSharing: SchemeID
    /// The practice that has not agreed, and the one that left after four weeks.
    static let neverAgreed = "Otter Bank Practice"
    static let withdrew = "Keep Lane Health Centre"

    private static let example = "Example: made up for the demonstration"

    static func make(
        _ bodies: DemonstrationBodies, _ calendar: DemonstrationCalendar, random: inout SeededRandom, in transaction: Transaction
    ) throws -> DemonstrationTerms {
        let year = FinancialYear(containing: calendar.contractEnd).title
        let scheme = SchemeID(at: transaction.instant, using: &random)
        let contract = Contract(
            id: ID(at: transaction.instant, using: &random), reference: "EXAMPLE-EA-1", title: "Enhanced access \(year) (example)",
            commissioner: bodies.commissioner, value: Money(pence: 125_000_000), from: calendar.contractStart, until: calendar.contractEnd,
            isExample: true)
        try SchemeStore.add(contract, in: transaction)
        try UndertakingStore.add(
            Undertaking(
                id: scheme, kind: .scheme, title: "Enhanced access \(year)",
                purpose: "Evening and Saturday appointments at the hubs for all patients of the networks."),
            terms: """
                The federation provides 60 minutes of appointments a week for each 1,000 patients of the adjusted list, in network standard hours.
                Your receptionists may book your patients at the hubs, and the hub tells you what was done.
                The practice that hosts a hub is paid for each hour delivered there.
                You may leave at any time by naming your last day. From then on nothing new is booked for your patients on later days, and no new clinic is published at a hub that you host.
                What was promised to patients before is kept and paid: appointments already booked take place unless you or the patient cancel them, and clinics already published at a hub that you host go on until they are withdrawn or another practice hosts the hub.
                """,
            publishedOn: calendar.formed, in: transaction)
        try SchemeStore.add(Scheme(id: scheme, contract: contract.id, from: calendar.contractStart, until: calendar.contractEnd), in: transaction)
        try SchemeStore.add(
            Requirement(
                scheme: scheme, from: calendar.contractStart, minutesPerThousand: 60, rounding: .nearestQuarterHour,
                standardHours: Requirement.networkStandardHours, gpOnSite: true, daysAhead: 14, sameDay: true, wholeNetwork: true,
                source: "Network Contract DES, enhanced access, from October 2022; rounding as in extended hours 2019"),
            in: transaction)
        try SchemeStore.add(
            SchemePrice(scheme: scheme, from: calendar.contractStart, hour: Money(pence: 12_000), isExample: true, source: example), in: transaction)
        try SchemeStore.add(UnusedShare(scheme: scheme, from: calendar.contractStart, federationPercent: 25, source: example), in: transaction)
        let dataSharing = SchemeID(at: transaction.instant, using: &random)
        try UndertakingStore.add(
            Undertaking(
                id: dataSharing, kind: .dataSharing, title: "Comparing referrals between practices",
                purpose: "Monthly counts of referrals, compared with practices like yours."),
            terms: "You share monthly counts of referrals by specialty. No patient can be told from them. You may stop at any time.",
            publishedOn: calendar.formed, in: transaction)
        return DemonstrationTerms(contract: contract.id, scheme: scheme, dataSharing: dataSharing)
    }

    func agree(_ bodies: DemonstrationBodies, _ people: DemonstrationPeople, _ calendar: DemonstrationCalendar, in transaction: Transaction) throws {
        for (index, practice) in bodies.practices.enumerated() {
            guard let manager = people.managers[practice.id] else { continue }
            var undertakings = [scheme, dataSharing]
            if practice.name == DemonstrationTerms.neverAgreed { undertakings = [] }
            // Every third practice has not answered yet about its data.
            if index % 3 == 0 { undertakings.removeAll { $0 == dataSharing } }
            for undertaking in undertakings {
                try ConsentStore.give(
                    ConsentDraft(
                        practice: practice.id, undertaking: undertaking, termsVersion: 1, signedBy: manager.person, signedName: manager.name,
                        from: calendar.contractStart),
                    in: transaction)
            }
        }
    }
}
