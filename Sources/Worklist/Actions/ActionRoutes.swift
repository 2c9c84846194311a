// Where actions are seen and changed.

import Directory
import Kernel
import Store
import Web

struct ActionRoutes: Sendable {
    let database: any Database
    let openings: RecordOpenings

    func add(to routes: inout RouteTable) {
        routes.get(WorklistAddresses.actions, WorklistPermissions.see, list)
        routes.get(WorklistAddresses.action, WorklistPermissions.see) { .page(try await page($0, FormReader())) }
        routes.post(WorklistAddresses.actionEnding, WorklistPermissions.change, end)
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let person = try visit.person
        let (isOwn, isOpen) = (visit.query["whose"] != "all", visit.query["state"] != "closed")
        let list = RecordList<(action: Action, owner: String)>(
            "Actions", visit, of: ActionStore.listed(isOpen: isOpen, isOwn: isOwn, for: person),
            columns: [
                .init("What", sort: "title") { .heading($0.action.title, address: WorklistAddresses.action.path($0.action.id)) },
                .init("Owner") { .init($0.owner) },
                .init("Due", sort: "due_on") { .date($0.action.dueOn) },
                .init("State") { .init("", tags: $0.action.tags(on: visit.today)) },
            ], order: "due_on",
            filters: [
                .select("whose", "Whose", choices: [("", "Mine"), ("all", "All that I can see")]),
                .select("state", "State", choices: [("", "To be done"), ("closed", "Closed")]),
            ],
            empty: isOpen
                ? "Nothing is to be done here. Actions come from meetings, questions and records, or are raised on this page." : "None yet."
        ) { rows, connection in
            let actions = try ActionStore.actions(from: rows)
            return Array(zip(actions, try OwnerStore.names(actions.map { ($0.owner, $0.organisation) }, on: visit.today, in: connection)))
        }
        let raise = WorklistPermissions.raise.allows(person.role) ? [LinkView("Raise an action", WorklistAddresses.newAction.path())] : []
        return try await database.answer(visit, list) { ListPage("Actions", links: raise, $0) }
    }

    private func page(_ visit: Visit, _ form: FormReader) async throws -> ActionPage {
        let id = try visit.id("action", of: Action.self)
        let (person, openings) = (try visit.person, openings)
        return try await database.read { connection in
            guard let action = try ActionStore.action(id, for: person, in: connection) else { throw ActionRefusal.unknown }
            let mayChange = ActionRules.refusal(toChange: action, by: person) == nil
            let view = FormView(
                "Close this action", action: WorklistAddresses.actionEnding.path(id), form: form,
                [
                    .revision(Revision(action.revision)),
                    .radios("outcome", "How does it end?", choices: ActionOutcome.allCases.map { ($0.rawValue, $0.title) }, chosen: "done"),
                    .area("evidence", "What was done, and where can one see it?", hint: "Do not name patients.", longest: ActionRules.evidenceLimit),
                ])
            return ActionPage(
                title: action.title, tags: action.tags(on: visit.today), errors: form.summary,
                facts: SummaryList(try facts(of: action, for: person, openings, on: visit.today, in: connection)),
                change: mayChange ? [LinkView("Change what, who or when", WorklistAddresses.actionChange.path(id))] : [],
                form: mayChange || !form.isSound ? [view] : [])
        }
    }

    private func facts(
        of action: Action, for person: Principal, _ openings: RecordOpenings, on today: LocalDate, in connection: any Connection
    ) throws -> [SummaryList.Fact] {
        let owner = try OwnerStore.names([(action.owner, action.organisation)], on: today, in: connection).first ?? ""
        let writers = [action.raisedBy] + (action.ending.map { [$0.by] } ?? [])
        let names = Dictionary(uniqueKeysWithValues: try PersonStore.people(writers, in: connection).map { ($0.id, $0.fullName) })
        func fact(_ name: String, _ record: RecordLink?) throws -> [SummaryList.Fact] {
            guard let record else { return [] }
            let link = try openings.link(to: record, for: person, in: connection)
            return [.init(name, link == nil ? "A \(record.kind.rawValue) that you may not open" : "", actions: link.map { [$0] } ?? [])]
        }
        var facts: [SummaryList.Fact] = [
            .init("Owner", owner), .init("Due", action.dueOn.longText),
            .init("Raised", "\(names[action.raisedBy] ?? "Somebody"), \(action.raisedAt.londonText)"),
        ]
        facts += try fact("From", action.source)
        guard let ending = action.ending else { return facts }
        facts.append(.init(ending.outcome.title, ending.evidence, detail: "\(names[ending.by] ?? "Somebody"), \(ending.at.londonText)"))
        return facts + (try fact("Shown by", ending.record))
    }

    @Sendable private func end(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0)
        } read: { form in
            let (id, person) = (try visit.id("action", of: Action.self), try visit.person)
            let outcome = form.choice("outcome", as: ActionOutcome.self, orSay: "Choose how it ends")
            let evidence = form.optionalText("evidence", longest: ActionRules.evidenceLimit, lines: .several)
            let revision = form.revision
            guard let outcome else { return nil }
            return { tx in
                try ActionStore.end(id, as: outcome, evidence: evidence, seen: revision, by: person, in: tx)
                return Done(WorklistAddresses.action.path(id), WorklistNotice.actionClosed)
            }
        }
    }
}
