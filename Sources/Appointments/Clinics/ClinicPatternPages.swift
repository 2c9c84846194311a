// One weekly clinic, date by date.

import Directory
import Kernel
import Web

/// One pattern: what it comes to, date by date, before and after it is published.
struct ClinicPatternPage: Page {
    static let template = "clinic-pattern"
    let back: BackLink
    let errors: ErrorSummary
    let heading: String
    let tags: [Tag]
    let facts: SummaryList
    let dates: TableView
    let clashes: [String]
    /// What else keeps it from being published, with who can settle it.
    let obstacles: [String]
    let publishing: [ButtonForm]
    /// Leaves a date out.
    let form: [FormView]

    var title: String { "Clinic" }
    var hasProblems: Bool { !errors.isEmpty }
}

/// Names that patterns need.
struct ClinicNames: Sendable {
    let sites: [Site]
    let rooms: [Room]
    let people: [Person]

    func person(_ id: PersonID) -> String { people.first { $0.id == id }?.fullName ?? "" }
    func place(_ pattern: ClinicPattern) -> String {
        let site = sites.first { $0.id == pattern.site }?.name ?? ""
        let room = rooms.first { $0.id == pattern.room }?.name ?? ""
        return [site, room].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}

/// A pattern with everything that its page shows.
struct PatternFacts: Sendable {
    let pattern: ClinicPattern
    let names: ClinicNames
    let scheme: String
    let network: String
    let plan: [PlannedDate]
    let clashes: [DiaryClash]
    /// What else stands against publishing a draft.
    let obstacles: [ClinicRefusal]
    let clinics: [Clinic]
    let booked: [ID<Clinic>: Int]
    let people: [Person]
    let rooms: [Room]
}

extension ClinicPatternPage {
    init(_ facts: PatternFacts, form: FormReader, at now: Instant) {
        let pattern = facts.pattern
        let isDraft = pattern.status == .draft
        let runs = facts.plan.filter { if case .runs = $0.outcome { true } else { false } }
        let clashes = isDraft ? facts.clashes.map(\.sentence) : []
        let isBlocked =
            !clashes.isEmpty || !facts.obstacles.isEmpty || runs.isEmpty
            || facts.plan.contains { if case .missingTime = $0.outcome { true } else { false } }
        let leaving = FormView(
            "Leave it out", action: AppointmentsAddresses.exceptions.path(pattern.id), form: form,
            [
                .select("date", "Leave out", choices: [("", "Choose a date")] + runs.map { ($0.date.stored, $0.date.longText) }),
                .text("reason", "Why", width: .wide),
            ])
        self.init(
            back: BackLink("Back to clinics", AppointmentsAddresses.clinics.path()), errors: leaving.errors,
            heading: "\(pattern.service.title), \(pattern.weekday.title) \(pattern.starts.text) to \(pattern.ends.text)",
            tags: [isDraft ? Tag("Not published", .warning) : Tag("Published", .good)],
            facts: SummaryList([
                .init("Clinician", facts.names.person(pattern.clinician)), .init("Where", facts.names.place(pattern), detail: pattern.channel.title),
                .init("Scheme", facts.scheme),
                .init("For the patients of", facts.network.isEmpty ? "Every practice of the federation" : facts.network),
                .init(
                    "Appointments", "\(pattern.slotMinutes) minutes",
                    detail: "Bookable \(pattern.daysAhead) days ahead"
                        + (pattern.sameDaySlots > 0 ? "; the last \(pattern.sameDaySlots) are kept for the day itself" : "")),
                .init("Reported nationally as", pattern.service.nationalCategory.rawValue),
            ]),
            dates: isDraft ? ClinicPatternPage.preview(facts.plan) : ClinicPatternPage.published(facts, at: now), clashes: clashes,
            obstacles: facts.obstacles.map(\.sentence),
            publishing: isDraft && !isBlocked
                ? [ButtonForm("Publish \(runs.count) clinics", action: AppointmentsAddresses.publication.path(pattern.id), look: .primary)] : [],
            // What somebody typed stays on the page, also where another has published it meanwhile.
            form: isDraft || form.fields.has("reason") ? [leaving] : [])
    }

    private static func preview(_ plan: [PlannedDate]) -> TableView {
        TableView(
            caption: "What it comes to", columns: ["Date", "Clinic", "Note"].map { TableView.Column($0) },
            rows: plan.map { planned in
                let tag: Tag
                var note = planned.note
                switch planned.outcome {
                case .runs: tag = Tag("Takes place", .good)
                case .bankHoliday(let name): (tag, note) = (Tag("Bank holiday", .warning), name)
                case .exception(let reason): (tag, note) = (Tag("Left out", .plain), reason)
                case .missingTime(let time):
                    (tag, note) = (Tag("Not possible", .bad), ClinicRefusal.localTimeMissing(date: planned.date, time: time).sentence)
                }
                return TableView.Row([
                    .heading("\(planned.date.dayText) \(planned.date.year)"), TableView.Cell("", tags: [tag]), TableView.Cell(note),
                ])
            }, empty: "There is no such day between the dates.", isCompact: true)
    }

    private static func published(_ facts: PatternFacts, at now: Instant) -> TableView {
        TableView(
            caption: "Dates", columns: [.init("Date"), .init("Clinician and room"), .init("State"), .init("Booked", isNumeric: true)],
            rows: facts.clinics.map { clinic in
                let who = facts.people.first { $0.id == clinic.clinician }?.fullName ?? ""
                let room = facts.rooms.first { $0.id == clinic.room }?.name ?? ""
                let isOther = clinic.clinician != facts.pattern.clinician || clinic.room != facts.pattern.room
                return TableView.Row([
                    .heading(
                        "\(clinic.date.dayText) \(clinic.date.year)", address: AppointmentsAddresses.clinicDate.path(clinic.id),
                        detail: clinic.statusReason),
                    TableView.Cell("\(who), \(room)", tags: isOther ? [Tag("Changed", .news)] : []), TableView.Cell("", tags: [clinic.stateTag]),
                    .number("\(facts.booked[clinic.id] ?? 0)"),
                ])
            }, empty: "No dates.", isCompact: true)
    }

    static var sample: ClinicPatternPage {
        let table = TableView(caption: "Dates", columns: [.init("Date")], rows: [.init([.heading("Monday")])], empty: "None")
        return ClinicPatternPage(
            back: BackLink("Back", "/clinics"), errors: .none, heading: "GP, Monday", tags: [Tag("Published", .good)],
            facts: SummaryList([.init("Clinician", "Dr Priya Sample")]), dates: table, clashes: ["Room 1 is in use."],
            obstacles: ["No contract covers it."],
            publishing: [ButtonForm("Publish", action: "/clinics")],
            form: [FormView("Leave it out", action: "/clinics", form: FormReader(), [.text("reason", "Why")])])
    }
}

extension Clinic {
    var stateTag: Tag {
        switch status {
        case .withdrawn where notHeldAt != nil: Tag("Did not take place", .warning)
        case .closed where notHeldAt != nil: Tag("Ended early", .warning)
        case .published: stoppedAt == nil ? Tag("Published", .good) : Tag("No more bookings", .bad)
        case .withdrawn: Tag("Withdrawn", .warning)
        case .closed: Tag("Over", .plain)
        }
    }
}
