// Gathers a practice's Monday morning.

import Directory
import Governance
import Kernel
import Store

struct PracticeHomeStore: Sendable {
    let ports: BoardPorts
    let reports: ReportStore

    /// Weeks that are over, beside the one that runs.
    private static let weeks = 8

    /// Nil where the practice is not of the federation, or there is none.
    func facts(_ scope: Scope, today: LocalDate, now: Instant, in connection: any Connection) throws -> PracticeHomeFacts? {
        guard case .practice = scope, let practice = try OrganisationStore.practices(in: scope, on: today, in: connection).first?.id,
            let facts = try reports.facts(
                Span(from: today.adding(days: -7 * PracticeHomeStore.weeks), through: today), today: today, now: now, in: connection),
            facts.practices.contains(where: { $0.id == practice })
        else { return nil }
        let messages = try ports.messages(scope, connection)
        var home = PracticeHomeFacts(
            practice: practice, unreadMessages: messages.unread, openMessages: messages.open,
            questions: try questions(practice, today: today, in: connection), statement: try ports.statement(practice, connection),
            openQueries: try ports.openQueries(scope, connection), past: facts.of(weeks: 0..<PracticeHomeStore.weeks),
            thisWeek: facts.of(weeks: PracticeHomeStore.weeks..<PracticeHomeStore.weeks + 1))
        home.kept = try ports.kept(scope, today, connection)
        return home
    }

    private func questions(_ practice: OrganisationID, today: LocalDate, in connection: any Connection) throws -> [PracticeHomeFacts.Question] {
        let ended = try ports.endedSchemes(today, connection)
        let terms = try UndertakingStore.allTerms(in: connection)
        return try UndertakingStore.undertakings(in: connection).compactMap { undertaking in
            guard !ended.contains(undertaking.id), let current = UndertakingRules.current(terms[undertaking.id] ?? [], on: today) else { return nil }
            let history = try ConsentStore.history(practice: practice, undertaking: undertaking.id, in: connection)
            let inForce = try ConsentStore.inForce(practice: practice, undertaking: undertaking.id, on: today, in: connection)
            if let inForce {
                let newest = max(inForce.termsVersion, history.map(\.termsVersion).max() ?? 0)
                return newest < current.version ? .init(title: undertaking.title, isNewTerms: true) : nil
            }
            // Who has withdrawn, or signed from a later day on, has answered.
            return history.isEmpty ? .init(title: undertaking.title, isNewTerms: false) : nil
        }
    }
}
