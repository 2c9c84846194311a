// Planning clinics: patterns, preview, dates.

import Directory
import Governance
import Kernel
import Tabular
import Web

/// All patterns, and whether the weeks to come are covered.
struct ClinicsPage: Page {
    static let template = "clinics"
    let newAddress: String
    /// Clinics that will not run, with how many patients are still to be called.
    let calls: [LinkView]
    /// What is booked or published for days after a practice's last one.
    let afterwards: [LinkView]
    let weeks: TableView
    let gaps: [String]
    let patterns: TableView

    var title: String { "Clinics" }
}

/// What a week offers against what its contracts ask for.
struct PlannedWeek: Sendable {
    let week: LocalDate
    let offered: Int
    let required: Int?
    let gaps: [StandardHours.Gap]
}

extension ClinicsPage {
    init(
        _ patterns: TableView, weeks: [PlannedWeek], calls: [LinkView], afterwards: [LinkView]
    ) {
        self.init(
            newAddress: AppointmentsAddresses.newClinic.path(), calls: calls, afterwards: afterwards,
            weeks: TableView(
                caption: "Is enough offered, and is a GP there throughout?",
                columns: [
                    .init("Week from"), .init("Minutes offered", isNumeric: true), .init("Minutes required", isNumeric: true), .init("State"),
                    .init("Hours without a GP on site", isNumeric: true),
                ],
                rows: weeks.map { week in
                    let missing = week.required.map { max(0, $0 - week.offered) } ?? 0
                    let gap = week.gaps.reduce(0) { $0 + $1.ends.minutes - $1.starts.minutes }
                    return TableView.Row([
                        .heading(week.week.dayText), .number(week.offered.grouped), .number(week.required?.grouped ?? "not set"),
                        TableView.Cell(
                            "",
                            tags: [
                                week.required == nil
                                    ? Tag("No requirement on record")
                                    : missing > 0 ? Tag("\(missing.grouped) minutes short", .bad) : Tag("Enough", .good)
                            ]
                        ), .number(gap == 0 ? "none" : "\(gap / 60) h \(gap % 60) min"),
                    ])
                }, empty: "No weeks to show.", isCompact: true),
            gaps: weeks.flatMap(\.gaps).map(\.sentence),
            patterns: patterns)
    }

    static func list(_ patterns: [ClinicPattern], _ names: ClinicNames, _ visit: Visit) -> RecordList<ClinicPattern> {
        RecordList(
            "Weekly clinics", visit, of: patterns,
            columns: [
                .init("When", sort: "when", key: { .number($0.weekday.number * 1440 + $0.starts.minutes) }) {
                    .heading(
                        "\($0.weekday.title) \($0.starts.text) to \($0.ends.text)", address: AppointmentsAddresses.pattern.path($0.id))
                },
                .init("Who", sort: "who", note: "Service") { .init(names.person($0.clinician), detail: $0.service.title) },
                .init("Where", sort: "where") { .init(names.place($0)) },
                .init("From", sort: "from") { .date($0.fromDate, shown: $0.fromDate.shortText) },
                .init("Until", sort: "until") { .date($0.untilDate, shown: $0.untilDate.shortText) },
                .init("State", sort: "state", key: { .text($0.status.rawValue) }) {
                    .tag($0.status == .draft ? "Not published" : "Published", $0.status == .draft ? .warning : .good)
                },
            ], filters: [.select("weekday", "Day", choices: [("", "Every day")] + Weekday.allCases.map { ($0.rawValue, $0.title) })],
            empty: "No clinics are planned. Start with a new clinic; it is offered to patients once it is published.", isCompact: true)
    }

    static var sample: ClinicsPage {
        let table = TableView(caption: "Weekly clinics", columns: [.init("When")], rows: [.init([.heading("Monday")])], empty: "None")
        return ClinicsPage(
            newAddress: "/clinics/new", calls: [LinkView("Monday: 3 patients to call", "/clinics/dates/1")],
            afterwards: [LinkView("3 appointments after its last day", "/kept-appointments")],
            weeks: table, gaps: ["No GP is on site."], patterns: table)
    }
}

extension FormPage {
    /// The form for a new weekly pattern.
    static func newClinic(_ choices: ClinicChoices, _ form: FormReader) -> FormPage {
        func pick(_ id: String, _ label: String, _ options: [(String, String)]) -> FormField {
            .select(id, label, choices: [("", "Choose")] + options.map { (value: $0.0, label: $0.1) })
        }
        let places: [FormField] = [
            pick("room", "Hub and room", choices.places.map { ($0.room.id.stored, $0.label) }),
            pick("clinician", "Clinician", choices.clinicians.map { ($0.id.stored, "\($0.fullName), \($0.profession)") }),
            pick("service", "Service", Service.allCases.map { ($0.rawValue, $0.title) }),
            pick("channel", "How patients are seen", Channel.allCases.map { ($0.rawValue, $0.title) }),
            pick("scheme", "Scheme", choices.schemes.map { ($0.id.stored, $0.title) }),
            .select(
                "network", "For the patients of",
                choices: [("", "Every practice of the federation")] + choices.networks.map { ($0.id.stored, $0.name) }),
        ]
        let times: [FormField] = [
            pick("weekday", "Day of the week", Weekday.allCases.map { ($0.rawValue, $0.title) }),
            .text("starts", "Starts", hint: "For example, 6:30pm", width: .narrow),
            .text("ends", "Ends", hint: "For example, 8pm", width: .narrow),
            .text("minutes", "Minutes of one appointment", value: "15", width: .tiny, keyboard: .numeric),
            .text(
                "same-day", "Appointments kept for the day itself", hint: "The last ones; they are offered from 8am that day", value: "0",
                width: .tiny, keyboard: .numeric),
            .date("from", "First date", hint: "For example, 30 11 2026"), .date("until", "Last date", hint: "For example, 29 3 2027"),
            .ticks("bank-holidays", "Bank holidays", options: [("yes", "It takes place on bank holidays too", "")]),
        ]
        return FormPage(
            "New clinic", back: BackLink("Back to clinics", AppointmentsAddresses.clinics.path()),
            FormView("Show the dates", action: AppointmentsAddresses.newClinic.path(), form: form, places + times))
    }
}
