// Edits people, their posts and the named lead.

import Kernel
import Store
import Web

struct PersonRoutes: Sendable {
    let database: any Database
    let names: [any OpenName]
    private var kinds: [PostKind] { PostKind.offered(with: names) }

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.newPost, DirectoryPermissions.edit) { .page(try await page($0, FormReader())) }
        routes.post(DirectoryAddresses.newPost, DirectoryPermissions.edit, appoint)
        routes.get(DirectoryAddresses.endPost, DirectoryPermissions.edit) { .page(try await endPage($0, FormReader())) }
        routes.post(DirectoryAddresses.endPost, DirectoryPermissions.edit, end)
        routes.get(DirectoryAddresses.namedLead, DirectoryPermissions.edit) { .page(try await leadPage($0, FormReader())) }
        routes.post(DirectoryAddresses.namedLead, DirectoryPermissions.edit, lead)
    }

    private func people(_ organisation: Organisation) async throws -> [Person] {
        try await database.read { connection in
            try PersonStore.people(Array(Set(PersonStore.posts(at: organisation.id, in: connection).map(\.personId))), in: connection)
        }
    }

    // MARK: - A post

    /// Those of the name that a form gives to a new person; nobody where it gives none.
    private func namesakes(_ typed: Fields) async throws -> [Person] {
        let (given, family) = (typed["given-name"], typed["family-name"])
        return family.isEmpty ? [] : try await database.read { try PersonStore.namesakes(given, family, in: $0) }
    }

    @Sendable private func appoint(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0)
        } read: { form in
            let organisation = try await database.organisation(visit)
            let standing = try await people(organisation).first { $0.id.stored == form.fields["person"] }
            let family =
                standing?.familyName ?? form.text("family-name", orSay: "Enter the person's family name, or choose somebody who is recorded already")
            let typed = Person(
                id: ID(at: visit.now), givenName: form.optionalText("given-name"), familyName: family ?? "", title: form.optionalText("title"),
                registration: standing == nil ? form.optionalValue("registration") : nil, profession: form.optionalText("profession"))
            let namesakes = standing == nil ? try await namesakes(form.fields) : []
            let kind = form.choice("kind", among: kinds.map(\.rawValue), orSay: "Choose what the person does here")
                .map(PostKind.init(rawValue:))
            let from = form.date("from", orSay: "Enter the first day in this post, for example 1 4 2026")
            let until = form.optionalDate("until")
            let (namesake, isNew, reason) = (form.namesake(among: namesakes), form.isNewPerson, form.reason())
            guard let kind, let from, let reason else { return nil }
            let person = standing ?? namesake ?? typed
            let post = Post(
                id: ID(at: visit.now), personId: person.id, organisationId: organisation.id, kind: kind, fromDate: from, untilDate: until)
            return { transaction in
                if let namesake {
                    try PersonStore.complete(namesake, with: typed, in: transaction)
                } else if standing == nil {
                    if !isNew, try !PersonStore.namesakes(typed.givenName, typed.familyName, in: transaction).isEmpty {
                        throw DirectoryRefusal.namesake
                    }
                    try PersonStore.add(typed, in: transaction)
                }
                try PersonStore.appoint(post, reason: reason, in: transaction)
                return organisation.done(.postAdded)
            }
        }
    }

    private func page(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let organisation = try await database.organisation(visit)
        let people = try await people(organisation)
        let isNew = !people.contains { $0.id.stored == form.fields["person"] }
        let namesakes = isNew ? try await namesakes(form.fields) : []
        return FormPage(
            "Add a person or a post at \(organisation.name)", back: organisation.back,
            lead: [
                "Choose somebody who has worked here, or enter the name of somebody else. Clinicians need their profession, so that clinics can be planned "
                    + "for them. Staff only: no patients are kept in the directory."
            ],
            FormView(
                "Record post", action: DirectoryAddresses.newPost.path(organisation.id), form: form,
                [
                    .select("person", "Person", choices: [("", "A new person")] + people.map { ($0.id.stored, $0.fullName) }),
                    .text("title", "Title of a new person", hint: "Such as Dr or Ms. May be left out.", width: .narrow),
                    .text("given-name", "Given name", width: .wide), .text("family-name", "Family name", width: .wide),
                ] + FormField.namesakes(namesakes) + [
                    .text("profession", "Profession", hint: "Such as GP, pharmacist or practice manager", width: .wide),
                    .text("registration", "Professional registration", hint: "The register and the number, for example GMC 1234567", width: .middle),
                    .select("kind", "Post", choices: kinds.map { ($0.rawValue, $0.title) }, chosen: PostKind.partner.rawValue),
                    .date("from", "First day in this post", hint: "For example, 1 4 2026", value: visit.today),
                    .date("until", "Last day, if it is known", hint: "Leave it empty otherwise"), .reason,
                ]))
    }

    // MARK: - Its end

    private func post(_ visit: Visit, _ organisation: Organisation) async throws -> (post: Post, person: Person) {
        let id: ID<Post> = try visit.id("post")
        let found = try await database.read { connection -> (Post, Person)? in
            guard let post = try PersonStore.posts(at: organisation.id, in: connection).first(where: { $0.id == id }),
                let person = try PersonStore.person(post.personId, in: connection)
            else { return nil }
            return (post, person)
        }
        guard let found else { throw Refusal.notFound }
        return found
    }

    @Sendable private func end(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await endPage(visit, $0)
        } read: { form in
            let organisation = try await database.organisation(visit)
            let post = try await post(visit, organisation).post
            let day = form.date("until", orSay: "Enter the last day in this post, for example 31 3 2026")
            let reason = form.reason()
            guard let day, let reason else { return nil }
            return { transaction in
                try PersonStore.end(post, lastDay: day, reason: reason, in: transaction)
                return organisation.done(.postEnded)
            }
        }
    }

    private func endPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let organisation = try await database.organisation(visit)
        let (post, person) = try await post(visit, organisation)
        return FormPage(
            "End a post of \(person.fullName)", back: organisation.back,
            lead: ["\(post.kind.title) at \(organisation.name) since \(post.fromDate.longText)."],
            FormView(
                "End post", action: DirectoryAddresses.endPost.path(organisation.id.stored, post.id.stored), form: form,
                [.date("until", "Last day in this post", hint: "It counts until the end of that day", value: visit.today), .reason]))
    }

    // MARK: - The named lead

    @Sendable private func lead(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await leadPage(visit, $0)
        } read: { form in
            let organisation = try await database.organisation(visit)
            let people = try await people(organisation)
            let chosen = form.choice("person", among: people.map(\.id.stored), orSay: "Choose who leads for the practice")
            let from = form.date("from", orSay: "Enter the first day, for example 1 4 2026")
            let reason = form.reason()
            guard let person = people.first(where: { $0.id.stored == chosen }), let from, let reason else { return nil }
            return { transaction in
                try PersonStore.lead(organisation.id, by: person.id, from: from, reason: reason, in: transaction)
                return organisation.done(.leadChosen)
            }
        }
    }

    private func leadPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let organisation = try await database.organisation(visit)
        let people = try await people(organisation)
        return FormPage(
            "Choose the named lead of \(organisation.name)", back: organisation.back,
            lead: [
                people.isEmpty
                    ? "Nobody is recorded here yet. Add a person first."
                    : "The named lead speaks for the practice in the federation. The one before ends the day before."
            ],
            FormView(
                "Choose named lead", action: DirectoryAddresses.namedLead.path(organisation.id), form: form,
                [
                    .select("person", "Named lead", choices: people.map { ($0.id.stored, $0.fullName) }),
                    .date("from", "First day", hint: "For example, 1 4 2026", value: visit.today), .reason,
                ]))
    }
}
