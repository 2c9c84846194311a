// One weekly clinic, date by date.

import Directory
import Kernel
import Web

/// One pattern: what it comes to, date by date, before and after it is published.
struct ClinicPatternPage: Page {
    struct Leaving: Encodable, Sendable {
        let action: String
        let date: ChoiceField
        let reason: TextField
    }

    struct Withdrawing: Encodable, Sendable {
        let heading: String
        let action: String
        let reason: TextField
        let booked: [String]
        let isPossible: Bool
        let sentence: String
    }

    static let template = "clinic-pattern"
    let back: BackLink
    let notices: [Notice]
    let errors: ErrorSummary
    let heading: String
    let tags: [Tag]
    let facts: SummaryList
    let dates: TableView
    let clashes: [String]
    let publishing: [ButtonForm]
    let leaving: [Leaving]
    let withdrawing: [Withdrawing]

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
    let clashes: [ClinicClash]
    let clinics: [Clinic]
    let booked: [ID<Clinic>: Int]
    /// The date that is asked to be withdrawn, with the times of its appointments and, for those who may see patients, their names.
    let withdrawing: Clinic?
    let bookedLines: [String]
}

extension ClinicPatternPage {
    init(_ facts: PatternFacts, form: FormReader, refusal: String, notices: [Notice], at now: Instant) {
        let pattern = facts.pattern
        let isDraft = pattern.status == .draft
        let runs = facts.plan.filter { if case .runs = $0.outcome { true } else { false } }
        let clashes = isDraft ? facts.clashes.map(\.sentence) : []
        let isBlocked = !clashes.isEmpty || runs.isEmpty || facts.plan.contains { if case .missingTime = $0.outcome { true } else { false } }
        self.init(
            back: BackLink("Back to clinics", AppointmentsAddresses.clinics.path()), notices: notices,
            errors: refusal.isEmpty ? form.summary : ErrorSummary([.init(refusal, field: "")]),
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
            publishing: isDraft && !isBlocked
                ? [ButtonForm("Publish \(runs.count) clinics", action: AppointmentsAddresses.publication.path(pattern.id), look: .primary)] : [],
            leaving: isDraft
                ? [
                    Leaving(
                        action: AppointmentsAddresses.exceptions.path(pattern.id),
                        date: form.choiceField(
                            "date", "Leave out", choices: [("", "Choose a date")] + runs.map { ($0.date.stored, $0.date.longText) }),
                        reason: form.textField("reason", "Why", width: .wide))
                ] : [],
            withdrawing: facts.withdrawing.map { [ClinicPatternPage.withdrawal(of: $0, facts.bookedLines, form, at: now)] } ?? [])
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
                    (tag, note) = (Tag("Not possible", .bad), ClinicProblem.localTimeMissing(date: planned.date, time: time).sentence)
                }
                return TableView.Row([
                    .heading("\(planned.date.dayText) \(planned.date.year)"), TableView.Cell("", tags: [tag]), TableView.Cell(note),
                ])
            }, empty: "There is no such day between the dates.", isCompact: true)
    }

    private static func published(_ facts: PatternFacts, at now: Instant) -> TableView {
        TableView(
            caption: "Dates", columns: [.init("Date"), .init("State"), .init("Booked", isNumeric: true), .init("")],
            rows: facts.clinics.map { clinic in
                let tag =
                    switch clinic.status {
                    case .published: Tag("Published", .good)
                    case .withdrawn: Tag("Withdrawn", .warning)
                    case .closed: Tag("Over", .plain)
                    }
                let mayWithdraw = clinic.status == .published && clinic.startsAt > now
                return TableView.Row([
                    .heading("\(clinic.date.dayText) \(clinic.date.year)", detail: clinic.statusReason), TableView.Cell("", tags: [tag]),
                    .number("\(facts.booked[clinic.id] ?? 0)"),
                    TableView.Cell(
                        mayWithdraw ? "Withdraw" : "",
                        address: mayWithdraw
                            ? AppointmentsAddresses.pattern.path(facts.pattern.id.stored, query: ["withdraw": clinic.id.stored]) : ""),
                ])
            }, empty: "No dates.", isCompact: true)
    }

    private static func withdrawal(of clinic: Clinic, _ booked: [String], _ form: FormReader, at now: Instant) -> Withdrawing {
        Withdrawing(
            heading: "Withdraw \(clinic.date.dayText)", action: AppointmentsAddresses.withdrawal.path(clinic.id),
            reason: form.textField("reason", "Why", hint: "The reason stays on record", width: .wide), booked: booked, isPossible: booked.isEmpty,
            sentence: booked.isEmpty
                ? "Nobody is booked into it. Its times are no longer offered once it is withdrawn."
                : WithdrawalRefusal.booked(booked.count).sentence)
    }

    static var sample: ClinicPatternPage {
        let table = TableView(caption: "Dates", columns: [.init("Date")], rows: [.init([.heading("Monday")])], empty: "None")
        return ClinicPatternPage(
            back: BackLink("Back", "/clinics"), notices: [Notice("Saved")], errors: .none, heading: "GP, Monday", tags: [Tag("Published", .good)],
            facts: SummaryList([.init("Clinician", "Dr Priya Sample")]), dates: table, clashes: ["Room 1 is in use."],
            publishing: [ButtonForm("Publish", action: "/clinics")],
            leaving: [
                Leaving(action: "/clinics", date: ChoiceField("date", "Leave out", choices: [("1", "Monday")]), reason: TextField("reason", "Why"))
            ],
            withdrawing: [
                Withdrawing(
                    heading: "Withdraw Monday", action: "/clinics", reason: TextField("reason", "Why"), booked: ["6:30pm"], isPossible: true,
                    sentence: "Nobody is booked.")
            ])
    }
}
