// Takes back a merger recorded in error.

import Kernel
import Store
import Web

struct MergerRoutes: Sendable {
    let database: any Database
    private var editing: DirectoryEditing { DirectoryEditing(database: database) }

    init(database: any Database) { self.database = database }

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.mergerTakenBack, DirectoryPermissions.edit) { visit in
            .page(page(try await merger(visit), FormReader()))
        }
        routes.post(DirectoryAddresses.mergerTakenBack, DirectoryPermissions.edit) { try await takeBack($0) }
    }

    /// A practice with the merger that ended it.
    private struct Merger {
        let practice: Organisation
        let successor: Organisation
        let from: LocalDate
    }

    private func merger(_ visit: Visit) async throws -> Merger {
        let practice = try await editing.organisation(visit)
        guard let merger = try await merger(of: practice, visit) else { throw Refusal.notFound }
        return merger
    }

    private func merger(of practice: Organisation, _ visit: Visit) async throws -> Merger? {
        let today = visit.today
        return try await database.read { connection in
            guard let merger = try OrganisationStore.merger(of: practice.id, in: connection),
                let successor = try OrganisationStore.organisation(merger.successor, on: today, in: connection)
            else { return nil }
            return Merger(practice: practice, successor: successor, from: merger.from)
        }
    }

    private func takeBack(_ visit: Visit) async throws -> Answer {
        let practice = try await editing.organisation(visit)
        // Gone where this is a second click: `save` then leads to where the first one led.
        let merger = try await merger(of: practice, visit)
        var form = FormReader(visit.form)
        let opening = form.choice("opening", among: ["open", "closed"], orSay: "Choose whether \(practice.name) is open")
        let reason = form.reason()
        if let opening, let reason, form.isSound {
            let saved = try await editing.save(visit, practice, notice: "merger-taken-back", form: &form, beside: "opening") {
                try OrganisationStore.takeBackMerger(of: practice.id, reopens: opening == "open", reason: reason, in: $0)
            }
            if let saved { return saved }
        }
        guard let merger else { throw Refusal.notFound }
        return .page(page(merger, form), status: 422)
    }

    private func page(_ merger: Merger, _ form: FormReader) -> DirectoryFormPage {
        let name = merger.practice.name
        return DirectoryFormPage(
            title: "Take back the merger of \(name)", back: editing.back(to: merger.practice),
            intro:
                "\(name) is on record as carried on by \(merger.successor.name) from \(merger.from.longText). Taken back, its patients, appointments, statements and payments are its own again. What was paid to \(merger.successor.name) for it is put right on the next payment run. To correct a merger, take it back and record it anew.",
            errors: form.summary, action: DirectoryAddresses.mergerTakenBack.path(merger.practice.id),
            choices: [
                form.choiceField(
                    "opening", "\(name) is", choices: [("open", "open, as before"), ("closed", "closed all the same")], chosen: "open")
            ], texts: [], dates: [], reason: form.reasonField(), button: "Take back merger")
    }
}
