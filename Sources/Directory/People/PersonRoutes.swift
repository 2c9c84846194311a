// Edits people, their posts and the named lead.

import Kernel
import Store
import Web

struct PersonRoutes: Sendable {
    let database: any Database
    private var editing: DirectoryEditing { DirectoryEditing(database: database) }

    init(database: any Database) { self.database = database }

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.newPost, DirectoryPermissions.edit) { try await addForm($0) }
        routes.post(DirectoryAddresses.newPost, DirectoryPermissions.edit) { try await appoint($0) }
        routes.get(DirectoryAddresses.endPost, DirectoryPermissions.edit) { try await endForm($0) }
        routes.post(DirectoryAddresses.endPost, DirectoryPermissions.edit) { try await end($0) }
        routes.get(DirectoryAddresses.namedLead, DirectoryPermissions.edit) { try await leadForm($0) }
        routes.post(DirectoryAddresses.namedLead, DirectoryPermissions.edit) { try await lead($0) }
    }

    private func addForm(_ visit: Visit) async throws -> Answer {
        let organisation = try await editing.organisation(visit)
        return .page(page(organisation, FormReader(), people: try await people(organisation), today: visit.today))
    }

    private func appoint(_ visit: Visit) async throws -> Answer {
        let organisation = try await editing.organisation(visit)
        let known = try await people(organisation)
        var form = FormReader(visit.form)
        let standing = known.first { $0.id.stored == form.fields["person"] }
        let kind = form.choice("kind", as: PostKind.self, orSay: "Choose what the person does here")
        let from = form.date("from", orSay: "Enter the first day in this post, for example 1 4 2026")
        let until = form.optionalDate("until")
        let reason = form.reason()
        var family = standing?.familyName
        var registration: ProfessionalRegistration?
        if standing == nil {
            family = form.text("family-name", orSay: "Enter the person's family name, or choose somebody who is recorded already")
            registration = form.optionalValue("registration")
        }
        let (given, named) = (form.optionalText("given-name"), standing == nil ? family ?? "" : "")
        let namesakes = named.isEmpty ? [] : try await database.read { try PersonStore.namesakes(given, named, in: $0) }
        let namesake = form.namesake(among: namesakes)
        guard let kind, let from, let family, let reason, form.isSound else {
            return .page(page(organisation, form, people: known, namesakes, today: visit.today), status: 422)
        }
        let typed = Person(
            id: ID(at: visit.now), givenName: given, familyName: family, title: form.fields["title"], registration: registration,
            profession: form.fields["profession"])
        let person = standing ?? namesake ?? typed
        let post = Post(
            id: ID(at: visit.now), personId: person.id, organisationId: organisation.id, kind: kind, fromDate: from, untilDate: until)
        let isUnanswered = standing == nil && namesake == nil && !form.isNewPerson
        let saved = try await editing.write(
            visit, notice: "post-added", form: &form,
            beside: { problem in
                if case .namesake = problem { "namesake" } else { standing == nil ? "family-name" : "person" }
            }
        ) {
            if isUnanswered, try !PersonStore.namesakes(given, named, in: $0).isEmpty { throw DirectoryProblem.namesake }
            if let namesake {
                try PersonStore.complete(namesake, with: typed, in: $0)
            } else if standing == nil {
                try PersonStore.add(typed, in: $0)
            }
            try PersonStore.appoint(post, reason: reason, in: $0)
            return organisation.id
        }
        return saved ?? .page(page(organisation, form, people: known, namesakes, today: visit.today), status: 422)
    }

    private func page(
        _ organisation: Organisation, _ form: FormReader, people: [Person], _ namesakes: [Person] = [], today: LocalDate
    ) -> DirectoryFormPage {
        DirectoryFormPage(
            title: "Add a person or a post at \(organisation.name)", back: editing.back(to: organisation),
            intro:
                "Choose somebody who has worked here, or enter the name of somebody else. Clinicians need their profession, so that clinics can be planned for them. Staff only: no patients are kept in the directory.",
            errors: form.summary,
            action: DirectoryAddresses.newPost.path(organisation.id),
            choices: [
                form.choiceField("person", "Person", choices: [("", "A new person")] + people.map { ($0.id.stored, $0.fullName) }),
                form.choiceField("kind", "Post", choices: PostKind.allCases.map { ($0.rawValue, $0.title) }, chosen: PostKind.partner.rawValue),
            ],
            texts: [
                form.textField("title", "Title of a new person", hint: "Such as Dr or Ms. May be left out.", width: .narrow),
                form.textField("given-name", "Given name", width: .wide), form.textField("family-name", "Family name", width: .wide),
                form.textField("profession", "Profession", hint: "Such as GP, pharmacist or practice manager", width: .wide),
                form.textField(
                    "registration", "Professional registration", hint: "The register and the number, for example GMC 1234567", width: .middle),
            ],
            dates: [
                form.dateField("from", "First day in this post", hint: "For example, 1 4 2026", value: today),
                form.dateField("until", "Last day, if it is known", hint: "Leave it empty otherwise"),
            ], reason: form.reasonField(), button: "Record post", candidates: form.namesakeField(among: namesakes))
    }

    private func people(_ organisation: Organisation) async throws -> [Person] {
        try await database.read { connection in
            try PersonStore.people(Array(Set(PersonStore.posts(at: organisation.id, in: connection).map(\.personId))), in: connection)
        }
    }

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

    private func endForm(_ visit: Visit) async throws -> Answer {
        let organisation = try await editing.organisation(visit)
        let (post, person) = try await post(visit, organisation)
        return .page(endPage(organisation, post, person, FormReader(), today: visit.today))
    }

    private func end(_ visit: Visit) async throws -> Answer {
        let organisation = try await editing.organisation(visit)
        let (post, person) = try await post(visit, organisation)
        var form = FormReader(visit.form)
        let day = form.date("until", orSay: "Enter the last day in this post, for example 31 3 2026")
        let reason = form.reason()
        guard let day, let reason, form.isSound else { return .page(endPage(organisation, post, person, form, today: visit.today), status: 422) }
        let saved = try await editing.save(visit, organisation, notice: "post-ended", form: &form, beside: "until-day") {
            try PersonStore.end(post, lastDay: day, reason: reason, in: $0)
        }
        return saved ?? .page(endPage(organisation, post, person, form, today: visit.today), status: 422)
    }

    private func endPage(_ organisation: Organisation, _ post: Post, _ person: Person, _ form: FormReader, today: LocalDate) -> DirectoryFormPage {
        DirectoryFormPage(
            title: "End a post of \(person.fullName)", back: editing.back(to: organisation),
            intro: "\(post.kind.title) at \(organisation.name) since \(post.fromDate.longText).", errors: form.summary,
            action: DirectoryAddresses.endPost.path(organisation.id.stored, post.id.stored), choices: [], texts: [],
            dates: [form.dateField("until", "Last day in this post", hint: "It counts until the end of that day", value: today)],
            reason: form.reasonField(), button: "End post")
    }

    private func leadForm(_ visit: Visit) async throws -> Answer {
        let organisation = try await editing.organisation(visit)
        return .page(leadPage(organisation, try await people(organisation), FormReader(), today: visit.today))
    }

    private func lead(_ visit: Visit) async throws -> Answer {
        let organisation = try await editing.organisation(visit)
        let people = try await people(organisation)
        var form = FormReader(visit.form)
        let chosen = form.choice("person", among: people.map(\.id.stored), orSay: "Choose who leads for the practice")
        let from = form.date("from", orSay: "Enter the first day, for example 1 4 2026")
        let reason = form.reason()
        guard let chosen, let person = people.first(where: { $0.id.stored == chosen }), let from, let reason, form.isSound else {
            return .page(leadPage(organisation, people, form, today: visit.today), status: 422)
        }
        let saved = try await editing.save(visit, organisation, notice: "lead-chosen", form: &form, beside: "person") {
            try PersonStore.lead(organisation.id, by: person.id, from: from, reason: reason, in: $0)
        }
        return saved ?? .page(leadPage(organisation, people, form, today: visit.today), status: 422)
    }

    private func leadPage(_ organisation: Organisation, _ people: [Person], _ form: FormReader, today: LocalDate) -> DirectoryFormPage {
        DirectoryFormPage(
            title: "Choose the named lead of \(organisation.name)", back: editing.back(to: organisation),
            intro: people.isEmpty
                ? "Nobody is recorded here yet. Add a person first."
                : "The named lead speaks for the practice in the federation. The one before ends the day before.", errors: form.summary,
            action: DirectoryAddresses.namedLead.path(organisation.id),
            choices: [form.choiceField("person", "Named lead", choices: people.map { ($0.id.stored, $0.fullName) })], texts: [],
            dates: [form.dateField("from", "First day", hint: "For example, 1 4 2026", value: today)], reason: form.reasonField(),
            button: "Choose named lead")
    }
}
