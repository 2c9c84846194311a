// What one person sees of one undertaking.

import Directory
import Kernel
import Store
import Web

/// What the page of an undertaking shows to one person.
struct PracticeFacts {
    let undertaking: Undertaking
    let terms: [TermsVersion]
    let role: Role
    let today: LocalDate
    /// The person's own practice with its consents; nil for people of the federation.
    let practice: Organisation?
    let history: [Consent]
    /// What practices that merged into this one had agreed to, while it had not.
    let inherited: [InheritedConsent]
    /// For people of the federation: every practice's standing.
    let practices: [(name: String, standing: ConsentStanding)]
    let signatories: [PersonID: String]

    init(_ undertaking: Undertaking, _ terms: [TermsVersion], _ person: Principal, _ today: LocalDate, _ connection: any Connection) throws {
        self.undertaking = undertaking
        self.terms = terms
        self.today = today
        role = person.role
        if case .practice(let id, _) = person.scope.reach {
            practice = try OrganisationStore.organisation(id, on: today, in: connection)
            history = try ConsentStore.history(practice: id, undertaking: undertaking.id, in: connection)
            inherited =
                try InheritedConsent.all(
                    ConsentStore.consents(scope: person.scope, in: connection), practice: id, terms: [undertaking.id: terms], in: connection)[
                    undertaking.id] ?? []
            practices = []
        } else {
            practice = nil
            inherited = []
            history = []
            let consents = Dictionary(
                grouping: try ConsentStore.consents(scope: person.scope, in: connection).filter { $0.undertaking == undertaking.id }, by: \.practice)
            practices = try OrganisationStore.practices(in: person.scope, on: today, in: connection).map {
                ($0.name, ConsentStanding(consents[$0.id] ?? [], terms: terms, closedOn: $0.closedOn, on: today))
            }
        }
        let people = try PersonStore.people(Array(Set(history.compactMap(\.endedBy))), in: connection)
        signatories = Dictionary(uniqueKeysWithValues: people.map { ($0.id, $0.fullName) })
    }

    private var standing: ConsentStanding { ConsentStanding(history, terms: terms, closedOn: practice?.closedOn, on: today) }

    /// The last day of a practice that leaves or has left.
    var lastDay: LocalDate? {
        guard practice != nil else { return nil }
        switch standing {
        case .leaving(_, let lastDay), .left(let lastDay): return lastDay
        case .agreedFrom(let consent): return consent.withdrawnAt == nil ? nil : consent.until
        case .open, .takingPart, .newerTerms: return nil
        }
    }

    func page(form: FormReader, afterwards: [Commitment]) -> SchemePage {
        let current = UndertakingRules.current(terms, on: today)
        let agree = agreeForm(form, current)
        return SchemePage(
            title: undertaking.title, kind: undertaking.kind.title, purpose: undertaking.purpose, errors: agree?.errors ?? form.summary,
            tags: practice == nil ? [] : [standing.tag],
            standing: practice == nil ? "" : standing.sentence + InheritedConsent.sentence(inherited, undertaking, standing),
            afterwards: afterwards.map(\.sentence),
            keptLinks: Set(afterwards.map(\.address)).subtracting([""]).sorted().map { LinkView("Open the appointments after the last day", $0) },
            termsTitle: current.map { "Terms, version \($0.version), published \($0.publishedOn.longText)" } ?? "No terms are published yet",
            terms: current.map { $0.paragraphs } ?? [],
            earlierTerms: terms.filter { $0.version != current?.version }.reversed().map {
                Details("Version \($0.version), published \($0.publishedOn.longText)", $0.paragraphs)
            },
            agree: agree.map { [$0] } ?? [], withdrawals: withdrawals, history: practice == nil ? practicesTable : historyTable,
            publishing: role == .federationManager
                ? [LinkView(current == nil ? "Publish terms" : "Publish new terms", GovernanceAddresses.terms.path(undertaking.id))] : [])
    }

    /// What is agreed to is the version that the tick names, so that a tick for older terms is none for newer ones.
    private func agreeForm(_ form: FormReader, _ current: TermsVersion?) -> FormView? {
        guard role == .practiceManager, let practice, let current else { return nil }
        let earliest: LocalDate
        switch standing {
        case .open, .left, .newerTerms: earliest = today
        case .leaving(_, let lastDay): earliest = lastDay.adding(days: 1)
        case .takingPart, .agreedFrom: return nil
        }
        return FormView(
            "Agree for the practice", action: GovernanceAddresses.consents.path(undertaking.id), form: form,
            [
                .heading("Agree for \(practice.name)"),
                .date(
                    "from", "First day of taking part", hint: "Today or later. For example, \(earliest.day) \(earliest.month) \(earliest.year)",
                    value: earliest),
                .signature("name", "Your full name", hint: "Typing it signs for the practice"),
                .tick(
                    "agree", "Agreement", "\(practice.name) agrees to version \(current.version) of these terms, and I may sign for it",
                    value: "\(current.version)"),
            ])
    }

    private var withdrawals: [LinkView] {
        guard role == .practiceManager, practice != nil else { return [] }
        switch standing {
        case .takingPart, .newerTerms, .leaving, .agreedFrom:
            return [LinkView("Withdraw from \(undertaking.title)", GovernanceAddresses.withdrawal.path(undertaking.id))]
        case .open, .left: return []
        }
    }

    private var historyTable: TableView {
        TableView(
            caption: "What your practice has agreed to",
            columns: [.init("From"), .init("Until"), .init("Terms"), .init("Signed by"), .init("Ended")],
            rows: history.reversed().map { consent in
                let ending: String
                switch consent.ending {
                case .withdrawal:
                    let who = consent.endedBy.flatMap { signatories[$0] }.map { " by \($0)" } ?? ""
                    ending = "Withdrawn\(who)" + (consent.endingReason.isEmpty ? "" : ": \(consent.endingReason)")
                case .newerTerms: ending = "Newer terms took over"
                case nil: ending = ""
                }
                return TableView.Row([
                    .heading(consent.from.longText), TableView.Cell(consent.isEmpty ? "Never began" : consent.until?.longText ?? "Open"),
                    TableView.Cell("Version \(consent.termsVersion)"), TableView.Cell(consent.signedName, detail: consent.signedAt.londonText),
                    TableView.Cell(ending, detail: consent.endedAt?.londonText ?? ""),
                ])
            }, empty: "Your practice has never agreed to this.")
    }

    private var practicesTable: TableView {
        TableView(
            caption: "Practices today", columns: [.init("Practice"), .init("Standing")],
            rows: practices.map { TableView.Row([.heading($0.name), TableView.Cell("", detail: $0.standing.detail, tags: [$0.standing.word])]) },
            empty: "The federation has no practices yet.")
    }
}
