// Gathers a practice's Monday morning.

import Directory
import Governance
import Kernel
import Store

struct PracticeHomeStore: Sendable {
    let ports: BoardPorts
    let reports: ReportStore

    /// Nil where the practice is not of the federation, or there is none.
    func facts(_ scope: Scope, today: LocalDate, now: Instant, in connection: any Connection) throws -> PracticeHomeFacts? {
        guard case .practice = scope, let practice = try OrganisationStore.practices(in: scope, on: today, in: connection).first?.id,
            let past = try reports.facts(Span(weeks: 8, before: today), today: today, now: now, in: connection),
            past.practices.contains(where: { $0.id == practice })
        else { return nil }
        let messages = try ports.messages(scope, connection)
        var home = PracticeHomeFacts(
            practice: practice, unreadMessages: messages.unread, openMessages: messages.open,
            questions: try questions(practice, today: today, in: connection), statement: try ports.statement(practice, connection),
            openQueries: try ports.openQueries(scope, connection), past: past,
            thisWeek: try thisWeek(past, practice: practice, scope: scope, today: today, now: now, in: connection))
        home.kept = try ports.kept(scope, today, connection)
        return home
    }

    // Of this week only what the practice's own share needs: what is offered, and what its patients have of it.
    private func thisWeek(
        _ past: ReportFacts, practice: OrganisationID, scope: Scope, today: LocalDate, now: Instant, in connection: any Connection
    ) throws -> ReportFacts {
        var facts = past
        facts.span = Span(from: today.monday, through: today.monday.adding(days: 6))
        facts.offered = try ports.offered(facts.span.from, facts.span.through, connection)
        facts.used = try ports.used(facts.span.weeks, scope, connection).map {
            UsedTime(week: $0.week, practice: practice, outcome: $0.outcome, minutes: $0.minutes, appointments: $0.appointments)
        }
        facts.weekly = try NetworkPopulationStore.populations(on: [today], knownAt: now, in: connection)
        facts.agreed = try reports.agreed(
            to: Set(facts.offered.map(\.scheme)), [today], try OrganisationStore.successions(in: connection), in: connection)
        return facts
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
