// Reading, giving and withdrawing consent.

import Directory
import Kernel
import Store
import Web

struct ConsentRoutes: Sendable {
    let database: any Database
    let ports: GovernancePorts

    func add(to routes: inout RouteTable) {
        routes.get(GovernanceAddresses.schemes, GovernancePermissions.see, list)
        routes.get(GovernanceAddresses.scheme, GovernancePermissions.see) { try await scheme($0) }
        routes.post(GovernanceAddresses.consents, GovernancePermissions.give, agree)
        routes.get(GovernanceAddresses.withdrawal, GovernancePermissions.give) { try await withdrawal($0) }
        routes.post(GovernanceAddresses.withdrawal, GovernancePermissions.give, withdraw)
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let scope = try visit.person.scope
        guard case .practice(let practice, _) = scope else { return try await matrix(visit) }
        let today = visit.today
        let notices = ConsentRoutes.notices(visit.query["notice"])
        return try await .page(
            database.read { connection in
                let terms = try UndertakingStore.allTerms(in: connection)
                // Practices are asked once there are terms to read.
                let undertakings = try UndertakingStore.undertakings(in: connection).filter { terms[$0.id] != nil }
                let organisation = try OrganisationStore.organisation(practice, on: today, in: connection)
                let readable = try ConsentStore.consents(scope: scope, in: connection)
                let own = Dictionary(grouping: readable.filter { $0.practice == practice }, by: \.undertaking)
                let inherited = try InheritedConsent.all(readable, practice: practice, terms: terms, in: connection)
                return SchemesPage(
                    practice: organisation?.name ?? "Your practice", notices: notices,
                    undertakings: undertakings.map { undertaking in
                        let standing = ConsentStanding(
                            own[undertaking.id] ?? [], terms: terms[undertaking.id] ?? [], closedOn: organisation?.closedOn, on: today)
                        return (undertaking, standing, InheritedConsent.detail(inherited[undertaking.id] ?? [], undertaking, standing))
                    })
            })
    }

    private func matrix(_ visit: Visit) async throws -> Answer {
        let person = try visit.person
        let asked = visit.query["on"]
        let read = asked.isEmpty ? visit.today : try? LocalDate(typed: asked)
        let date = read ?? visit.today
        let notices = ConsentRoutes.notices(visit.query["notice"])
        let table = try await database.read { connection in
            let undertakings = try UndertakingStore.undertakings(in: connection)
            let terms = try UndertakingStore.allTerms(in: connection)
            let consents = Dictionary(grouping: try ConsentStore.consents(scope: person.scope, in: connection), by: \.practice)
            let practices = try OrganisationStore.practices(in: person.scope, on: date, in: connection)
            let rows = practices.map { practice in
                let own = Dictionary(grouping: consents[practice.id] ?? [], by: \.undertaking)
                return TableView.Row(
                    [TableView.Cell.heading(practice.name, detail: practice.odsCode?.stored ?? "")]
                        + undertakings.map { undertaking in
                            let standing = ConsentStanding(
                                own[undertaking.id] ?? [], terms: terms[undertaking.id] ?? [], closedOn: practice.closedOn, on: date)
                            return TableView.Cell("", detail: standing.detail, tags: [standing.word])
                        })
            }
            return TableView(
                caption: "What each practice has agreed to on \(date.longText)",
                columns: [TableView.Column("Practice")]
                    + undertakings.map { TableView.Column($0.title, sortAddress: "") },
                rows: rows, empty: "The federation has no practices on this day. Add them in the directory.",
                exportAddress: GovernanceAddresses.schemes.path(query: ["on": date.stored, "format": "csv"]))
        }
        if visit.query["format"] == "csv" { return TableExport.answer(table, name: "consents \(date.stored)") }
        let links = try await database.read { try UndertakingStore.undertakings(in: $0) }.map {
            LinkView($0.title, GovernanceAddresses.scheme.path($0.id))
        }
        return .page(
            ConsentMatrixPage(
                on: date.longText, notices: notices,
                dateField: TextField(
                    "on", "Show consents on this date", hint: "For example, 24 11 2026", value: asked.isEmpty ? "" : date.longText,
                    error: read == nil ? "Enter a date, for example 24 11 2026" : "", width: .middle), table: table,
                offers: (person.role == .federationManager ? [LinkView("Offer something new to practices", GovernanceAddresses.offer.path())] : [])
                    + links))
    }

    private func scheme(_ visit: Visit, form: FormReader = FormReader(), status: Int = 200) async throws -> Answer {
        let id: SchemeID = try visit.id("scheme")
        let person = try visit.person
        let today = visit.today
        let notices = ConsentRoutes.notices(visit.query["notice"])
        let ports = ports
        let page = try await database.read { connection -> SchemePage in
            guard let undertaking = try UndertakingStore.undertaking(id, in: connection) else { throw Refusal.notFound }
            let terms = try UndertakingStore.terms(of: id, in: connection)
            let facts = try PracticeFacts(undertaking, terms, person, today, connection)
            // Of a practice that leaves or has left: what stands after its last day, from today on.
            let afterwards = try facts.lastDay.map { lastDay in
                try ports.consequences(person.organisation, id, max(lastDay, today.adding(days: -1)), connection)
            }
            return facts.page(form: form, notices: notices, afterwards: afterwards ?? [], keptAddress: ports.keptAddress)
        }
        return .page(page, status: status)
    }

