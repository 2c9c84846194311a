// The register's pages.

import Directory
import Kernel
import Store
import Web

struct InterestRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(MeetingsAddresses.interests, MeetingsPermissions.see, list)
        routes.get(MeetingsAddresses.newInterest, MeetingsPermissions.declare) {
            .page(try await page($0, FormReader(), onPaper: false))
        }
        routes.post(MeetingsAddresses.newInterest, MeetingsPermissions.declare) { try await declare($0, onPaper: false) }
        routes.get(MeetingsAddresses.paper, MeetingsPermissions.enter) { .page(try await page($0, FormReader(), onPaper: true)) }
        routes.post(MeetingsAddresses.paper, MeetingsPermissions.enter) { try await declare($0, onPaper: true) }
        routes.get(MeetingsAddresses.ending, MeetingsPermissions.declare) { .page(try await endingPage($0, FormReader())) }
        routes.post(MeetingsAddresses.ending, MeetingsPermissions.declare, end)
    }

    private var back: BackLink { BackLink("Register of interests", MeetingsAddresses.interests.path()) }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let (person, today, whose) = (try visit.person, visit.today, visit.query["whose"])
        let mayEnter = MeetingsPermissions.enter.allows(person.role)
        let list = RecordList<Interest>(
            "Register of interests", visit,
            of: InterestStore.listed(
                of: whose == "mine" ? person.person : nil, whole: whose == "record" && mayEnter, kind: InterestKind(rawValue: visit.query["kind"]),
                on: today),
            columns: [
                .init("Who", sort: "person_name") { .heading($0.personName) },
                .init("Kind", sort: "kind") { .init($0.kind.title) },
                .init("What") { .init($0.what) },
                .init("Organisation", sort: "organisation_name") {
                    .init($0.organisationName, address: $0.organisation.map { DirectoryAddresses.organisation.path($0) } ?? "")
                },
                .init("From", sort: "from_date") { .date($0.fromDate) },
                .init("Until", sort: "last_day") { .date($0.untilDate) },
                .init("Declared", sort: "declared_on", note: "How") { .date($0.declaredOn, detail: $0.enteredBy == nil ? "" : "on paper") },
                .init("", isInFile: false) { interest in
                    let isTheirs = interest.person == person.person || mayEnter && interest.enteredBy != nil
                    let isOpen = interest.kind != .nothing && interest.endedAt == nil && !interest.period.isOver(on: today)
                    return isTheirs && isOpen ? .init("End it", address: MeetingsAddresses.ending.path(interest.id)) : .init("")
                },
            ],
            filters: [
                .select("kind", "Kind", choices: [("", "Every kind")] + InterestKind.allCases.map { ($0.rawValue, $0.title) }),
                .select(
                    "whose", "Whose",
                    choices: [("", "Everybody’s on the register"), ("mine", "Mine, also what ended long ago")]
                        + (mayEnter ? [("record", "Everybody’s, also what ended long ago")] : [])),
            ], empty: "Nobody has declared anything of this kind."
        ) { rows, _ in try RowDecoder.decode([Interest].self, from: rows) }
        let links =
            [LinkView("Declare", MeetingsAddresses.newInterest.path())]
            + (mayEnter ? [LinkView("Enter a paper form", MeetingsAddresses.paper.path())] : [])
        return try await database.answer(visit, list) {
            ListPage("Register of interests", lead: ["What ended stays here for six months after its last day."], links: links, $0)
        }
    }

    // MARK: - Declaring

    private func page(_ visit: Visit, _ form: FormReader, onPaper: Bool) async throws -> FormPage {
        let people = onPaper ? try await others(visit).map { ($0.id.stored, $0.name) } : []
        let whose: [FormField] = [
            .select("person", "Whose form is it?", choices: [("", "Choose a person")] + people),
            .date("declared", "Which day is on it?", hint: "For example, 15 11 2026", value: visit.today),
        ]
        return FormPage(
            onPaper ? "Enter a paper form" : "Declare an interest", back: back,
            lead: [
                onPaper
                    ? "It is recorded as entered by you, and the person is told."
                    : "One form for each interest. Nothing is deleted: what changes is ended and declared anew."
            ],
            FormView(onPaper ? "Enter" : "Declare", action: visit.path, form: form, (onPaper ? whose : []) + InterestForm.fields()))
    }

    private func others(_ visit: Visit) async throws -> [(id: PersonID, name: String)] {
        let person = try visit.person.person
        return try await database.read {
            try InterestStore.holders(of: MeetingsPermissions.declarers, on: visit.today, in: $0).filter { $0.id != person }
        }
    }

    private func declare(_ visit: Visit, onPaper: Bool) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0, onPaper: onPaper)
        } read: { form in
            let (person, fields) = (try visit.person, form.fields)
            var (declarant, day) = ((id: person.person, name: person.name), visit.today)
            if onPaper {
                let people = try await others(visit)
                let chosen = form.choice("person", among: people.map(\.id.stored), orSay: "Choose whose form it is")
                declarant = people.first { $0.id.stored == chosen } ?? declarant
                day = form.date("declared", orSay: "Enter the day on the paper form") ?? day
            }
            // One that the directory has for sure; any other name stands as it is typed.
            let found = try await database.read { try InterestForm.organisation.answer(fields, on: visit.today, in: $0).organisation }
            let interest = InterestForm.read(
                &form, id: ID(at: visit.now), of: declarant, found: found, declaredOn: day, enteredBy: onPaper ? person.person : nil)
            guard let interest else { return nil }
            return { transaction in
                try InterestStore.declare(interest, in: transaction)
                return onPaper
                    ? Done(MeetingsAddresses.interests.path(), MeetingsNotice.entered) : Done(MeetingsAddresses.own, MeetingsNotice.declared)
            }
        }
    }

    // MARK: - Ending

    private func endingPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let (id, person) = (try visit.id("interest", of: Interest.self), try visit.person)
        guard let interest = try await database.read({ try InterestStore.interest(id, for: person, in: $0) }) else { throw InterestRefusal.unknown }
        let refusal = InterestRules.refusal(toEnd: interest, on: max(visit.today, interest.fromDate), today: visit.today)
        // Where somebody else was first what was typed is shown all the same.
        if let refusal, form.isSound { throw refusal }
        return FormPage(
            "End this interest", back: back,
            facts: [
                .init("Whose", interest.personName), .init(interest.kind.title, interest.what),
                .init("Organisation", interest.organisationName), .init("When", interest.period.text),
            ],
            FormView(
                "End it", action: MeetingsAddresses.ending.path(id), look: .warning, form: form,
                [.date("until", "What was its last day?", hint: "For example, 15 11 2026", value: max(visit.today, interest.fromDate))]))
    }

    @Sendable private func end(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await endingPage(visit, $0)
        } read: { form in
            let (id, person) = (try visit.id("interest", of: Interest.self), try visit.person)
            guard let day = form.date("until", orSay: "Enter its last day") else { return nil }
            return { transaction in
                try InterestStore.end(id, on: day, by: person, in: transaction)
                return Done(MeetingsAddresses.interests.path(), MeetingsNotice.ended)
            }
        }
    }
}
