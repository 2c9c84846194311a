// The charts about time and appointments.

import Activity
import Kernel
import Web

/// Each figure of their tables opens onto what it is made of.
struct SupplyCharts: Sendable {
    let supply: Supply
    let links: SupplyLinks

    private var weeks: [String] { supply.weeks.map(\.week.axisText) }
    private var unitTitle: String { supply.frame.network == nil ? "Network" : "Practice" }
    private func source(_ name: String) -> String { "\(name), \(supply.frame.today.longText)" }

    var delivery: Chart {
        Chart(
            .line, id: "delivery", finding: SupplyFindingRules.delivery(supply), categoriesTitle: "Week of", categories: weeks,
            axis: "Minutes a week",
            series: [
                .init("Required", supply.weeks.map { $0.required.map(Double.init) }),
                .init("Offered", supply.weeks.map { Double($0.offeredMinutes) }),
                .init("Delivered", supply.weeks.map { Double($0.deliveredMinutes) }),
            ], source: source("Contracts, clinics and activity ledger"), empty: "Minutes appear here week by week once clinics are published.",
            address: { week, series in
                let week = links.week(supply.weeks[week].week)
                return series == 0 ? links.required(week) : series == 1 ? links.offered(week) : links.work(week)
            },
            text: whole)
    }

    var utilisation: Chart {
        Chart(
            .line, id: "utilisation", finding: SupplyFindingRules.utilisation(supply), categoriesTitle: "Week of", categories: weeks,
            axis: "Minutes booked, percent of minutes offered", series: [.init("Booked", supply.weeks.map(\.utilisation.percent))],
            marks: [.init("All that was offered", 100)], source: source("Clinics and bookings"),
            empty: "The share of time booked appears here once clinics are published.",
            address: { week, _ in links.appointments(links.week(supply.weeks[week].week)) }, text: percent)
    }

    var missed: Chart {
        let units = supply.units.filter { $0.missed.whole > 0 }
        return Chart(
            .dots, id: "missed", finding: SupplyFindingRules.missed(supply), categoriesTitle: unitTitle, categories: units.map(\.name),
            axis: "Percent not attended", series: [.init("Did not attend", units.map(\.missed.percent))],
            marks: supply.total.missed.percent.map { [.init("All: \(supply.total.missed.text)", $0)] } ?? [], source: source("Clinic lists"),
            empty: "Rates appear here once patients have been seen.",
            address: { unit, _ in links.appointments(links.unit(units[unit].unit), .notAttended) }, text: percent)
    }

    var shares: Chart {
        let units = supply.units.filter { $0.share > 0 }
        return Chart(
            .dots, id: "shares", finding: SupplyFindingRules.shares(supply), categoriesTitle: unitTitle, categories: units.map(\.name),
            axis: "Percent of share had", series: [.init("Had", units.map(\.use.percent))],
            marks: [.init("Its share", 100)], source: source("Clinics, bookings and adjusted populations"),
            empty: "Shares appear here once practices have agreed to a scheme and clinics are published.",
            address: { unit, _ in links.appointments(links.unit(units[unit].unit)) }, text: percent)
    }

    /// A practice beside others without their names.
    func comparison(_ comparison: Comparison?, id: String, axis: String, own: UnitFigures) -> Chart {
        let places = comparison?.places ?? []
        return Chart(
            .dots, id: id, finding: comparison?.finding ?? "There is nothing to compare yet.", categoriesTitle: "Practice",
            categories: places.map { $0.isOwn ? own.name : "Another practice" }, axis: axis,
            series: places.isEmpty
                ? []
                : [
                    .init("Our practice", places.map { $0.isOwn ? $0.rate.percent : nil }),
                    .init("Others", places.map { $0.isOwn ? nil : $0.rate.percent }),
                ], marks: comparison?.median.percent.map { [.init("Middle", $0)] } ?? [], source: source("Clinics and bookings"),
            empty: "Practices are compared here once several of them have had appointments.", text: percent)
    }

    private func whole(_ value: Double) -> String { Int(value.rounded()).grouped }
    private func percent(_ value: Double) -> String { Rate.text(percent: value) }
}

/// Where the figures of this room open.
struct SupplyLinks: Sendable {
    let common: FigureLinks

    var whole: Origin { common.whole }
    func week(_ week: LocalDate) -> Origin { common.week(week) }
    func unit(_ unit: ReportFrame.Unit) -> Origin { common.unit(unit) }

    func required(_ origin: Origin) -> String { origin.path(ReportAddresses.required) }
    func offered(_ origin: Origin) -> String { origin.path(AppointmentsAddresses.offeredFigure) }
    func work(_ origin: Origin) -> String { ActivityAddresses.figure(origin, of: .appointmentDelivered) }
    func appointments(_ origin: Origin, _ outcome: Outcome? = nil) -> String {
        origin.path(AppointmentsAddresses.appointmentsFigure, outcome.map { [("outcome", $0.rawValue)] } ?? [])
    }
}
