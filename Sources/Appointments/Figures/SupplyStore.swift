// Gathers what the figures are made of.

import Activity
import Directory
import Governance
import Kernel
import Store

/// Reads clinics, bookings, consents, the activity ledger and what contracts require. It writes nothing.
struct SupplyStore: Sendable {
    let contracts: ContractPort

    /// The facts of the whole federation. Only sums of them may be shown to a single practice.
    func facts(_ frame: ReportFrame, in connection: any Connection) throws -> SupplyFacts {
        let (span, today) = (frame.span, frame.today)
        var facts = SupplyFacts(frame: frame)
        facts.offered = try CapacityStore.offered(from: span.from, through: span.through, in: connection)
        // In the week that runs, who agrees by today has a share of it.
        let days = span.weeks.map { $0 == today.monday ? today : $0 }
        for scheme in Set(facts.offered.map(\.scheme)) {
            facts.agreed[scheme] = try ConsentStore.practicesInForce(undertaking: scheme, on: days, in: connection)
        }
        let scope = Scope.system("a report adds up the whole federation")
        facts.used = try CapacityStore.used(weeks: span.weeks, scope: scope, in: connection).map {
            UsedTime(
                week: $0.week, practice: frame.heir(of: $0.practice), outcome: Outcome($0.status), minutes: $0.minutes, appointments: $0.appointments)
        }
        facts.activity = try ActivityStore.totals(weeks: span.weeks, kind: .appointmentDelivered, scope: scope, in: connection).map {
            ActivityTotal(week: $0.week, kind: $0.kind, practice: frame.heir(of: $0.practice), minutes: $0.minutes, count: $0.count)
        }
        facts.required = try contracts.required(span.weeks, frame.weekly, connection)
        facts.frame = frame.including(facts.used.map(\.practice) + facts.activity.map(\.practice))
        return facts
    }
}
