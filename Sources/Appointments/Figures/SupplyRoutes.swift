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
        let pages = SupplyPages(origin: origin, back: try ReportAddresses.back(visit))
        let (bodies, total) = try await database.read { connection in
            let bodies = try OriginBodies(of: origin, scope: scope, today: today, in: connection)
            let total = try CapacityStore.total(
                from: origin.from, through: origin.through, statuses: statuses, practices: bodies.practices, scope: scope, in: connection)
            return (bodies, total)
        }
        let list = SupplyPages.list(visit, count: total.appointments) { after, limit, connection in
            let found = try CapacityStore.appointments(
                from: origin.from, through: origin.through, statuses: statuses, practices: bodies.practices,
                after: after.flatMap { try? ID(parsing: $0) }, scope: scope, limit: limit, in: connection)
            let names = try OrganisationStore.names(of: found.flatMap { [$0.practice, $0.hub] }, on: today, in: connection)
            return found.map { .init(appointment: $0, practice: names[$0.practice] ?? "Not known", hub: names[$0.hub] ?? "Not known") }
        }
        return try await database.answer(visit, list) { pages.appointments($0, outcome: outcome, of: bodies.name, total: total) }
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

    struct Appointment: Sendable {
        let appointment: CountedAppointment
        let practice: String
        let hub: String
    }

    static func list(
        _ visit: Visit, count: Int, fetch: @escaping @Sendable (_ after: String?, _ limit: Int, any Connection) throws -> [Appointment]
    ) -> RecordList<Appointment> {
        RecordList(
            "Appointments", visit, ofCount: count,
            columns: [
                .init("Day") { .heading($0.appointment.localDate, shown: $0.appointment.localDate.shortText) },
                .init("Time") { .init($0.appointment.startsAt.londonTimeText) }, .init("Service") { .init($0.appointment.service.title) },
                .init("Hub") { .init($0.hub) }, .init("Patients of") { .init($0.practice) },
                .init("Outcome") { .init(Outcome($0.appointment.status).title) },
                .init("Minutes", isNumeric: true) { .number($0.appointment.endsAt.seconds(since: $0.appointment.startsAt) / 60) },
            ], keeps: Origin.names + ["outcome"], empty: "There are no such appointments.", isCompact: true, pageSize: OriginPage.pageSize,
            key: { $0.appointment.id.stored }, fetch: fetch)
    }

    func appointments(_ table: TableView, outcome: Outcome?, of bodies: String, total: CountedTotal) -> OriginPage {
        OriginPage(
            heading: outcome.map { "Appointments: \($0.title.lowercased())" } ?? "Appointments booked", lead: "\(bodies), \(origin.days)",
            facts: [.init("Appointments", total.appointments.grouped), .init("Minutes", total.minutes.grouped)],
            notes: ["From the clinics' lists. Cancelled appointments are counted only where the heading says so."], table: table, back: back)
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
                empty: "No clinics were published."),
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
