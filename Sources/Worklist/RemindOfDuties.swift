// Reminds of what is due, each morning.

import Directory
import Kernel
import Notices
import Store

/// Looks at everything that is due soon, due or late, and tells each owner once for each stage, and the manager above of what is late. Runs again
/// without telling anybody twice.
struct RemindOfDuties: Job {
    static let kind = "remind of what is due"
    /// Before the day's summaries are sent.
    static let schedule: JobSchedule? = .daily(LocalTime(clamping: 6 * 60))

    func run(_ item: JobItem, in database: any Database, at now: Instant) async throws {
        let today = London.local(now).date
        let duties = try await database.read { connection in
            try ActionStore.toRemind(on: today, in: connection).map(\.duty)
                + QuestionStore.toRemind(on: today, in: connection).compactMap(\.duty)
        }
        for duty in duties {
            guard let stage = ReminderRules.stage(of: duty, on: today) else { continue }
            try await database.write(by: Actor(process: RemindOfDuties.kind), at: now) { try RemindOfDuties.tell(duty, stage, on: today, in: $0) }
        }
    }

    private static func tell(_ duty: Duty, _ stage: ReminderStage, on today: LocalDate, in tx: Transaction) throws {
        let key = "\(stage.rawValue) \(duty.dueOn.stored) \(duty.id)"
        var told = 0
        let owners = try OwnerStore.people(duty.owner, at: duty.organisation, on: today, in: tx)
        for person in owners {
            let notice = ReminderNotice(kind: duty.kind, stage: stage, id: duty.id, dueOn: duty.dueOn)
            told += try Notifier.tell(person, notice, once: key, in: tx) ? 1 : 0
        }
        if stage == .late {
            for person in try above(duty, ownedBy: owners, on: today, in: tx) {
                let place = try OrganisationStore.organisation(duty.organisation, on: today, in: tx)?.name ?? "An organisation"
                let notice = EscalationNotice(kind: duty.kind, id: duty.id, dueOn: duty.dueOn, place: place)
                told += try Notifier.tell(person, notice, once: key, in: tx) ? 1 : 0
            }
        }
        guard told > 0 else { return }
        try tx.audit("reminder sent", AuditSubject(duty.kind.rawValue, duty.id), details: ["stage": stage.rawValue, "people": String(told)])
    }

    private static func above(_ duty: Duty, ownedBy owners: [PersonID], on today: LocalDate, in connection: any Connection) throws -> [PersonID] {
        guard let place = try OrganisationStore.organisation(duty.organisation, on: today, in: connection),
            let seat = ActionRules.seat(of: place.kind)
        else { return [] }
        for role in ReminderRules.above(duty.owner, at: seat) {
            let organisation =
                role.seat == seat ? duty.organisation : try OrganisationStore.federation(on: today, in: connection)?.id ?? duty.organisation
            let people = try OwnerStore.people(.role(role), at: organisation, on: today, in: connection).filter { !owners.contains($0) }
            if !people.isEmpty { return people }
        }
        return []
    }
}
