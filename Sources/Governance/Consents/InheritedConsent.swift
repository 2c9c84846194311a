// What a merged practice had agreed to.

import Directory
import Kernel
import Store

/// What a practice had agreed to when it merged into another. It binds the one that carries on only where the undertaking says so; its people are
/// told of it, so that they can decide for themselves.
package struct InheritedConsent: Hashable, Sendable {
    package let practiceName: String
    /// The last day on which it was in force.
    package let lastDay: LocalDate

    /// By undertaking: for each practice that merged into `practice`, the consent in force on its last day, if there was one.
    ///
    /// - Parameter consents: those of `practice` and of the practices that merged into it.
    static func all(
        _ consents: [Consent], practice: OrganisationID, terms: [SchemeID: [TermsVersion]], in connection: any Connection
    ) throws -> [SchemeID: [InheritedConsent]] {
        let others = Dictionary(grouping: consents.filter { $0.practice != practice }, by: \.practice)
        var inherited: [SchemeID: [InheritedConsent]] = [:]
        for (other, histories) in others.sorted(by: { $0.key < $1.key }) {
            guard let organisation = try OrganisationStore.organisation(other, on: Timeline.end, in: connection), let lastDay = organisation.closedOn
            else { continue }
            for (undertaking, history) in Dictionary(grouping: histories, by: \.undertaking)
            where ConsentRules.inForce(history, terms: terms[undertaking] ?? [], closedOn: lastDay, on: lastDay) != nil {
                inherited[undertaking, default: []].append(InheritedConsent(practiceName: organisation.name, lastDay: lastDay))
            }
        }
        return inherited
    }

    /// Under the standing of the practice that carries on; "" where there is nothing to say.
    static func sentence(_ inherited: [InheritedConsent], _ undertaking: Undertaking, _ standing: ConsentStanding) -> String {
        guard !inherited.isEmpty, !standing.isTakingPart else { return "" }
        let names = inherited.map(\.practiceName)
        let who = names.count == 1 ? names[0] : names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
        let had = "\(who), which merged into your practice, took part until \(inherited.map(\.lastDay).max()?.longText ?? "")."
        return undertaking.followsSuccessor
            ? " \(had) That agreement holds for your practice until you decide otherwise."
            : " \(had) That does not bind your practice: its patients cannot be booked until you agree."
    }

    /// The same in a table.
    static func detail(_ inherited: [InheritedConsent], _ undertaking: Undertaking, _ standing: ConsentStanding) -> String {
        guard !inherited.isEmpty, !standing.isTakingPart else { return "" }
        return (undertaking.followsSuccessor ? "Agreement follows from " : "Agree for the patients of ")
            + inherited.map(\.practiceName).joined(separator: ", ")
    }
}
