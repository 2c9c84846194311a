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
        routes.get(GovernanceAddresses.scheme, GovernancePermissions.see) { .page(try await page($0, FormReader())) }
        routes.post(GovernanceAddresses.consents, GovernancePermissions.give, agree)
        routes.get(GovernanceAddresses.withdrawal, GovernancePermissions.give) { try await consequences($0, $0.query) }
        routes.post(GovernanceAddresses.withdrawal, GovernancePermissions.give, withdraw)
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let scope = try visit.person.scope
        guard case .practice(let practice, _) = scope.reach else { return try await matrix(visit) }
        let today = visit.today
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
                    practice: organisation?.name ?? "Your practice",
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
        let (undertakings, records) = try await database.read { connection in
            let undertakings = try UndertakingStore.undertakings(in: connection)
            let terms = try UndertakingStore.allTerms(in: connection)
            let consents = Dictionary(grouping: try ConsentStore.consents(scope: person.scope, in: connection), by: \.practice)
            let records = try OrganisationStore.practices(in: person.scope, on: date, in: connection).map { practice in
                let own = Dictionary(grouping: consents[practice.id] ?? [], by: \.undertaking)
                return (
                    practice: practice,
                    standings: undertakings.map {
                        ConsentStanding(own[$0.id] ?? [], terms: terms[$0.id] ?? [], closedOn: practice.closedOn, on: date)
                    }
                )
            }
            return (undertakings, records)
        }
        let list = RecordList<(practice: Organisation, standings: [ConsentStanding])>(
            "What each practice has agreed to on \(date.longText)", visit, of: records,
            columns: [
                .init("Practice", sort: "name", note: "Code") { .heading($0.practice.name, detail: $0.practice.odsCode?.stored ?? "") }
            ]
                + undertakings.enumerated().map { place, undertaking in
                    .init(undertaking.title) { .init("", detail: $0.standings[place].detail, tags: [$0.standings[place].word]) }
                }, keeps: ["on"], empty: "The federation has no practices on this day. Add them in the directory.")
        let links = undertakings.map { LinkView($0.title, GovernanceAddresses.scheme.path($0.id)) }
        return try await database.answer(visit, list) {
            ConsentMatrixPage(
                on: date.longText,
                dateField: TextField(
                    "on", "Show consents on this date", hint: "For example, 24 11 2026", value: asked.isEmpty ? "" : date.longText,
                    error: read == nil ? "Enter a date, for example 24 11 2026" : "", width: .middle), table: $0,
                offers: (person.role == .federationManager ? [LinkView("Offer something new to practices", GovernanceAddresses.offer.path())] : [])
                    + links)
        }
    }

    private func page(_ visit: Visit, _ form: FormReader) async throws -> SchemePage {
        let id: SchemeID = try visit.id("scheme")
        let (person, today, ports) = (try visit.person, visit.today, ports)
        return try await database.read { connection in
            guard let undertaking = try UndertakingStore.undertaking(id, in: connection) else { throw ConsentRefusal.unknownUndertaking }
            let terms = try UndertakingStore.terms(of: id, in: connection)
            let facts = try PracticeFacts(undertaking, terms, person, today, connection)
            // Of a practice that leaves or has left: what stands after its last day, from today on.
            let afterwards = try facts.lastDay.map { lastDay in
                try ports.commitments.after(
                    max(lastDay, today.adding(days: -1)), of: .practice(person.organisation, under: id), in: connection)
            }
            return facts.page(form: form, afterwards: afterwards ?? [])
        }
    }

    @Sendable private func agree(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0)
        } read: { form in
            let (id, person): (SchemeID, Principal) = (try visit.id("scheme"), try visit.person)
            let from = form.date("from", orSay: "Enter the first day of taking part")
            let name = form.text("name", orSay: "Type your full name to sign for the practice", longest: 100)
            let version = Int(form.fields["agree"])
            if version == nil { form.refuse("agree", "Tick the box to agree for your practice") }
            guard let from, let name, let version else { return nil }
            let draft = ConsentDraft(
                practice: person.organisation, undertaking: id, termsVersion: version, signedBy: person.person, signedName: name, from: from)
            return { transaction in
                try ConsentStore.give(draft, in: transaction)
                return Done(GovernanceAddresses.scheme.path(id), GovernanceNotice.consentGiven)
            }
        }
    }

    private func withdrawalPage(_ visit: Visit, _ form: FormReader) async throws -> WithdrawalPage {
        let id: SchemeID = try visit.id("scheme")
        let (practice, today) = (try visit.person.organisation, visit.today)
        var asked = form
        let day = max(asked.optionalDate("last-day") ?? today, today)
        let (title, consequences) = try await database.read { connection in
            guard let undertaking = try UndertakingStore.undertaking(id, in: connection) else { throw ConsentRefusal.unknownUndertaking }
            let history = try ConsentStore.history(practice: practice, undertaking: id, in: connection)
            guard let last = history.last, !last.isEmpty, !last.period.isOver(on: today) else { throw ConsentRefusal.nothingToWithdraw }
            return (undertaking.title, try ports.commitments.after(day, of: .practice(practice, under: id), in: connection))
        }
        let view = FormView(
            "Withdraw after \(day.longText)", action: GovernanceAddresses.withdrawal.path(id), look: .warning, form: form,
            [
                .hidden("shown", day.stored), .date("last-day", "Last day of taking part", hint: "Today or later", value: day),
                .area("reason", "Why is the practice withdrawing?", hint: "The federation reads this", longest: 500),
            ])
        return WithdrawalPage(
            title: "Withdraw from \(title)", undertaking: title, back: BackLink(title, GovernanceAddresses.scheme.path(id)), errors: view.errors,
            lastDay: day.longText,
            consequences: consequences.isEmpty ? ["Nothing is booked or planned for your practice after this day."] : consequences.map(\.sentence),
            form: [view])
    }

    /// What leaving on a day would mean; nothing is written.
    private func consequences(_ visit: Visit, _ sent: Fields) async throws -> Answer {
        var form = FormReader(sent)
        if let day = form.optionalDate("last-day"), day < visit.today { form.refuse(ConsentRefusal.withdrawalBeforeToday(visit.today)) }
        return .page(try await withdrawalPage(visit, form), status: form.status)
    }

    @Sendable private func withdraw(_ visit: Visit) async throws -> Answer {
        if visit.form["act"] == "show" { return try await consequences(visit, visit.form) }
        return try await database.act(visit) {
            try await withdrawalPage(visit, $0)
        } read: { form in
            let (id, person): (SchemeID, Principal) = (try visit.id("scheme"), try visit.person)
            let lastDay = form.date("last-day", orSay: "Enter the last day of taking part")
            let reason = form.text("reason", orSay: ConsentRefusal.reasonMissing.sentence, longest: 500, lines: .several)
            guard let lastDay, let reason else { return nil }
            let isShown = lastDay < visit.today || form.fields["shown"] == lastDay.stored
            return { transaction in
                guard isShown else { throw ConsentRefusal.otherDayShown(lastDay) }
                try ConsentStore.withdraw(
                    practice: person.organisation, undertaking: id, lastDay: lastDay, by: person.person, reason: reason, in: transaction)
                return Done(GovernanceAddresses.scheme.path(id), GovernanceNotice.consentWithdrawn)
            }
        }
    }
}
