// Three practices, two networks, two weeks.

import Activity
import Kernel
import TestKit

@testable import Appointments

/// The cast's practices; adjusted populations 10,000, 6,000 and 4,000; two weeks before the frozen day.
enum SupplyScene {
    static let stranger: OrganisationID = Cast.id(9)
    static let scheme: SchemeID = Cast.id(40)

    static let span = WeekSpan(weeks: 2, before: TestDay.today)
    static let first = span.from
    static let second = span.from.adding(days: 7)

    /// Each week 600 minutes and 40 appointments for everybody, and 100 minutes and 10 appointments for South Network alone.
    static let offered = [first, second].flatMap { week in
        [
            OfferedCapacity(week: week, hub: Cast.hub, host: Cast.elm, scheme: scheme, network: nil, minutes: 600, slots: 40),
            OfferedCapacity(week: week, hub: Cast.hub, host: Cast.elm, scheme: scheme, network: Cast.south, minutes: 100, slots: 10),
        ]
    }

    static let used = [
        UsedTime(week: first, practice: Cast.riverside, outcome: .attended, minutes: 300, appointments: 20),
        UsedTime(week: first, practice: Cast.riverside, outcome: .notAttended, minutes: 30, appointments: 2),
        UsedTime(week: first, practice: Cast.riverside, outcome: .cancelled, minutes: 45, appointments: 3),
        UsedTime(week: second, practice: Cast.riverside, outcome: .waiting, minutes: 150, appointments: 10),
        UsedTime(week: first, practice: Cast.elm, outcome: .attended, minutes: 150, appointments: 10),
        UsedTime(week: second, practice: Cast.elm, outcome: .notAttended, minutes: 30, appointments: 2),
        UsedTime(week: second, practice: Cast.oldMill, outcome: .attended, minutes: 420, appointments: 36),
    ]

    static let populations = NetworkPopulations(
        networkOf: [Cast.riverside: Cast.north, Cast.elm: Cast.north, Cast.oldMill: Cast.south],
        hundredths: [Cast.riverside: 1_000_000, Cast.elm: 600_000, Cast.oldMill: 400_000])

    static let frame = ReportFrame(
        span: span, months: [Month(containing: first)], today: TestDay.today,
        practices: [.init(id: Cast.elm, name: "Elm"), .init(id: Cast.oldMill, name: "Old Mill"), .init(id: Cast.riverside, name: "Riverside")],
        networks: [.init(id: Cast.north, name: "North"), .init(id: Cast.south, name: "South")],
        networkOf: [Cast.riverside: Cast.north, Cast.elm: Cast.north, Cast.oldMill: Cast.south],
        weekly: [populations, populations])

    static let facts = SupplyFacts(
        frame: frame, agreed: [scheme: [[Cast.riverside, Cast.elm, Cast.oldMill], [Cast.riverside, Cast.elm, Cast.oldMill]]], offered: offered,
        used: used,
        required: [
            Cast.north: [RequiredTime(minutes: 500, derivation: "n"), RequiredTime(minutes: 480, derivation: "n")],
            Cast.south: [RequiredTime(minutes: 200, derivation: "s"), RequiredTime(minutes: 200, derivation: "s")],
        ],
        activity: [
            ActivityTotal(week: first, kind: .appointmentDelivered, practice: Cast.riverside, minutes: 300, count: 20),
            ActivityTotal(week: first, kind: .appointmentDelivered, practice: Cast.elm, minutes: 150, count: 10),
            ActivityTotal(week: first, kind: .appointmentNotAttended, practice: Cast.riverside, minutes: 30, count: 2),
            ActivityTotal(week: second, kind: .appointmentDelivered, practice: Cast.oldMill, minutes: 420, count: 36),
        ])
}

extension SupplyFacts {
    func of(network: OrganisationID) -> SupplyFacts {
        var facts = self
        facts.frame = frame.of(network: network)
        return facts
    }
}
