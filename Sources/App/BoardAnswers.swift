// What the rooms tell the board.

import Appointments
import Board
import Contracts
import Directory
import Governance
import Identity
import Kernel
import Store
import Web
import Worklist

extension Ports {
    /// The board asks appointments what was offered and used, contracts what was required and what statements say.
    static let board = BoardPorts(
        offered: { from, through, connection in
            try CapacityStore.offered(from: from, through: through, in: connection).map {
                OfferedTime(
                    week: $0.week, hub: $0.hub, host: $0.host, scheme: $0.scheme, network: $0.network, minutes: $0.minutes, appointments: $0.slots)
            }
        },
        used: { weeks, scope, connection in
            try CapacityStore.used(weeks: weeks, scope: scope, in: connection).map {
                UsedTime(week: $0.week, practice: $0.practice, outcome: outcome($0.status), minutes: $0.minutes, appointments: $0.appointments)
            }
        },
        appointments: { asked, scope, connection in try appointments(asked, scope, connection) },
        appointmentTotal: { asked, scope, connection in
            let total = try CapacityStore.total(
                from: asked.from, through: asked.through, statuses: asked.outcomes.flatMap(statuses), practices: asked.practices, scope: scope,
                in: connection)
            return (total.appointments, total.minutes)
        },
        required: { weeks, populations, connection in try required(weeks, populations, connection) },
        statement: { practice, connection in try statement(practice, connection) },
        purpose: purpose, statementsAddress: ContractsAddresses.statements.path())

    private static func outcome(_ status: BookingStatus) -> Outcome {
        switch status {
        case .booked, .arrived, .called: .waiting
        case .seen: .attended
        case .didNotAttend: .notAttended
        case .cancelled: .cancelled
        }
    }

    private static func statuses(_ outcome: Outcome) -> [BookingStatus] { BookingStatus.allCases.filter { Self.outcome($0) == outcome } }

    private static func appointments(_ asked: AppointmentsAsked, _ scope: Scope, _ connection: any Connection) throws -> [AppointmentFact] {
        try CapacityStore.appointments(
            from: asked.from, through: asked.through, statuses: asked.outcomes.flatMap(statuses), practices: asked.practices,
            after: asked.after?.asID(of: Booking.self), scope: scope, limit: asked.limit, in: connection
        ).map {
            AppointmentFact(
                id: $0.id.asID(of: AppointmentFact.self), startsAt: $0.startsAt, minutes: $0.endsAt.seconds(since: $0.startsAt) / 60, hub: $0.hub,
                practice: $0.practice, service: $0.service.title, outcome: outcome($0.status))
        }
    }

    /// What a posting is for, by its rule; that of work taken back is for the same as the work.
    @Sendable private static func purpose(_ rule: String) -> PostingPurpose {
        if rule == PaymentRun.carryingRule { return .carriedOver }
        if PaymentRun.settlingRules.contains(rule) { return .payment }
        return switch rule {
        case _ where rule.hasSuffix("time not attended"): .notAttended
        case _ where rule.hasSuffix("time not used"): .unused
        default: .care
        }
    }

    /// Each network's minutes under all schemes, from the adjusted populations of each week.
    private static func required(
        _ weeks: [LocalDate], _ populations: [NetworkPopulations], _ connection: any Connection
    ) throws -> [OrganisationID: [RequiredTime?]] {
        let terms = try SchemeStore.schemes(in: connection).map { ($0, try SchemeStore.requirements(of: $0.id, in: connection)) }
        var required: [OrganisationID: [RequiredTime?]] = [:]
        for (index, week) in weeks.enumerated() where index < populations.count {
            let running = terms.filter { RequirementRules.owes($0.0, week: week) }.compactMap { RequirementRules.inForce($0.1, on: week.monday) }
            guard !running.isEmpty else { continue }
            for (network, hundredths) in populations[index].totals {
                let owed = running.map {
                    RequirementRules.owed(adjustedHundredths: hundredths, requirement: $0, week: week, isBankHoliday: BankHolidays.contains)
                }
                let minutes = owed.map(\.minutes).reduce(0, +)
                let sums = zip(running, owed).map { "\($0.minutesPerThousand) minutes for 1,000 = \($1.exactText) minutes" }.joined(
                    separator: " and ")
                required[network, default: weeks.map { _ in nil }][index] = RequiredTime(
                    minutes: minutes,
                    derivation: "\(PopulationRules.text(hundredths: hundredths)) adjusted patients × \(sums), rounded to \(minutes.grouped)")
            }
        }
        return required
    }

    private static func statement(_ practice: OrganisationID, _ connection: any Connection) throws -> StatementFact? {
        let scope = ScopeRules.practice(practice)
        guard let statement = try StatementStore.statements(scope: scope, in: connection).first else { return nil }
        let figures = try StatementStore.figures(of: statement, in: connection)
        return StatementFact(
            month: statement.month, producedAt: statement.producedAt, address: ContractsAddresses.statement.path(statement.id),
            broughtForward: figures.broughtForward,
            lines: figures.lines.map {
                .init(
                    sentence: $0.sentence, amount: $0.amount,
                    address: $0.isPayment ? "" : ContractsAddresses.line.path(statement.id.stored, $0.posting.stored))
            },
            carriedForward: figures.carriedForward)
    }
}
