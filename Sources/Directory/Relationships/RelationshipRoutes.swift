// Records memberships and mergers by hand.

import Kernel
import Store
import Web

struct RelationshipRoutes: Sendable {
    let database: any Database
    private var editing: DirectoryEditing { DirectoryEditing(database: database) }

    init(database: any Database) { self.database = database }

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.newRelationship, DirectoryPermissions.edit) { visit in
            .page(relationshipPage(try await editing.organisation(visit), FormReader(), today: visit.today))
        }
        routes.post(DirectoryAddresses.newRelationship, DirectoryPermissions.edit) { try await relate($0) }
        routes.get(DirectoryAddresses.merger, DirectoryPermissions.edit) { visit in
            .page(mergerPage(try await editing.organisation(visit), FormReader()))
        }
        routes.post(DirectoryAddresses.merger, DirectoryPermissions.edit) { try await merge($0) }
        MergerRoutes(database: database).add(to: &routes)
    }

    /// The organisation of a typed code; says so beside the field where there is none.
    private func other(_ form: inout FormReader, on date: LocalDate) async throws -> Organisation? {
        guard let code: ODSCode = form.value("code", orSay: "Enter the ODS code of the other organisation") else { return nil }
        let found = try await database.read { try OrganisationStore.organisation(code: code, on: date, in: $0) }
        if found == nil { form.refuse("code", DirectoryProblem.unknownCodes([code.stored]).sentence) }
        return found
    }

    /// The kinds that people record by hand; mergers have a form of their own.
    private static let kinds = RelationshipKind.allCases.filter { $0 != .succeededBy }

    private func relate(_ visit: Visit) async throws -> Answer {
        let organisation = try await editing.organisation(visit)
        var form = FormReader(visit.form)
        let kind = form.choice("kind", as: RelationshipKind.self, orSay: "Choose the kind of membership")
        let question = OrganisationQuestion("code", kinds: kind?.others ?? OrganisationKind.allCases)
        let (fields, today) = (visit.form, visit.today)
        let answer = try await database.read { try question.answer(fields, on: today, in: $0) }
        question.refuse(answer, in: &form, orSay: "Enter the name or the ODS code of the other organisation")
        let other = answer.organisation
        let from = form.date("from", orSay: "Enter the first day, for example 1 4 2026")
        let until = form.optionalDate("until")
        let endsStanding = form.fields["standing"] == "end"
        let reason = form.reason()
        guard let kind, RelationshipRoutes.kinds.contains(kind), let other, let from, let reason, form.isSound else {
            return .page(relationshipPage(organisation, form, answer, today: visit.today), status: 422)
        }
        let saved = try await editing.save(visit, organisation, notice: "relationship-recorded", form: &form, beside: "code") { transaction in
            if endsStanding {
                for standing in try OrganisationStore.relationships(of: [organisation.id], kinds: [kind], on: from, in: transaction) {
                    try OrganisationStore.end(standing, lastDay: from.adding(days: -1), reason: reason, in: transaction)
                }
            }
            try OrganisationStore.relate(organisation.id, kind, other.id, from: from, until: until, reason: reason, in: transaction)
        }
        return saved ?? .page(relationshipPage(organisation, form, answer, today: visit.today), status: 422)
    }

    private func relationshipPage(
        _ organisation: Organisation, _ form: FormReader, _ answer: OrganisationAnswer = .missing, today: LocalDate
    ) -> DirectoryFormPage {
        let other = OrganisationQuestion("code", kinds: [])
            .fields(form, "Name or ODS code of the other organisation", hint: "For example, U12345", answer: answer)
        return DirectoryFormPage(
            title: "Record a membership of \(organisation.name)", back: editing.back(to: organisation),
            intro: "An organisation has one network, one federation and one commissioner at a time. Both the first and the last day count.",
            errors: form.summary, action: DirectoryAddresses.newRelationship.path(organisation.id),
            choices: [
                form.choiceField("kind", "\(organisation.name) is", choices: RelationshipRoutes.kinds.map { ($0.rawValue, $0.title.lowercased()) }),
                form.choiceField(
                    "standing", "Where one of this kind is in force", choices: [("keep", "Refuse this one"), ("end", "End it the day before")]),
            ],
            texts: [other.words],
            dates: [
                form.dateField("from", "First day", hint: "For example, 1 4 2026", value: today),
                form.dateField("until", "Last day, if it is known", hint: "Leave it empty otherwise"),
            ], reason: form.reasonField(), button: "Record membership", candidates: other.candidates, hidden: other.hidden)
    }

    private func merge(_ visit: Visit) async throws -> Answer {
        let practice = try await editing.organisation(visit)
        var form = FormReader(visit.form)
        let successor = try await other(&form, on: visit.today)
        if let successor, successor.kind != practice.kind {
            form.refuse("code", DirectoryProblem.wrongKind(name: successor.name, expected: practice.kind).sentence)
        }
        let from = form.date("from", orSay: "Enter the first day on which the successor carries on, for example 1 4 2026")
        let reason = form.reason()
        guard let successor, let from, let reason, form.isSound else { return .page(mergerPage(practice, form), status: 422) }
        let saved = try await editing.save(visit, practice, notice: "merger-recorded", form: &form, beside: "code") {
            try OrganisationStore.succeed(practice.id, by: successor.id, from: from, reason: reason, in: $0)
        }
        return saved ?? .page(mergerPage(practice, form), status: 422)
    }

    private func mergerPage(_ practice: Organisation, _ form: FormReader) -> DirectoryFormPage {
        DirectoryFormPage(
            title: "Record the merger of \(practice.name)", back: editing.back(to: practice),
            intro:
                "\(practice.name) closes the day before. From the first day on, its memberships, patients, appointments, statements and payments follow the practice that carries on, and people with a role there act for it: end the roles of those who do not move across. Its consents do not follow: the practice that carries on agrees for itself.",
            errors: form.summary, action: DirectoryAddresses.merger.path(practice.id), choices: [],
            texts: [form.textField("code", "ODS code of the practice that carries on", hint: "For example, A81001", width: .narrow)],
            dates: [form.dateField("from", "First day on which it carries on", hint: "For example, 1 4 2026")], reason: form.reasonField(),
            button: "Record merger")
    }
}
