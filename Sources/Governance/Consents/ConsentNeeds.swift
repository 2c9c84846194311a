// What waits for a practice's word.

import Directory
import Kernel
import Store
import Web

enum ConsentNeeds {
    /// Of a practice's manager: what its practice has not answered, and newer terms of what it agreed to.
    static func ofPractice(
        _ practice: OrganisationID, ended: Set<SchemeID>, on today: LocalDate, in connection: any Connection
    ) throws -> [HomeNeed] {
        let terms = try UndertakingStore.allTerms(in: connection)
        return try UndertakingStore.undertakings(in: connection).compactMap { undertaking in
            let versions = terms[undertaking.id] ?? []
            guard !ended.contains(undertaking.id), let current = UndertakingRules.current(versions, on: today) else { return nil }
            let history = try ConsentStore.history(practice: practice, undertaking: undertaking.id, in: connection)
            guard let inForce = try ConsentStore.inForce(practice: practice, undertaking: undertaking.id, on: today, in: connection) else {
                guard ConsentRules.isUnanswered(history, terms: versions, today: today) else { return nil }
                guard let lapse = history.last.flatMap({ ConsentRules.lapse(of: $0, terms: versions) }) else {
                    return need(undertaking, "waits for your answer.", "It does not cover your practice until you agree.")
                }
                return need(
                    undertaking, "has new terms.",
                    "Your practice agreed to older ones, which ended on \(lapse.longText). It does not cover your practice until you agree again.")
            }
            let newest = max(inForce.termsVersion, history.map(\.termsVersion).max() ?? 0)
            guard newest < current.version else { return nil }
            return need(
                undertaking, "has new terms.", "Your practice agreed to older ones.", due: ConsentRules.lapse(of: inForce, terms: versions))
        }
    }

    private static func need(_ undertaking: Undertaking, _ what: String, _ detail: String, due: LocalDate? = nil) -> HomeNeed {
        HomeNeed(
            "\(undertaking.title) \(what)", detail: detail, action: "Read the terms and answer",
            address: GovernanceAddresses.scheme.path(undertaking.id),
            due: due)
    }

    /// For the federation's manager: how many practices have not answered what they were asked.
    static func ofFederation(
        _ scope: Scope, ended: Set<SchemeID>, on today: LocalDate, in connection: any Connection
    ) throws -> [HomeNeed] {
        let terms = try UndertakingStore.allTerms(in: connection)
        let practices = Set(try OrganisationStore.practices(in: scope, on: today, in: connection).map(\.id))
        return try UndertakingStore.undertakings(in: connection).compactMap { undertaking in
            let versions = terms[undertaking.id] ?? []
            guard !ended.contains(undertaking.id), UndertakingRules.current(versions, on: today) != nil else { return nil }
            let consents = Dictionary(grouping: try ConsentStore.consents(to: undertaking.id, in: connection), by: \.practice)
            let silent = practices.count { ConsentRules.isUnanswered(consents[$0] ?? [], terms: versions, today: today) }
            guard silent > 0 else { return nil }
            return HomeNeed(
                "\(undertaking.title): \(silent == 1 ? "1 practice has" : "\(silent.grouped) practices have") not answered.",
                detail: "It does not cover them until they agree.", action: "See who has agreed", address: GovernanceAddresses.schemes.path(),
                weight: .news)
        }
    }
}
