// What a scheme requires, as typed.

import Kernel
import Web

/// What a scheme requires, before it is known of which scheme and from when.
struct RequirementDraft: Hashable, Sendable {
    let minutesPerThousand: Int
    let rounding: Requirement.Rounding
    let bankHolidays: Requirement.BankHolidayRule
    let standardHours: [Requirement.Hours]
    let gpOnSite: Bool
    let daysAhead: Int
    let sameDay: Bool
    let wholeNetwork: Bool
    let source: String

    func requirement(of scheme: SchemeID, from date: LocalDate) -> Requirement {
        Requirement(
            scheme: scheme, from: date, minutesPerThousand: minutesPerThousand, rounding: rounding, bankHolidays: bankHolidays,
            standardHours: standardHours, gpOnSite: gpOnSite, daysAhead: daysAhead, sameDay: sameDay, wholeNetwork: wholeNetwork, source: source)
    }

    /// Reads what is required; nil with what is wrong in `form`.
    static func read(_ form: inout FormReader) -> RequirementDraft? {
        let minutes = form.integer("minutes", in: 0...10_000, orSay: "Enter the minutes a week for each 1,000 patients, for example 60")
        let rounding = form.choice("rounding", as: Requirement.Rounding.self, orSay: "Choose how a network's minutes are rounded")
        let bankHolidays = form.choice("bank-holidays", as: Requirement.BankHolidayRule.self, orSay: "Choose what a bank holiday does")
        var hours: [Requirement.Hours] = []
        for weekday in Weekday.allCases {
            do throws(ParseProblem) {
                hours += try HoursText.read(form.fields["hours-\(weekday.rawValue)"], on: weekday)
            } catch {
                form.refuse("hours-\(weekday.rawValue)", error.expected)
            }
        }
        let daysAhead = form.integer("days-ahead", in: 0...365, orSay: "Enter how many days ahead appointments can be booked, for example 14")
        let source = form.text("source", orSay: "Say where it is written down")
        let ticks = Set(form.ticked("asks", among: Ask.allCases.map(\.rawValue)))
        guard let minutes, let rounding, let bankHolidays, let daysAhead, let source, form.isSound else { return nil }
        return RequirementDraft(
            minutesPerThousand: minutes, rounding: rounding, bankHolidays: bankHolidays, standardHours: hours,
            gpOnSite: ticks.contains(Ask.doctor.rawValue), daysAhead: daysAhead, sameDay: ticks.contains(Ask.sameDay.rawValue),
            wholeNetwork: ticks.contains(Ask.wholeNetwork.rawValue), source: source)
    }

    /// What is ticked.
    enum Ask: String, CaseIterable {
        case doctor
        case sameDay = "same-day"
        case wholeNetwork = "whole-network"

        var title: String {
            switch self {
            case .doctor: "A GP is on site throughout"
            case .sameDay: "Appointments can be booked on the day"
            case .wholeNetwork: "Open to all patients of the network's practices"
            }
        }

        func holds(_ requirement: Requirement) -> Bool {
            switch self {
            case .doctor: requirement.gpOnSite
            case .sameDay: requirement.sameDay
            case .wholeNetwork: requirement.wholeNetwork
            }
        }
    }
}

/// Adds a scheme under a contract, or sets what it requires from a day on.
struct SchemeFormPage: Page {
    static let template = "scheme-form"

    let title: String
    let lead: String
    let back: BackLink
    let errors: ErrorSummary
    let action: String
    let button: String
    var changes: [WarningCallout] = []
    var hidden: [HiddenField] = []
    /// Terms that are offered and under no contract yet, none or one list.
    var undertakings: [ChoiceField] = []
    var names: [TextField] = []
    let days: [DateField]
    let minutes: TextField
    let rounding: ChoiceField
    let bankHolidays: ChoiceField
    let hours: [TextField]
    let asks: ChoiceField
    let daysAhead: TextField
    var notes: [TextField]

    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    /// As of a contract's form.
    func status(_ visit: Visit) -> Int {
        if !changes.isEmpty || errors.items.contains(where: { $0.sentence == ContractRefusal.changedMeanwhile.sentence }) { return 409 }
        return visit.method == .get ? 200 : 422
    }

