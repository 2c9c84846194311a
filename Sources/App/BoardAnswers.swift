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
import Web

extension Ports {
    /// The board asks appointments what was offered and used, contracts what was required and what statements say.
    static let board = BoardPorts(
        offered: { from, through, connection in
            try CapacityStore.offered(from: from, through: through, in: connection).map {
                OfferedTime(
                    week: $0.week, hub: $0.hub, host: $0.host, scheme: $0.scheme, network: $0.network, minutes: $0.minutes, appointments: $0.slots)
            }
        },
        used: { from, through, scope, connection in
            try CapacityStore.used(from: from, through: through, scope: scope, in: connection).map {
                UsedTime(week: $0.week, practice: $0.practice, outcome: outcome($0.status), minutes: $0.minutes, appointments: $0.appointments)
            }
        },
        appointments: { asked, scope, connection in try appointments(asked, scope, connection) },
        required: { weeks, knownAt, connection in try required(weeks, knownAt, connection) },
        messages: { scope, connection in
            let counts = try MessageStore.counts(scope: scope, in: connection)
            return (counts[.unread] ?? 0, counts[.read] ?? 0)
        },
        statement: { practice, connection in try statement(practice, connection) },
        openQueries: { scope, connection in try StatementStore.openQueries(scope: scope, in: connection).count },
        endedSchemes: { date, connection in Set(try SchemeStore.schemes(in: connection).filter { $0.until < date }.map(\.id)) },
        paymentRule: PaymentRun.rule, messagesAddress: AppointmentsAddresses.messages.path(), schemesAddress: GovernanceAddresses.schemes.path(),
        statementsAddress: ContractsAddresses.statements.path())

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
        let statuses = asked.outcomes.flatMap(statuses)
        // One query for one practice or for all; for a network's few practices one each.
        let practices = asked.practices.map { $0.map(OrganisationID?.some) } ?? [nil]
        let found = try practices.flatMap { practice in
            try CapacityStore.appointments(
                from: asked.from, through: asked.through, statuses: statuses, practice: practice, scope: scope, limit: asked.limit, in: connection)
        }
        return found.sorted { $0.startsAt < $1.startsAt }.prefix(asked.limit).map {
            AppointmentFact(
                startsAt: $0.startsAt, minutes: $0.endsAt.seconds(since: $0.startsAt) / 60, hub: $0.hub, practice: $0.practice,
                service: $0.service.title,
                outcome: outcome($0.status))
        }
    }

    /// Each network's minutes under all schemes, from the adjusted populations of its practices in each week. The members and populations of a week
    /// are read once for all networks.
    private static func required(
        _ weeks: [LocalDate], _ knownAt: Instant, _ connection: any Connection
    ) throws -> [OrganisationID: [RequiredTime?]] {
        let terms = try SchemeStore.schemes(in: connection).map { ($0, try SchemeStore.requirements(of: $0.id, in: connection)) }
        var required: [OrganisationID: [RequiredTime?]] = [:]
        for (index, week) in weeks.enumerated() {
            let sunday = week.adding(days: 6)
            let running = terms.filter { $0.0.from <= sunday && $0.0.until >= week }.compactMap { RequirementRules.inForce($0.1, on: sunday) }
            guard !running.isEmpty, let federation = try OrganisationStore.federation(on: week, in: connection) else { continue }
            let networkOf = try OrganisationStore.networkByPractice(of: federation.id, on: week, in: connection)
            let populations = try PopulationStore.populations(
                of: Array(networkOf.keys), kind: .adjusted, on: week, knownAt: knownAt, in: connection)
            for (network, practices) in Dictionary(grouping: networkOf.keys, by: { networkOf[$0] }) {
                guard let network else { continue }
                let hundredths = practices.reduce(0) { $0 + (populations[$1]?.hundredths ?? 0) }
                let owed = running.map {
                    RequirementRules.owed(adjustedHundredths: hundredths, requirement: $0, week: week, isBankHoliday: BankHolidays.contains)
                }
                let minutes = owed.map(\.minutes).reduce(0, +)
                let exact = owed.map(\.exactText).joined(separator: " and ")
                required[network, default: weeks.map { _ in nil }][index] = RequiredTime(
                    minutes: minutes,
                    derivation: "\(((hundredths + 50) / 100).grouped) adjusted patients: \(exact) minutes, rounded to \(minutes.grouped)")
            }
        }
        return required
    }

    private static func statement(_ practice: OrganisationID, _ connection: any Connection) throws -> StatementFact? {
        let scope = ScopeRules.scope(of: .practiceManager, at: practice)
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
