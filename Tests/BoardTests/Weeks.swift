// Three practices, two networks, two weeks.

import Activity
import Directory
import Finance
import Governance
import Identity
import Kernel
import Store
import TestCast
import TestKit
import Web

@testable import Board

/// Adjusted populations 10,000, 6,000 and 4,000; two weeks before the frozen day.
extension Cast {
    static let stranger: OrganisationID = id(9)
    static let scheme: SchemeID = id(40)

    static let span = Span(weeks: 2, before: TestDay.today)
    static let first = span.from
    static let second = span.from.adding(days: 7)

    /// When the practices agreed: long before the weeks that are counted.
    static let before = TestDay.later(minutes: -100 * 1440)
    static let start = London.local(before).date

    static let migrations = DirectoryFeature.migrations + GovernanceFeature.migrations + ActivityFeature.migrations + FinanceFeature.migrations

    /// Each week 600 minutes and 40 appointments for everybody, and 100 minutes and 10 appointments for South Network alone.
    static let offered = [first, second].flatMap { week in
        [
            OfferedTime(week: week, hub: hub, host: elm, scheme: scheme, minutes: 600, appointments: 40),
            OfferedTime(week: week, hub: hub, host: elm, scheme: scheme, network: south, minutes: 100, appointments: 10),
        ]
    }

    static let used = [
        UsedTime(week: first, practice: riverside, outcome: .attended, minutes: 300, appointments: 20),
        UsedTime(week: first, practice: riverside, outcome: .notAttended, minutes: 30, appointments: 2),
        UsedTime(week: first, practice: riverside, outcome: .cancelled, minutes: 45, appointments: 3),
        UsedTime(week: second, practice: riverside, outcome: .waiting, minutes: 150, appointments: 10),
        UsedTime(week: first, practice: elm, outcome: .attended, minutes: 150, appointments: 10),
        UsedTime(week: second, practice: elm, outcome: .notAttended, minutes: 30, appointments: 2),
        UsedTime(week: second, practice: oldMill, outcome: .attended, minutes: 420, appointments: 36),
    ]

    static let populations = NetworkPopulations(
        networkOf: [riverside: north, elm: north, oldMill: south], hundredths: [riverside: 1_000_000, elm: 600_000, oldMill: 400_000])

    static var facts: ReportFacts {
        let october = Month(containing: first)
        return ReportFacts(
            span: span, months: [october],
            practices: [.init(id: elm, name: "Elm"), .init(id: oldMill, name: "Old Mill"), .init(id: riverside, name: "Riverside")],
            networks: [.init(id: north, name: "North"), .init(id: south, name: "South")], networkOf: [riverside: north, elm: north, oldMill: south],
            weekly: [populations, populations], agreed: [scheme: [[riverside, elm, oldMill], [riverside, elm, oldMill]]], offered: offered,
            used: used,
            required: [
                north: [RequiredTime(minutes: 500, derivation: "n"), RequiredTime(minutes: 480, derivation: "n")],
                south: [RequiredTime(minutes: 200, derivation: "s"), RequiredTime(minutes: 200, derivation: "s")],
            ],
            activity: [
                ActivityTotal(week: first, kind: .appointmentDelivered, practice: riverside, minutes: 300, count: 20),
                ActivityTotal(week: first, kind: .appointmentDelivered, practice: elm, minutes: 150, count: 10),
                ActivityTotal(week: first, kind: .appointmentNotAttended, practice: riverside, minutes: 30, count: 2),
                ActivityTotal(week: second, kind: .appointmentDelivered, practice: oldMill, minutes: 420, count: 36),
            ],
            money: [
                PostedSum(month: october, practice: elm, purpose: .care, amount: Money(pence: 80_000)),
                PostedSum(month: october, practice: elm, purpose: .notAttended, amount: Money(pence: 2_260)),
                PostedSum(month: october, practice: elm, purpose: .unused, amount: Money(pence: 3_000)),
                PostedSum(month: october, practice: elm, purpose: .payment, amount: Money(pence: 50_000)),
                PostedSum(month: october, practice: nil, purpose: nil, amount: Money(pence: 100_000)),
            ],
            owed: [elm: Money(pence: 35_260)])
    }

