// Says what a close would leave out.

import Kernel
import Web

/// What nobody has marked or closed at the hubs, before a month is closed without it.
struct UnfinishedView {
    private let work: [WorkUnfinished]
    private let names: [OrganisationID: String]
    private let month: Month

    init(_ work: [WorkUnfinished], names: [OrganisationID: String], month: Month) {
        self.work = work
        self.names = names
        self.month = month
    }

    /// None or one.
    var callouts: [WarningCallout] {
        guard !work.isEmpty else { return [] }
        let appointments = work.map(\.appointments).reduce(0, +)
        let clinics = work.map(\.clinics).reduce(0, +)
        var sentences: [String] = []
        if appointments > 0 {
            let count = appointments == 1 ? "1 appointment is" : "\(appointments.grouped) appointments are"
            sentences.append("\(count) not marked as seen or not attended (\(work.map(\.minutes).reduce(0, +).hoursAndMinutes)).")
        }
        if clinics > 0 {
            sentences.append("\(clinics == 1 ? "1 clinic is" : "\(clinics.grouped) clinics are") not closed, so that time not used is not counted.")
        }
        sentences.append(
            "Ask the hub's coordinator to finish the days below. Whatever is finished after the close is paid with \(month.next.title).")
        return [WarningCallout("Not everything up to \(month.last.longText) is finished", [sentences.joined(separator: " ")])]
    }

    /// None or one.
    var tables: [TableView] {
        guard !work.isEmpty else { return [] }
        return [
            TableView(
                caption: "Not finished at the hubs",
                columns: [
                    .init("Day"), .init("Hub"), .init("Appointments not marked", isNumeric: true), .init("Minutes", isNumeric: true),
                    .init("Clinics not closed", isNumeric: true),
                ],
                rows: work.map {
                    TableView.Row([
                        .heading($0.date.longText), TableView.Cell(names[$0.hub] ?? "A hub"), .number($0.appointments.grouped),
                        .number($0.minutes.grouped), .number($0.clinics.grouped),
                    ])
                }, empty: "", isCompact: true)
        ]
    }
}
