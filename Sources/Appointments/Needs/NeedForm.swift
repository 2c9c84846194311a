// What is typed about a need.

import Kernel
import Web

extension NeedVersion {
    /// How many professions a need names at most.
    static let places = 4

    /// Reads a proposal; `standing` is what it changes, nil for a need that is new.
    static func read(
        _ form: inout FormReader, standing: NeedVersion?, among all: [NeedVersion], by person: PersonID, at now: Instant
    ) -> NeedVersion? {
        let title = form.text("title", orSay: "Enter what patients say it is about", longest: 80)
        let askFirst = form.optionalText("ask-first", longest: 400)
        let first = form.choice("service-1", as: Service.self, orSay: "Choose who can help best")
        let others = (2...places).compactMap { Service(rawValue: form.fields["service-\($0)"]) }
        let position = form.integer("position", in: 1...999, orSay: "Enter its place in the list, from 1 to 999")
        let isOffered = form.choice("offered", among: ["yes", "no"], orSay: "Say whether the desk offers it")
        let from = form.date("from", orSay: "Enter the first day, for example 1 12 2026")
        let review = form.date("review", orSay: "Enter the day by which it is looked at again")
        guard let title, let first, let position, let isOffered, let from, let review, form.isSound else { return nil }
        let code = standing?.need.code ?? NeedRules.code(for: title, taken: Set(all.map(\.need.code)))
        return NeedVersion(
            id: ID(at: now), need: Need(code, title, [first] + others, askFirst: askFirst), position: position, isOffered: isOffered == "yes",
            from: from, reviewOn: review, writtenBy: person, writtenAt: now)
    }

    static func fields(_ standing: NeedVersion?, today: LocalDate) -> [FormField] {
        let services = Service.allCases.map { ($0.rawValue, $0.title) }
        let given = standing?.need.services ?? []
        return [
            .text("title", "What patients say", value: standing?.need.title ?? ""),
            .area(
                "ask-first", "Ask first",
                hint: "The red flags, as a question, and where to send the patient who says yes. Leave empty where there is none.",
                value: standing?.need.askFirst ?? "", rows: 3, longest: 400),
        ]
            + (1...places).map { place in
                let chosen = place <= given.count ? given[place - 1].rawValue : ""
                return place == 1
                    ? .select("service-1", "Who can help best", choices: [("", "Choose")] + services, chosen: chosen)
                    : .select(
                        "service-\(place)", place == 2 ? "Who else, next best" : "And then", choices: [("", "Nobody")] + services, chosen: chosen)
            } + [
                .text("position", "Place in the list", value: standing.map { String($0.position) } ?? "", width: .narrow, keyboard: .numeric),
                .radios(
                    "offered", "Does the desk offer it?", choices: [("yes", "Yes"), ("no", "No: what was booked for it keeps its title")],
                    chosen: standing?.isOffered == false ? "no" : "yes"),
                .date("from", "In force from", hint: "For example, 1 12 2026", value: today),
                .date("review", "Looked at again by", hint: "Within a year", value: today.adding(days: 365)),
            ]
    }
}
