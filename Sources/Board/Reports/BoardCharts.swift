// The six charts of the board page.

import Kernel
import Web

/// The charts that show the findings; each figure of their tables opens onto what it is made of.
struct BoardCharts {
    let report: Report
    let links: ReportLinks
    let today: LocalDate

    private var unitTitle: String { report.network == nil ? "Network" : "Practice" }
    private func source(_ name: String) -> String { "\(name), \(today.longText)" }

    var delivery: Chart {
        Chart(
            .line, id: "delivery", finding: FindingRules.delivery(report), categoriesTitle: "Week of", categories: report.weeks.map(\.week.axisText),
            axis: "Minutes a week",
            series: [
                .init("Required", report.weeks.map { $0.required.map(Double.init) }),
                .init("Offered", report.weeks.map { Double($0.offeredMinutes) }),
                .init("Delivered", report.weeks.map { Double($0.deliveredMinutes) }),
            ], source: source("Contracts, clinics and activity ledger"), empty: "Minutes appear here week by week once clinics are published.",
            address: { week, series in
                let monday = report.weeks[week].week
                return series == 0 ? links.required(monday) : series == 1 ? links.offered(monday) : links.work(monday)
            },
            text: whole)
    }

    var utilisation: Chart {
        Chart(
            .line, id: "utilisation", finding: FindingRules.utilisation(report), categoriesTitle: "Week of",
            categories: report.weeks.map(\.week.axisText), axis: "Minutes booked, percent of minutes offered",
            series: [.init("Booked", report.weeks.map(\.utilisation.percent))], marks: [.init("All that was offered", 100)],
            source: source("Clinics and bookings"), empty: "The share of time booked appears here once clinics are published.",
            address: { week, _ in links.appointments(report.weeks[week].week) }, text: percent)
    }

    var missed: Chart {
        let units = report.units.filter { $0.missed.whole > 0 }
        return Chart(
            .dots, id: "missed", finding: FindingRules.missed(report), categoriesTitle: unitTitle, categories: units.map(\.body.name),
            axis: "Percent not attended", series: [.init("Did not attend", units.map(\.missed.percent))],
            marks: report.total.missed.percent.map { [.init("All: \(report.total.missed.text)", $0)] } ?? [], source: source("Clinic lists"),
            empty: "Rates appear here once patients have been seen.",
            address: { unit, _ in links.appointments(links.unit(units[unit]), .notAttended) }, text: percent)
    }

    var shares: Chart {
        let units = report.units.filter { $0.share > 0 }
        return Chart(
            .dots, id: "shares", finding: FindingRules.shares(report), categoriesTitle: unitTitle, categories: units.map(\.body.name),
            axis: "Percent of share had", series: [.init("Had", units.map(\.use.percent))],
            marks: [.init("Its share", 100)], source: source("Clinics, bookings and adjusted populations"),
            empty: "Shares appear here once practices have agreed to a scheme and clinics are published.",
            address: { unit, _ in links.appointments(links.unit(units[unit])) }, text: percent)
    }

    var earned: Chart {
        let months = report.months
        let earned: [(part: Origin.Part, series: Chart.Series)] = [
            (.care, .init("Earned for care", months.map { pounds($0.care) })),
            (.notAttended, .init("Not attended", months.map { pounds($0.notAttended) })),
            (.unused, .init("Not used", months.map { pounds($0.unused) })),
        ]
        let income =
            report.network == nil ? [(part: Origin.Part.income, series: Chart.Series("Contract income", months.map { pounds($0.income) }))] : []
        let hasMoney = months.contains { $0.income != .zero || $0.earned != .zero }
        let shown = hasMoney ? income + earned : []
        return Chart(
            .bars, id: "earned", finding: FindingRules.earned(report), categoriesTitle: "Month",
            categories: hasMoney ? months.map(\.month.shortTitle) : [], axis: "Pounds a month", series: shown.map(\.series),
            source: source("Money ledger"), empty: "Money appears here when the first month is closed.",
            address: { month, series in links.earned(months[month].month, shown[series].part) }, text: money)
    }

    var paid: Chart {
        let units = report.units.filter { $0.paid != .zero || $0.owed != .zero }
        return Chart(
            .bars, id: "paid", finding: FindingRules.paid(report), categoriesTitle: unitTitle, categories: units.map(\.body.name), axis: "Pounds",
            series: [.init("Paid", units.map { pounds($0.paid) }), .init("Still owed", units.map { pounds($0.owed) })],
            source: source("Money ledger"), empty: "Payments appear here when the first month is paid.",
            address: { unit, series in links.money(links.unit(units[unit]), series == 0 ? .paid : .owed) }, text: money)
    }

    private func whole(_ value: Double) -> String { Int(value.rounded()).grouped }
    private func percent(_ value: Double) -> String { Rate.text(percent: value) }
    private func pounds(_ amount: Money) -> Double { Double(amount.pence) / 100 }
    private func money(_ value: Double) -> String { Money(pence: Int((value * 100).rounded())).text }
}