    /// The fields of what is required, with what stands or what enhanced access asks for where nothing does.
    init(
        _ form: FormReader, title: String, lead: String, back: BackLink, action: String, button: String, days: [DateField], standing: Requirement?
    ) {
        self.title = title
        self.lead = lead
        self.back = back
        errors = form.summary
        self.action = action
        self.button = button
        self.days = days
        minutes = form.textField(
            "minutes", "Minutes of appointments a week for each 1,000 adjusted patients",
            hint: "Of the network's adjusted population. Enhanced access asks for 60.", value: "\(standing?.minutesPerThousand ?? 60)",
            width: .narrow,
            keyboard: .numeric, suffix: "minutes")
        rounding = form.choiceField(
            "rounding", "A network's minutes are",
            choices: [
                (Requirement.Rounding.exact.rawValue, "Not rounded"),
                (Requirement.Rounding.nearestQuarterHour.rawValue, "Rounded to the nearest quarter of an hour"),
            ], chosen: (standing?.rounding ?? .exact).rawValue)
        bankHolidays = form.choiceField(
            "bank-holidays", "In a week with a bank holiday",
            choices: [
                (Requirement.BankHolidayRule.owedInFull.rawValue, "The minutes are owed in full, on the week's other days"),
                (Requirement.BankHolidayRule.hoursNotOwed.rawValue, "The share of the standard hours that falls on it is not owed"),
            ], chosen: (standing?.bankHolidays ?? .owedInFull).rawValue)
        let standard = standing?.standardHours ?? Requirement.networkStandardHours
        hours = Weekday.allCases.map { weekday in
            form.textField(
                "hours-\(weekday.rawValue)", weekday.title, value: HoursText.text(standard.filter { $0.weekday == weekday }), width: .narrow)
        }
        let holding = RequirementDraft.Ask.allCases.filter { ask in standing.map { ask.holds($0) } ?? true }.map(\.rawValue)
        asks = ChoiceField(
            "asks", "What else is required", options: RequirementDraft.Ask.allCases.map { ($0.rawValue, $0.title, "") },
            chosen: form.fields.isEmpty ? Set(holding) : Set(form.fields.all("asks")))
        daysAhead = form.textField(
            "days-ahead", "Days ahead that appointments can be booked", hint: "At least; 14 for two weeks", value: "\(standing?.daysAhead ?? 14)",
            width: .tiny, keyboard: .numeric, suffix: "days")
        notes = [
            form.textField(
                "source", "Where it is written down", hint: "For example, Network Contract DES, enhanced access", value: standing?.source ?? "")
        ]
    }

    static var sample: SchemeFormPage {
        var page = SchemeFormPage(
            FormReader(), title: "Add a scheme", lead: "What is required.", back: BackLink("Contract", "/contracts"), action: "/contracts",
            button: "Add scheme", days: [DateField("from", "First day")], standing: nil)
        page.changes = [WarningCallout("Somebody else changed this", ["60 minutes"])]
        page.hidden = [HiddenField("seen", "1")]
        page.undertakings = [ChoiceField("undertaking", "What practices agree to", choices: [("", "New terms")])]
        page.names = [TextField("title", "Title")]
        return page
    }

    static func new(_ form: FormReader, _ contract: Contract, offered: [(id: SchemeID, title: String)]) -> SchemeFormPage {
        var page = SchemeFormPage(
            form, title: "Add a scheme under \(contract.title)",
            lead: "What the contract asks of the networks. The terms that practices sign, and the price, are the next steps.",
            back: BackLink(contract.title, ContractsAddresses.contract.path(contract.id)), action: ContractsAddresses.newScheme.path(contract.id),
            button: "Add scheme",
            days: [
                form.dateField("from", "First day", hint: "Within the contract, which runs from \(contract.from.longText)", value: contract.from),
                form.dateField("until", "Last day", hint: "Within the contract, which ends on \(contract.until.longText)", value: contract.until),
            ], standing: nil)
        if !offered.isEmpty {
            page.undertakings = [
                form.choiceField(
                    "undertaking", "What practices agree to",
                    hint: "Terms that are offered already and under no contract can be used; title and purpose are then theirs",
                    choices: [("", "New terms, published next")] + offered.map { ($0.id.stored, $0.title) })
            ]
        }
        page.names = [
            form.textField("title", "Title", hint: "As practices read it, for example Enhanced access 2026/27", width: .wide),
            form.textField("purpose", "What it is for, in one sentence", hint: "For example, evening and Saturday appointments at the hubs"),
        ]
        return page
    }

    static func change(
        _ form: FormReader, _ scheme: Scheme, title: String, _ requirements: [Requirement], earliest: LocalDate, today: LocalDate
    ) -> SchemeFormPage {
        let standing = RequirementRules.inForce(requirements, on: max(today, scheme.from)) ?? requirements.first
        var page = SchemeFormPage(
            form, title: "Change what \(title) requires",
            lead:
                "From a day on. What was required before stays; what was set from the same day is replaced. A closed month does not change: the first day "
                + "can be \(earliest.longText) at the earliest.",
            back: BackLink(title, ContractsAddresses.contract.path(scheme.contract)), action: ContractsAddresses.requirement.path(scheme.id),
            button: "Change requirement",
            days: [form.dateField("from", "First day", hint: "For example, 1 4 2027", value: max(earliest, min(today, scheme.until)))],
            standing: standing)
        page.notes.append(ContractFormPage.reasonField(form))
        let seen = RequirementRules.fingerprint(requirements)
        page.hidden = [HiddenField("seen", seen)]
        if form.fields.has("seen"), form.fields["seen"] != seen {
            page.changes = [
                WarningCallout(
                    "Somebody else changed what is required",
                    ["What you typed is kept: send it again if it still holds. What stands now:"]
                        + (requirements.last.map { ["From \($0.from.longText)."] + RequirementRules.sentences($0) } ?? []))
            ]
        }
        return page
    }
}

extension RequirementRules {
    /// Changes whenever what is required does, so that two people at once do not undo each other.
    static func fingerprint(_ requirements: [Requirement]) -> String {
        let text = requirements.map { "\($0.from.stored) \(sentences($0).joined()) \($0.source)" }.joined(separator: "|")
        // FNV-1a, 64 bits: enough to notice a change, and the same on every machine.
        let sum = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return "\(requirements.count)-\(String(sum, radix: 16))"
    }
}
