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
        let income = Chart.Series("Contract income", report.months.map { pounds($0.income) })
        let earned = Chart.Series("Earned by practices", report.months.map { pounds($0.earned) })
        let hasMoney = report.months.contains { $0.income != .zero || $0.earned != .zero }
        return Chart(
            .bars, id: "earned", finding: FindingRules.earned(report), categoriesTitle: "Month",
            categories: hasMoney ? report.months.map(\.month.shortTitle) : [], axis: "Pounds a month",
            series: !hasMoney ? [] : report.network == nil ? [income, earned] : [earned], source: source("Money ledger"),
            empty: "Money appears here when the first month is closed.",
            address: { month, series in
                let month = report.months[month].month
                return report.network == nil && series == 0 ? links.income(month) : links.earned(month)
            },
            text: money)
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
