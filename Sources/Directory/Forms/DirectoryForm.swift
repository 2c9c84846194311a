// One page for all edits of the directory.

import Kernel
import Store
import Web

/// A form of the directory: choices, texts, dates, and the reason that the audit trail keeps.
struct DirectoryFormPage: Page {
    static let template = "directory-form"

    let title: String
    let back: LinkView
    let intro: String
    let errors: ErrorSummary
    let action: String
    let choices: [ChoiceField]
    let texts: [TextField]
    let dates: [DateField]
    let reason: TextField
    let button: String
    /// Those who may be meant by a name, none or one list.
    var candidates: [ChoiceField] = []
    var areas: [TextArea] = []
    var hidden: [HiddenField] = []

    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    static var sample: DirectoryFormPage {
        DirectoryFormPage(
            title: "Add a room", back: LinkView("Oak Hub", "/directory"), intro: "A room in which one clinician works.",
            errors: ErrorSummary([ErrorSummary.Item("Enter a name", field: "name")]), action: "/x",
            choices: [ChoiceField("kind", "Kind", choices: [("a", "A")])], texts: [TextField("name", "Name", error: "Enter a name")],
            dates: [DateField("from", "From")], reason: TextField("reason", "Why"), button: "Add room",
            candidates: [ChoiceField("code-choice", "Which one?", choices: [("a", "A")])], areas: [TextArea("rooms", "Rooms")],
            hidden: [HiddenField("seen", "1")])
    }
}

extension FormReader {
    /// Why the change is made; kept in the audit trail.
    mutating func reason() -> String? { text("reason", orSay: "Say in a few words why you make this change", longest: 300) }

    func reasonField() -> TextField { textField("reason", "Why do you make this change?", hint: "Kept in the audit trail. No patient's details.") }

    /// Shows what the directory refused beside the field that it concerns.
    mutating func refuse(_ problem: DirectoryProblem, beside field: String) { refuse(field, problem.sentence) }
}

/// What edits have in common: the organisation, one transaction, a double click that counts once.
struct DirectoryEditing: Sendable {
    let database: any Database

    func organisation(_ visit: Visit) async throws -> Organisation {
        let id: OrganisationID = try visit.id("organisation")
        guard let organisation = try await database.read({ try OrganisationStore.organisation(id, on: visit.today, in: $0) }) else {
            throw Refusal.notFound
        }
        return organisation
    }

    func back(to organisation: Organisation) -> LinkView { LinkView(organisation.name, DirectoryAddresses.organisation.path(organisation.id)) }

    /// Writes once for each form that was shown, and leads back to the organisation. Nil where the directory refused, after `form` was told why.
    func save(
        _ visit: Visit, _ organisation: Organisation, notice: String, form: inout FormReader, beside field: String,
        _ change: @escaping @Sendable (Transaction) throws -> Void
    ) async throws -> Answer? {
        try await write(visit, notice: notice, form: &form, beside: { _ in field }) {
            try change($0)
            return organisation.id
        }
    }

    /// The same for a change that says which organisation to lead to, and with the field that each refusal concerns.
    func write(
        _ visit: Visit, notice: String, form: inout FormReader, beside field: @Sendable (DirectoryProblem) -> String,
        _ change: @escaping @Sendable (Transaction) throws -> OrganisationID
    ) async throws -> Answer? {
        do {
            let path = try await database.write(by: visit.actor, at: visit.now) { transaction in
                if let path = try transaction.settled(visit.once) { return path }
                let path = DirectoryAddresses.organisation.path(try change(transaction))
                try transaction.settle(visit.once, as: path)
                return path
            }
            return .redirect(to: path, notice: notice)
        } catch let problem as DirectoryProblem {
            let place = field(problem)
            form.refuse(place, problem.sentence, anchor: place == "from" || place == "until" ? "\(place)-day" : "")
            return nil
        } catch StoreError.duplicate {
            form.refuse(field(.nothingToChange), "Somebody else has just recorded this. Open the organisation again and look.")
            return nil
        }
    }

    /// The answer to a form that was refused: 409 where somebody else was first, whether that can be read already or is being written this moment.
    func refusal(_ page: DirectoryFormPage, seen: String, now: String) -> Answer {
        let isLate = page.errors.items.contains { $0.sentence.hasPrefix(DirectoryProblem.lateness) }
        return .page(page, status: seen == now && !isLate ? 422 : 409)
    }
}
