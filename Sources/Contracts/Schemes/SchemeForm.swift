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
enum SchemeForms {
    /// The fields of what is required, with what stands or what enhanced access asks for where nothing does.
    private static func requirement(_ standing: Requirement?) -> [FormField] {
        let standard = standing?.standardHours ?? Requirement.networkStandardHours
        let asked = RequirementDraft.Ask.allCases.filter { ask in standing.map { ask.holds($0) } ?? true }.map(\.rawValue)
        return [
            .text(
                "minutes", "Minutes of appointments a week for each 1,000 adjusted patients",
                hint: "Of the network's adjusted population. Enhanced access asks for 60.", value: "\(standing?.minutesPerThousand ?? 60)",
                width: .narrow, keyboard: .numeric, suffix: "minutes"),
            .radios(
                "rounding", "A network's minutes are",
                choices: [
                    (Requirement.Rounding.exact.rawValue, "Not rounded"),
                    (Requirement.Rounding.nearestQuarterHour.rawValue, "Rounded to the nearest quarter of an hour"),
                ], chosen: (standing?.rounding ?? .exact).rawValue),
            .radios(
                "bank-holidays", "In a week with a bank holiday",
                choices: [
                    (Requirement.BankHolidayRule.owedInFull.rawValue, "The minutes are owed in full, on the week's other days"),
                    (Requirement.BankHolidayRule.hoursNotOwed.rawValue, "The share of the standard hours that falls on it is not owed"),
                ], chosen: (standing?.bankHolidays ?? .owedInFull).rawValue),
            .heading("Standard hours by day of the week"),
            .note("For example, 6:30pm to 8pm. Several with commas: 7am to 8am, 6:30pm to 8pm. Empty where there are none."),
        ]
            + Weekday.allCases.map { weekday in
                .text(
                    "hours-\(weekday.rawValue)", weekday.title, value: HoursText.text(standard.filter { $0.weekday == weekday }), width: .narrow)
            }
            + [
                .ticks(
                    "asks", "What else is required", options: RequirementDraft.Ask.allCases.map { ($0.rawValue, $0.title, "") }, chosen: Set(asked)),
                .text(
                    "days-ahead", "Days ahead that appointments can be booked", hint: "At least; 14 for two weeks",
                    value: "\(standing?.daysAhead ?? 14)",
                    width: .tiny, keyboard: .numeric, suffix: "days"),
                .text(
                    "source", "Where it is written down", hint: "For example, Network Contract DES, enhanced access", value: standing?.source ?? ""),
            ]
    }

    static func new(_ form: FormReader, _ contract: Contract, offered: [(id: SchemeID, title: String)]) -> FormPage {
        let undertaking: [FormField] =
            offered.isEmpty
            ? []
            : [
                .select(
                    "undertaking", "What practices agree to",
                    hint: "Terms that are offered already and under no contract can be used; title and purpose are then theirs",
                    choices: [("", "New terms, published next")] + offered.map { ($0.id.stored, $0.title) })
            ]
        let names: [FormField] = [
            .text("title", "Title", hint: "As practices read it, for example Enhanced access 2026/27", width: .wide),
            .text("purpose", "What it is for, in one sentence", hint: "For example, evening and Saturday appointments at the hubs"),
            .date("from", "First day", hint: "Within the contract, which runs from \(contract.from.longText)", value: contract.from),
            .date("until", "Last day", hint: "Within the contract, which ends on \(contract.until.longText)", value: contract.until),
        ]
        return FormPage(
            "Add a scheme under \(contract.title)", back: BackLink(contract.title, ContractsAddresses.contract.path(contract.id)),
            lead: ["What the contract asks of the networks. The terms that practices sign, and the price, are the next steps."],
            FormView(
                "Add scheme", action: ContractsAddresses.newScheme.path(contract.id), form: form, undertaking + names + requirement(nil)))
    }

    static func change(
        _ form: FormReader, _ scheme: Scheme, title: String, _ requirements: [Requirement], earliest: LocalDate, today: LocalDate
    ) -> FormPage {
        let standing = RequirementRules.inForce(requirements, on: max(today, scheme.from)) ?? requirements.first
        return FormPage(
            "Change what \(title) requires", back: BackLink(title, ContractsAddresses.contract.path(scheme.contract)),
            lead: [
                "From a day on. What was required before stays; what was set from the same day is replaced. A closed month does not change: the first day "
                    + "can be \(earliest.longText) at the earliest."
            ],
            FormView(
                "Change requirement", action: ContractsAddresses.requirement.path(scheme.id), form: form,
                [.date("from", "First day", hint: "For example, 1 4 2027", value: max(earliest, min(today, scheme.until)))] + requirement(standing)
                    + [ContractForms.reason, .revision(RequirementRules.revision(requirements))]))
    }

    static func lastDay(_ form: FormReader, _ scheme: Scheme, title: String, _ contract: Contract) -> FormPage {
        FormPage(
            "Change the last day of \(title)", back: BackLink(contract.title, ContractsAddresses.contract.path(contract.id)),
            lead: [
                "It runs from \(scheme.from.longText) until \(scheme.until.longText). It can run as long as its contract, which ends on "
                    + "\(contract.until.longText)."
            ],
            FormView(
                "Change last day", action: ContractsAddresses.lastDay.path(scheme.id), form: form,
                [
                    .date("until", "Last day", hint: "For example, 31 3 2027", value: scheme.until), ContractForms.reason,
                    .revision(Revision(of: [scheme.until.stored])),
                ]))
    }
}

extension RequirementRules {
    /// Changes whenever what is required does, so that two people at once do not undo each other.
    static func revision(_ requirements: [Requirement]) -> Revision {
        let text = requirements.map { "\($0.from.stored) \(sentences($0).joined()) \($0.source)" }.joined(separator: "|")
        return Revision(stored: "\(requirements.count)-\(Fingerprint(of: text).hex.prefix(16))")
    }

    /// What stands, for somebody whose change rests on what stood before.
    static func standsNow(_ requirements: [Requirement]) -> String {
        requirements.last.map { "from \($0.from.longText): \(sentences($0).joined(separator: " "))" } ?? "nothing"
    }
}