    /// Ports that answer with the figures above.
    static let ports = BoardPorts(
        offered: { from, through, _ in offered.filter { $0.week >= from && $0.week <= through } },
        used: { weeks, scope, _ in used.filter { weeks.contains($0.week) && (scope.practices?.contains($0.practice) ?? true) } },
        appointments: { asked, scope, _ in
            let found = behind(asked, scope).flatMap { item in
                (0..<item.appointments).map { number in
                    AppointmentFact(
                        id: id(5000 + UInt64(item.week.daysSince1970 * 100 + number)),
                        startsAt: London.instant(LocalDateTime(date: item.week, time: LocalTime(clamping: 1110 + number))),
                        minutes: item.minutes / item.appointments, hub: hub, practice: item.practice, service: "GP", outcome: item.outcome)
                }
            }
            let rest = found.firstIndex { $0.id == asked.after }.map { found[($0 + 1)...] } ?? found[...]
            return Array(rest.prefix(asked.limit))
        },
        appointmentTotal: { asked, scope, _ in
            let items = behind(asked, scope)
            return (items.reduce(0) { $0 + $1.appointments }, items.reduce(0) { $0 + $1.minutes })
        },
        required: { weeks, populations, _ in
            // 50 minutes for each 1,000 patients.
            zip(weeks, populations).enumerated().reduce(into: [:]) { required, week in
                for (network, hundredths) in week.element.1.totals {
                    required[network, default: weeks.map { _ in nil }][week.offset] = RequiredTime(
                        minutes: hundredths / 2000, derivation: "\(PopulationRules.text(hundredths: hundredths)) patients")
                }
            }
        },
        statement: { practice, _ in
            guard practice == elm else { return nil }
            return StatementFact(
                month: Month(containing: first), producedAt: TestDay.now, address: "/statements/1", broughtForward: .zero,
                lines: [.init(sentence: "58 appointments delivered at Oak Hub", amount: Money(pence: 85_260), address: "/statements/1/lines/1")],
                carriedForward: Money(pence: 35_260))
        },
        purpose: { $0 == "payment" ? .payment : .care }, statementsAddress: "/statements")

    private static func behind(_ asked: AppointmentsAsked, _ scope: Scope) -> [UsedTime] {
        used.filter {
            asked.outcomes.contains($0.outcome) && asked.practices?.contains($0.practice) ?? true && scope.practices?.contains($0.practice) ?? true
                && $0.week >= asked.from.monday && $0.week <= asked.through
        }
    }

    /// What ports do not answer: the populations, the scheme, and a practice outside the federation.
    static func foundScheme(in transaction: Transaction) throws {
        try found(in: transaction)
        try OrganisationStore.add(Organisation(id: stranger, kind: .practice, name: "Far Away Surgery"), in: transaction)
        for (practice, hundredths) in populations.hundredths {
            try PopulationStore.record(hundredths, of: practice, kind: .adjusted, snapshotDate: date(2020, 1, 1), in: transaction)
        }
        try UndertakingStore.add(
            Undertaking(id: scheme, kind: .scheme, title: "Enhanced access", purpose: ""), terms: "Terms", publishedOn: start, in: transaction)
    }

    /// Work done in the first week, and its money: Riverside 20 and Elm 10 appointments of 15 minutes, hosted by Elm; one of Riverside's taken back.
    static func work(in transaction: Transaction) throws {
        var entries: [ActivityEntry] = []
        for index in 0..<30 {
            let day = first.adding(days: index % 5)
            let entry = ActivityEntry(
                id: id(1000 + UInt64(index)), kind: .appointmentDelivered, practice: index < 20 ? riverside : elm, host: elm, site: oakHub,
                occurredAt: London.instant(LocalDateTime(date: day, time: LocalTime(clamping: 1110))), minutes: 15, scheme: scheme,
                evidence: RecordLink(kind: "appointment", identifier: "\(index)"), recordedAt: transaction.instant)
            try ActivityStore.record(entry, in: transaction)
            entries.append(entry)
        }
        try ActivityStore.reverse(entries[0].id, reason: .wrongAppointment, in: transaction)
        // 15 minutes at £98.00 an hour are £24.50; 29 of them stand.
        let shares = entries.dropFirst().map { ActivityShare(activity: $0.id.asID(of: ActivityReference.self), amount: Money(pence: -2450)) }
        let amount = Money(pence: 29 * 2450)
        let journal = try Journal(
            id: id(2000), date: TestDay.today, description: "Enhanced access", rule: "month close",
            lines: [
                Posting(
                    id: id(2001), account: .practicePayments, practice: elm, amount: amount, rule: "price per delivered hour",
                    sentence: "29 appointments delivered at Oak Hub"),
                Posting(
                    id: id(2002), account: .practicePayable, practice: elm, amount: -amount, rule: "price per delivered hour",
                    sentence: "29 appointments delivered at Oak Hub", shares: shares),
            ])
        try FinanceStore.post(journal, in: transaction)
    }
}
