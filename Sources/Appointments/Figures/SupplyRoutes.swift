// What figures about time are made of.

import Directory
import Kernel
import Store
import Web

struct SupplyRoutes: Sendable {
    let database: any Database
    let contracts: ContractPort

    func add(to routes: inout RouteTable) {
        routes.get(AppointmentsAddresses.appointmentsFigure, .figures, appointments)
        routes.get(AppointmentsAddresses.offeredFigure, .report, offered)
    }

    @Sendable private func appointments(_ visit: Visit) async throws -> Answer {
        let (origin, scope, today) = (try Origin(visit.query), try visit.person.scope, visit.today)
        let outcome = try Origin.value("outcome", of: visit.query, Outcome.init(rawValue:))
        // All that were not cancelled, where none is named.
        let statuses = (outcome.map { [$0] } ?? Outcome.allCases.filter { $0 != .cancelled }).flatMap(\.statuses)
        let back = try ReportAddresses.back(visit)
        return .page(
            try await database.read { connection in
                let bodies = try OriginBodies(of: origin, scope: scope, today: today, in: connection)
                let total = try CapacityStore.total(
                    from: origin.from, through: origin.through, statuses: statuses, practices: bodies.practices, scope: scope, in: connection)
                let (shown, next) = OriginPage.page(
                    try CapacityStore.appointments(
                        from: origin.from, through: origin.through, statuses: statuses, practices: bodies.practices,
                        after: try? ID(parsing: origin.after), scope: scope, limit: OriginPage.limit + 1, in: connection)
                ) { $0.id.stored }
                let names = try OrganisationStore.names(of: shown.flatMap { [$0.practice, $0.hub] }, on: today, in: connection)
                return SupplyPages(origin: origin, back: back)
                    .appointments(shown, outcome: outcome, of: bodies.name, total: total, next: next, names: names)
            })
    }

    @Sendable private func offered(_ visit: Visit) async throws -> Answer {
        let (origin, today, now, back) = (try Origin(visit.query), visit.today, visit.now, try ReportAddresses.back(visit))
        return .page(
            try await database.read { connection in
                let frame = try ReportFrameStore.frame(of: origin, today: today, now: now, in: connection)
                let facts = try SupplyStore(contracts: contracts).facts(frame, in: connection)
                let ids = facts.offered.flatMap { [$0.hub, $0.host] + [$0.network].compactMap { $0 } }
                let names = try OrganisationStore.names(of: ids, on: today, in: connection)
                return SupplyPages(origin: origin, back: back).offered(facts, names: names)
            })
    }
}

/// The pages on which figures about time open.
struct SupplyPages {
    let origin: Origin
    let back: BackLink

    func appointments(
        _ appointments: [CountedAppointment], outcome: Outcome?, of bodies: String, total: CountedTotal, next: String?,
        names: [OrganisationID: String]
    ) -> OriginPage {
        let rows = appointments.map { appointment in
            TableView.Row([
                .heading(London.local(appointment.startsAt).date.shortText), TableView.Cell(appointment.startsAt.londonTimeText),
                TableView.Cell(appointment.service.title), TableView.Cell(names[appointment.hub] ?? "Not known"),
                TableView.Cell(names[appointment.practice] ?? "Not known"), TableView.Cell(Outcome(appointment.status).title),
                .number((appointment.endsAt.seconds(since: appointment.startsAt) / 60).grouped),
            ])
        }
        return OriginPage(
            heading: outcome.map { "Appointments: \($0.title.lowercased())" } ?? "Appointments booked", lead: "\(bodies), \(origin.days)",
            facts: [.init("Appointments", total.appointments.grouped), .init("Minutes", total.minutes.grouped)],
            notes: ["From the clinics' lists. Cancelled appointments are counted only where the heading says so."],
            table: OriginPage.table(
                ["Day", "Time", "Service", "Hub", "Patients of", "Outcome"], numbers: ["Minutes"], rows, empty: "There are no such appointments.",
                of: origin, next: next
            ) { $0.path(AppointmentsAddresses.appointmentsFigure, outcome.map { [("outcome", $0.rawValue)] } ?? []) },
            back: back)
    }

    /// The clinics of each week and, for one network, its part of those for everybody.
    func offered(_ facts: SupplyFacts, names: [OrganisationID: String]) -> OriginPage {
        let (frame, network) = (facts.frame, facts.frame.network)
        let weeks = Dictionary(grouping: facts.offered.filter { network == nil || $0.network == nil || $0.network == network?.id }, by: \.week)
        let rows = frame.span.weeks.enumerated().flatMap { index, week -> [TableView.Row] in
            let offered = weeks[week] ?? []
            return offered.map { row($0, network: network, names) }
                + (network.map { parts(offered, week: week, of: $0, frame.weekly.count > index ? frame.weekly[index] : .init()) } ?? [])
        }
        let counted = SupplyRules.supply(facts).weeks.reduce(0) { $0 + $1.offeredMinutes }
        return OriginPage(
            heading: "Time offered", lead: "\(network?.name ?? "All networks"), \(origin.days)", facts: [.init("Minutes", counted.grouped)],
            notes: (network.map {
                ["Clinics for everybody count for \($0.name) by its part of the adjusted population on the Monday of each week, in whole minutes."]
            } ?? []) + KnownDay.notes(frame.known),
            table: OriginPage.table(
                ["Week", "Hub", "Hosted by", "For patients of"], numbers: ["Appointments", "Minutes"] + (network == nil ? [] : ["Counted"]), rows,
                empty: "No clinics were published.", of: origin),
            back: back)
    }

    private func row(_ time: OfferedCapacity, network: ReportFrame.Body?, _ names: [OrganisationID: String]) -> TableView.Row {
        let counted: [TableView.Cell] = network == nil ? [] : [.number(time.network == nil ? "" : time.minutes.grouped)]
        return TableView.Row(
            [
                .heading("Week of \(time.week.shortText)"), TableView.Cell(names[time.hub] ?? "Not known"),
                TableView.Cell(names[time.host] ?? "Not known"), TableView.Cell(time.network.map { names[$0] ?? "Not known" } ?? "Everybody"),
                .number(time.slots.grouped), .number(time.minutes.grouped),
            ] + counted)
    }

    private func parts(
        _ offered: [OfferedCapacity], week: LocalDate, of network: ReportFrame.Body, _ populations: NetworkPopulations
    ) -> [TableView.Row] {
        let totals = populations.totals
        let patients = PopulationRules.text(hundredths: totals[network.id] ?? 0)
        let all = PopulationRules.text(hundredths: totals.values.reduce(0, +))
        return SupplyRules.common(offered).map { common in
            TableView.Row([
                .heading("Week of \(week.shortText)", detail: "Part of the time for everybody"),
                TableView.Cell("\(patients) of \(all) adjusted patients"), TableView.Cell(""), TableView.Cell(network.name), .number(""),
                .number(common.minutes.grouped), .number((populations.parts(of: common.minutes)[network.id] ?? 0).grouped),
            ])
        }
    }
}