    @Sendable private func agree(_ visit: Visit) async throws -> Answer {
        let id: SchemeID = try visit.id("scheme")
        let person = try visit.person
        var form = FormReader(visit.form)
        guard let draft = ConsentForm.draft(&form, practice: person.organisation, undertaking: id, by: person.person) else {
            return try await scheme(visit, form: form, status: 422)
        }
        do {
            try await database.write(by: visit.actor, at: visit.now) { transaction in
                guard try transaction.settled(visit.once) == nil else { return }
                try ConsentStore.give(draft, in: transaction)
                try transaction.settle(visit.once, as: GovernanceAddresses.scheme.path(id))
            }
        } catch let problem as ConsentProblem {
            form.refuse(problem)
            if case .notTheCurrentTerms = problem { return try await scheme(visit, form: form, status: 409) }
            return try await scheme(visit, form: form, status: 422)
        }
        return .redirect(to: GovernanceAddresses.scheme.path(id), notice: "agreed")
    }

    private func withdrawal(_ visit: Visit, form: FormReader? = nil, lastDay: LocalDate? = nil, status: Int = 200) async throws -> Answer {
        let id: SchemeID = try visit.id("scheme")
        let practice = try visit.person.organisation
        let today = visit.today
        var form = form ?? FormReader(visit.query)
        let chosen = lastDay ?? form.optionalDate(ConsentForm.lastDay) ?? today
        if chosen < today { form.refuse(.withdrawalBeforeToday(today)) }
        let day = max(chosen, today)
        let (title, consequences) = try await database.read { connection in
            guard let undertaking = try UndertakingStore.undertaking(id, in: connection) else { throw Refusal.notFound }
            let history = try ConsentStore.history(practice: practice, undertaking: id, in: connection)
            guard let last = history.last, !last.isEmpty, !last.period.isOver(on: today) else {
                throw Refusal.conflict(ConsentProblem.nothingToWithdraw.sentence)
            }
            return (undertaking.title, try ports.consequences(practice, id, day, connection))
        }
        let page = WithdrawalPage(
            title: "Withdraw from \(title)", undertaking: title, back: BackLink(title, GovernanceAddresses.scheme.path(id)), errors: form.summary,
            action: GovernanceAddresses.withdrawal.path(id), lastDay: day.longText, lastDayValue: day.stored,
            consequences: consequences.isEmpty ? ["Nothing is booked or planned for your practice after this day."] : consequences,
            chooseDay: form.dateField(ConsentForm.lastDay, "Last day of taking part", hint: "Today or later", value: day),
            reason: form.textArea(ConsentForm.reason, "Why is the practice withdrawing?", hint: "The federation reads this", longest: 500))
        return .page(page, status: form.summary.isEmpty ? status : 422)
    }

    @Sendable private func withdraw(_ visit: Visit) async throws -> Answer {
        let id: SchemeID = try visit.id("scheme")
        let person = try visit.person
        var form = FormReader(visit.form)
        let lastDay = form.date(ConsentForm.lastDay, orSay: "Enter the last day of taking part")
        let reason = form.text(ConsentForm.reason, orSay: ConsentProblem.reasonMissing.sentence, longest: 500, lines: .several)
        guard let lastDay, let reason, form.isSound else { return try await withdrawal(visit, form: form, lastDay: lastDay, status: 422) }
        do {
            try await database.write(by: visit.actor, at: visit.now) { transaction in
                guard try transaction.settled(visit.once) == nil else { return }
                try ConsentStore.withdraw(
                    practice: person.organisation, undertaking: id, lastDay: lastDay, by: person.person, reason: reason, in: transaction)
                try transaction.settle(visit.once, as: GovernanceAddresses.scheme.path(id))
            }
        } catch let problem as ConsentProblem {
            form.refuse(problem)
            return try await withdrawal(visit, form: form, lastDay: lastDay, status: 422)
        }
        return .redirect(to: GovernanceAddresses.scheme.path(id), notice: "withdrawn")
    }

    static func notices(_ key: String) -> [Notice] {
        switch key {
        case "agreed": [Notice("Your practice has agreed", "It takes part from the day you chose. You can withdraw at any time.")]
        case "withdrawn": [Notice("Your practice has withdrawn", "It takes part until the day you chose, and can return by agreeing again.")]
        case "published": [Notice("The terms are published", "Each practice is now asked to read them and to agree.")]
        default: []
        }
    }
}
