// Gathers a practice's Monday morning.

import Directory
import Kernel
import Store

struct PracticeHomeStore: Sendable {
    let ports: BoardPorts
    let reports: ReportStore

    /// Weeks that are over, beside the one that runs.
    private static let weeks = 8

    /// Nil where the practice is not of the federation, or there is none.
    func facts(_ scope: Scope, today: LocalDate, now: Instant, in connection: any Connection) throws -> PracticeHomeFacts? {
        guard case .practice = scope.reach, let practice = try OrganisationStore.practices(in: scope, on: today, in: connection).first?.id,
            let facts = try reports.facts(
                Span(from: today.adding(days: -7 * PracticeHomeStore.weeks), through: today), today: today, now: now, in: connection),
            facts.practices.contains(where: { $0.id == practice })
        else { return nil }
        return PracticeHomeFacts(
            practice: practice, statement: try ports.statement(practice, connection), past: facts.of(weeks: 0..<PracticeHomeStore.weeks),
            thisWeek: facts.of(weeks: PracticeHomeStore.weeks..<PracticeHomeStore.weeks + 1))
    }
}
