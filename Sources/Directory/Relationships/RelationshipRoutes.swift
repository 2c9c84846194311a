// Records memberships by hand.

import Kernel
import Store
import Web

struct RelationshipRoutes: Sendable {
    let database: any Database
    let names: [any OpenName]

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.newRelationship, DirectoryPermissions.edit) { .page(try await page($0, FormReader())) }
        routes.post(DirectoryAddresses.newRelationship, DirectoryPermissions.edit, relate)
    }

    /// The kinds that people record by hand; mergers have a form of their own.
    private var kinds: [RelationshipKind] { RelationshipKind.offered(with: names).filter { $0 != .succeededBy } }

    private static func question(_ form: FormReader) -> OrganisationQuestion {
        OrganisationQuestion("code", kinds: RelationshipKind(form.fields["kind"]).others)
    }

    private func answer(_ form: FormReader, on date: LocalDate) async throws -> OrganisationAnswer {
        try await database.read { try RelationshipRoutes.question(form).answer(form.fields, on: date, in: $0) }
    }

    @Sendable private func relate(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0)
        } read: { form in
            let organisation = try await database.organisation(visit)
            let kind = form.choice("kind", among: kinds.map(\.rawValue), orSay: "Choose the kind of membership")
                .map(RelationshipKind.init(rawValue:))
            let answer = try await answer(form, on: visit.today)
            RelationshipRoutes.question(form).refuse(answer, in: &form, orSay: "Enter the name or the ODS code of the other organisation")
            let from = form.date("from", orSay: "Enter the first day, for example 1 4 2026")
            let until = form.optionalDate("until")
            let endsStanding = form.fields["standing"] == "end"
            let reason = form.reason()
            guard let kind, let other = answer.organisation, let from, let reason else { return nil }
            return { transaction in
                if endsStanding {
                    for standing in try OrganisationStore.relationships(of: [organisation.id], kinds: [kind], on: from, in: transaction)
                    where standing.fromDate < from {
                        try OrganisationStore.end(standing, lastDay: from.adding(days: -1), reason: reason, in: transaction)
                    }
                }
                try OrganisationStore.relate(organisation.id, kind, other.id, from: from, until: until, reason: reason, in: transaction)
                return organisation.done(.relationshipRecorded)
            }
        }
    }

    private func page(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let organisation = try await database.organisation(visit)
        let other = RelationshipRoutes.question(form).fields(
            "Name or ODS code of the other organisation", hint: "For example, U12345", answer: try await answer(form, on: visit.today))
        return FormPage(
            "Record a membership of \(organisation.name)", back: organisation.back,
            lead: ["An organisation has one network, one federation and one commissioner at a time. Both the first and the last day count."],
            FormView(
                "Record membership", action: DirectoryAddresses.newRelationship.path(organisation.id), form: form,
                [.select("kind", "\(organisation.name) is", choices: kinds.map { ($0.rawValue, $0.title.lowercased()) })] + other
                    + [
                        .date("from", "First day", hint: "For example, 1 4 2026", value: visit.today),
                        .date("until", "Last day, if it is known", hint: "Leave it empty otherwise"),
                        .select(
                            "standing", "Where one of this kind is in force",
                            choices: [("keep", "Refuse this one"), ("end", "End it the day before")]),
                        .reason,
                    ]))
    }
}
